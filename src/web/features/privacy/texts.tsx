import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ConsentText, listTexts, TEXT_PARTS } from '../../../modules/privacy/contract/texts.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { currentLocale } from '../../lib/i18n.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Instant } from '../../ui/value.tsx';
import { Highlighted } from './highlighted.tsx';
import css from './privacy.module.css';
import { TextForm } from './text-form.tsx';

type Version = ConsentText & { people: number };

/** On which words people agreed: every version, beside the one before (PV-02). */
export function Texts() {
  const { t } = useTranslation('privacy');
  const query = useQuery(queryFor(listTexts));
  const [lang, setLang] = useState<'ko' | 'en'>(currentLocale());
  return (
    <Loaded query={query} rows={10}>
      {({ texts }) => (
        <>
          <NativeSelect
            label={t('texts.language')}
            value={lang}
            maw={240}
            data={[
              { value: 'ko', label: t('texts.lang.ko') },
              { value: 'en', label: t('texts.lang.en') },
            ]}
            onChange={(event) => setLang(event.currentTarget.value === 'en' ? 'en' : 'ko')}
          />
          {[
            ...Map.groupBy(
              texts.filter((text) => text.lang === lang),
              ({ kind }) => kind,
            ).values(),
          ].map((versions) => (
            <Kind key={versions[0]?.kind} versions={versions} />
          ))}
        </>
      )}
    </Loaded>
  );
}

function Kind({ versions }: { versions: readonly Version[] }) {
  const { t } = useTranslation('privacy');
  const format = useFormat();
  const mayWrite = useCan('settings:write');
  const [shown, setShown] = useState<'none' | 'versions' | 'edit'>('none');
  const [newest, before] = versions;
  if (!newest) return null;
  const older = versions.slice(1).reduce((sum, { people }) => sum + people, 0);
  return (
    <Section
      title={<Highlighted text={newest} part="title" />}
      sentence={
        <>
          {t('texts.version', { version: newest.version })} · <Instant at={newest.effectiveFrom} exact /> ·{' '}
          {t('texts.people', { count: newest.people, n: format.count(newest.people) })}
        </>
      }
      action={
        older > 0 ? <Tag tone="warning">{t('texts.older', { count: older, n: format.count(older) })}</Tag> : undefined
      }
    >
      <div className={css.actions}>
        <Button
          variant="default"
          aria-expanded={shown === 'versions'}
          onClick={() => setShown(shown === 'versions' ? 'none' : 'versions')}
        >
          {t(before ? 'texts.compare' : 'texts.read')}
        </Button>
        {mayWrite && (
          <Button variant="subtle" onClick={() => setShown(shown === 'edit' ? 'none' : 'edit')}>
            {t('texts.change')}
          </Button>
        )}
      </div>
      {shown === 'versions' && <Compare versions={versions} />}
      {shown === 'edit' && <TextForm text={newest} onDone={() => setShown('none')} />}
    </Section>
  );
}

/** The versions side by side; what differs from the one before is marked. */
function Compare({ versions }: { versions: readonly Version[] }) {
  const { t } = useTranslation('privacy');
  return (
    <div className={css.compare}>
      {versions.map((version, index) => (
        <article key={version.textVersionId}>
          <h3>{t('texts.version', { version: version.version })}</h3>
          <dl>
            {TEXT_PARTS.filter((part) => version[part] !== '').map((part) => {
              const before = versions[index + 1];
              return (
                <div key={part}>
                  <dt>{t(`texts.part.${part}`)}</dt>
                  <dd data-changed={(before && before[part] !== version[part]) || undefined}>
                    <Highlighted text={version} part={part} />
                  </dd>
                </div>
              );
            })}
          </dl>
        </article>
      ))}
    </div>
  );
}
