import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { INCIDENT_STEPS, type Incident, recordIncidentStep } from '../../../modules/privacy/contract/incidents.ts';
import { useCall } from '../../lib/api.ts';
import { Notice } from '../../ui/states.tsx';
import { Instant } from '../../ui/value.tsx';
import css from './privacy.module.css';

/** What was done about a leak, in its order; only ever added to, because it is the shop's proof. */
export function IncidentSteps({
  incident: { incidentId, steps },
  mayWrite,
  onChange,
}: {
  incident: Incident;
  mayWrite: boolean;
  onChange: () => void;
}) {
  const { t } = useTranslation('privacy');
  const record = useCall(recordIncidentStep);
  // Other kinds are the shop's proof and stop its clocks: one of them is chosen, never merely left standing.
  const [kind, setKind] = useState<(typeof INCIDENT_STEPS)[number]>('noted');
  const [note, setNote] = useState('');
  return (
    <div className={css.stack}>
      <div>
        <h3 className={css.subtitle}>{t('incident.steps')}</h3>
        {steps.length === 0 && <p className={css.hint}>{t('incident.noSteps')}</p>}
      </div>
      <ul className={css.stepList}>
        {steps.map((step) => (
          <li key={`${step.at} ${step.kind} ${step.note}`}>
            <strong>{t(`incident.step.${step.kind}`)}</strong>{' '}
            <span className={css.quiet}>
              <Instant at={step.at} exact />
              {step.by && ` · ${step.by}`}
            </span>
            {step.kind !== 'changed' && step.note !== '' && <p>{step.note}</p>}
          </li>
        ))}
      </ul>
      {mayWrite && (
        <form
          className={css.form}
          onSubmit={(event) => {
            event.preventDefault();
            record.mutate(
              { params: { incidentId }, body: { kind, note } },
              {
                onSuccess: () => {
                  setNote('');
                  onChange();
                },
              },
            );
          }}
        >
          {record.error && <Notice tone="danger">{record.error.message || t('failed')}</Notice>}
          <NativeSelect
            label={t('incident.whatDone')}
            value={kind}
            data={INCIDENT_STEPS.map((one) => ({ value: one, label: t(`incident.step.${one}`) }))}
            onChange={(event) => setKind(INCIDENT_STEPS.find((one) => one === event.currentTarget.value) ?? 'noted')}
          />
          <TextInput
            label={t('incident.note')}
            value={note}
            maxLength={2000}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <div className={css.actions}>
            <Button
              type="submit"
              variant="default"
              loading={record.isPending}
              disabled={kind === 'noted' && note.trim() === ''}
            >
              {t('incident.write')}
            </Button>
          </div>
        </form>
      )}
    </div>
  );
}
