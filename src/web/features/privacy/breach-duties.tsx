import { Checkbox, NumberInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getBreachDuties } from '../../../modules/privacy/contract/breach.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Instant } from '../../ui/value.tsx';
import css from './privacy.module.css';

/** Whom to tell of a leak, and until when: asked in the hour in which nobody wants to look up a law (PV-40, PV-42). */
export function BreachDuties() {
  const { t } = useTranslation('privacy');
  const [knownAt, setKnownAt] = useState('');
  const [persons, setPersons] = useState<number | ''>('');
  const [isSensitive, setIsSensitive] = useState(false);
  const [wasAttack, setWasAttack] = useState(false);
  const isAsked = knownAt !== '' && persons !== '' && persons >= 1;
  return (
    <Section title={t('breach.title')} sentence={t('breach.sentence')}>
      <div className={css.stack}>
        <TextInput
          type="datetime-local"
          label={t('breach.knownAt')}
          value={knownAt}
          onChange={(event) => setKnownAt(event.currentTarget.value)}
          maw={320}
        />
        <NumberInput
          label={t('breach.persons')}
          value={persons}
          onChange={(value) => setPersons(typeof value === 'number' ? value : '')}
          min={1}
          max={100_000_000}
          allowDecimal={false}
          thousandSeparator=","
          hideControls
          maw={320}
        />
        <Checkbox
          label={t('breach.isSensitive')}
          checked={isSensitive}
          onChange={(event) => setIsSensitive(event.currentTarget.checked)}
        />
        <Checkbox
          label={t('breach.wasAttack')}
          checked={wasAttack}
          onChange={(event) => setWasAttack(event.currentTarget.checked)}
        />
        {isAsked && <Duties query={{ knownAt, persons, isSensitive, wasAttack }} />}
      </div>
    </Section>
  );
}

function Duties(props: { query: { knownAt: string; persons: number; isSensitive: boolean; wasAttack: boolean } }) {
  const { isSensitive, wasAttack, ...rest } = props.query;
  const query = useQuery(
    queryFor(getBreachDuties, { query: { ...rest, isSensitive: String(isSensitive), wasAttack: String(wasAttack) } }),
  );
  return (
    <Loaded query={query} rows={2}>
      {(duties) => <Told duties={duties} />}
    </Loaded>
  );
}

function Told({ duties: { noticeBy, reportBy, reportReasons } }: { duties: EndpointOutput<typeof getBreachDuties> }) {
  const { t } = useTranslation('privacy');
  const format = useFormat();
  return (
    <>
      <Notice tone="warning">
        <strong>{t('breach.notice')}</strong> · {t('breach.until')} <Instant at={noticeBy} exact />
        <br />
        {t('breach.noticeWhat')}
      </Notice>
      {reportBy === null ? (
        <Notice>{t('breach.noReport')}</Notice>
      ) : (
        <Notice tone="warning">
          <strong>{t('breach.report')}</strong> · {t('breach.until')} <Instant at={reportBy} exact />
          <br />
          {reportReasons.map((reason) => t(`breach.why.${reason}`, { n: format.count(1_000) })).join(' · ')}
        </Notice>
      )}
    </>
  );
}
