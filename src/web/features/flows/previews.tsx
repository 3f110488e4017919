import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FlowPreview, OpenFlow } from '../../../modules/flows/contract.ts';
import { listSteps } from '../../../modules/flows/contract.ts';
import { Letter, Message } from '../../ui/letter.tsx';
import { Section } from '../../ui/page.tsx';
import css from './flows.module.css';

type Which = FlowPreview['samples'][number]['which'];

/** Every message of the automation as one person would get it; and what staff are told. */
export function Previews({ flow, samples }: { flow: OpenFlow; samples: FlowPreview['samples'] }) {
  const { t } = useTranslation('flows');
  const kinds = (['real', 'fullest', 'emptiest'] as const).filter((which) =>
    samples.some((sample) => sample.which === which),
  );
  const [asked, setAsked] = useState<Which>('real');
  const which = kinds.includes(asked) ? asked : kinds[0];
  const hints = listSteps(flow.document.steps).flatMap(({ step }) => (step.kind === 'hint' ? [step] : []));
  if (kinds.length === 0 && hints.length === 0) return null;
  const person = samples.find((sample) => sample.which === 'real')?.person ?? '';
  return (
    <Section title={t('preview.title')}>
      <div className={css.stack}>
        {kinds.length > 1 && (
          <SegmentedControl
            aria-label={t('preview.whose')}
            data={kinds.map((value) => ({ value, label: t(`preview.${value}`) }))}
            value={which ?? ''}
            onChange={(value) => setAsked(kinds.find((one) => one === value) ?? 'fullest')}
          />
        )}
        {which === 'real' && person !== '' && <p className={css.quiet}>{t('preview.realName', { name: person })}</p>}
        {samples
          .filter((sample) => sample.which === which)
          .map((sample) => (
            <Message
              key={sample.stepId}
              isMail={sample.channel === 'email'}
              head={t(`plays:channel.${sample.channel}`)}
              subject={sample.subject}
              text={sample.text}
            />
          ))}
        {hints.map((hint) => (
          <Letter key={hint.id} head={t('preview.hint', { count: hint.days })} text={hint.text} />
        ))}
      </div>
    </Section>
  );
}
