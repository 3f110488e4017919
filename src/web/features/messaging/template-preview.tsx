import { Button, SegmentedControl } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { previewTemplate } from '../../../modules/messaging/contract.ts';
import { call } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Bubble } from '../../ui/letter.tsx';
import { Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import css from './messaging.module.css';
import { MissingParts } from './missing-parts.tsx';
import { Problems } from './problems.tsx';

type Draft = z.output<(typeof previewTemplate)['body']>;
type Preview = z.output<(typeof previewTemplate)['output']>;

const PAUSE_MS = 300;

/** The text as the longest and the emptiest person would get it, and what its author has to know (AD-23). */
export function TemplatePreview({ draft, onClass }: { draft: Draft; onClass: (proposed: Draft['class']) => void }) {
  const { t } = useTranslation('messages');
  const [settled] = useDebouncedValue(draft, PAUSE_MS);
  const { data } = useQuery({
    queryKey: ['template-preview', settled],
    queryFn: () => call(previewTemplate, { body: settled }),
    placeholderData: keepPreviousData,
    enabled: settled.body.trim() !== '',
  });
  if (!data || draft.body.trim() === '') return <p className={css.quiet}>{t('template.previewEmpty')}</p>;
  return (
    <div className={css.stack} aria-live="polite">
      {data.unreadable !== '' && <Notice tone="warning">{t('template.unreadable', { why: data.unreadable })}</Notice>}
      {data.proposed.class !== draft.class && (
        <Notice>
          {t('template.looksLike', {
            class: t(`class.${data.proposed.class}`),
            words: data.proposed.words.join(', ') || '–',
          })}{' '}
          <Button size="compact-sm" variant="default" onClick={() => onClass(data.proposed.class)}>
            {t('template.takeClass')}
          </Button>
        </Notice>
      )}
      <Problems problems={data.problems} />
      <MissingParts parts={data.missingParts} />
      {data.samples.map((sample) =>
        sample.html === null ? (
          <Phone key={sample.which} sample={sample} />
        ) : (
          <Letter key={sample.which} sample={sample} />
        ),
      )}
    </div>
  );
}

function Phone({ sample }: { sample: Preview['samples'][number] }) {
  const { t } = useTranslation('messages');
  const format = useFormat();
  const unit = sample.medium === 'alimtalk' ? 'meter.signs' : 'meter.count';
  return (
    <article className={css.phone}>
      <p className={css.quiet}>{t(`meter.which.${sample.which}`)}</p>
      <Bubble text={sample.text} />
      <p className={css.quiet}>
        {t(unit, {
          medium: t(`medium.${sample.medium}`),
          bytes: format.count(sample.bytes),
          limit: format.count(sample.limit ?? 0),
        })}
      </p>
      {sample.chips.length > 0 && (
        <div className={css.chips}>
          <span className={css.quiet}>{t('meter.locked')}</span>
          {sample.chips.map((chip) => (
            <Tag key={chip.kind}>{chip.text}</Tag>
          ))}
        </div>
      )}
      <Gaps sample={sample} />
    </article>
  );
}

const WIDTHS = ['phone', 'desk'] as const;

/** The e-mail as it arrives, in a frame that can run and load nothing. */
function Letter({ sample }: { sample: Preview['samples'][number] }) {
  const { t } = useTranslation('messages');
  const [width, setWidth] = useState<(typeof WIDTHS)[number]>('phone');
  return (
    <article className={css.letter}>
      <div className={css.rowHead}>
        <p className={css.quiet}>{t(`meter.which.${sample.which}`)}</p>
        <SegmentedControl
          size="xs"
          aria-label={t('template.width')}
          data={WIDTHS.map((value) => ({ value, label: t(`template.widths.${value}`) }))}
          value={width}
          onChange={(value) => setWidth(WIDTHS.find((one) => one === value) ?? 'phone')}
        />
      </div>
      <p className={css.subject}>{sample.subject}</p>
      <div className={css.frameRoom}>
        <iframe
          className={css.frame}
          data-width={width}
          sandbox=""
          srcDoc={sample.html ?? ''}
          title={t('template.letter', { which: t(`meter.which.${sample.which}`) })}
        />
      </div>
      <Gaps sample={sample} />
    </article>
  );
}

function Gaps({ sample }: { sample: Preview['samples'][number] }) {
  const { t } = useTranslation('messages');
  return (
    <>
      {sample.missing.length > 0 && (
        <p className={css.over}>{t('meter.missing', { list: sample.missing.join(', ') })}</p>
      )}
      {sample.unknown.length > 0 && (
        <p className={css.over}>{t('meter.unknown', { list: sample.unknown.join(', ') })}</p>
      )}
    </>
  );
}
