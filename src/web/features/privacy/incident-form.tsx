import { Button, Checkbox, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  createIncident,
  INCIDENT_ITEMS,
  type Incident,
  type IncidentItem,
  updateIncident,
} from '../../../modules/privacy/contract/incidents.ts';
import { useCall } from '../../lib/api.ts';
import { Notice } from '../../ui/states.tsx';
import { Affected } from './affected.tsx';
import css from './privacy.module.css';

/** What is known of a leak. Little is enough to begin with: the clock runs from when it was known, not from when it is understood. */
export function IncidentForm({
  isRehearsal,
  mended,
  onDone,
}: {
  isRehearsal: boolean;
  /** The incident whose facts are mended; none: a new one. */
  mended?: Incident;
  onDone: () => void;
}) {
  const { t } = useTranslation('privacy');
  const create = useCall(createIncident);
  const update = useCall(updateIncident);
  const [knownAt, setKnownAt] = useState('');
  const [items, setItems] = useState<readonly string[]>(mended?.items ?? []);
  const [persons, setPersons] = useState<number | ''>(mended?.persons ?? '');
  const [isPossible, setPossible] = useState(mended?.isPossible ?? false);
  const [wasAttack, setAttack] = useState(mended?.wasAttack ?? false);
  const [happened, setHappened] = useState(mended?.happened ?? '');
  const [remedy, setRemedy] = useState(mended?.remedy ?? '');
  const chosen = INCIDENT_ITEMS.filter((item): item is IncidentItem => items.includes(item));
  const isReady = (mended !== undefined || knownAt !== '') && chosen.length > 0 && persons !== '' && persons >= 1;
  const submit = () => {
    if (persons === '') return;
    const facts = { isPossible, items: chosen, persons, wasAttack, happened, remedy };
    const after = { onSuccess: onDone };
    if (mended) update.mutate({ params: { incidentId: mended.incidentId }, body: facts }, after);
    else create.mutate({ body: { ...facts, isRehearsal, knownAt } }, after);
  };
  const error = create.error ?? update.error;
  return (
    <form
      className={css.stack}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {isRehearsal && <Notice>{t('incident.rehearsalHint')}</Notice>}
      {error && <Notice tone="danger">{error.message || t('failed')}</Notice>}
      {!mended && (
        <TextInput
          type="datetime-local"
          label={t('breach.knownAt')}
          description={t('incident.knownHint')}
          value={knownAt}
          onChange={(event) => setKnownAt(event.currentTarget.value)}
          maw={320}
          required
        />
      )}
      <Checkbox.Group label={t('incident.items')} value={[...items]} onChange={setItems}>
        <div className={css.choices}>
          {INCIDENT_ITEMS.map((item) => (
            <Checkbox key={item} value={item} label={t(`incident.item.${item}`)} />
          ))}
        </div>
      </Checkbox.Group>
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
        required
      />
      <Affected onTake={setPersons} />
      <Checkbox
        label={t('incident.isPossible')}
        checked={isPossible}
        onChange={(event) => setPossible(event.currentTarget.checked)}
      />
      <Checkbox
        label={t('breach.wasAttack')}
        checked={wasAttack}
        onChange={(event) => setAttack(event.currentTarget.checked)}
      />
      <Textarea
        label={t('incident.happened')}
        description={t('incident.laterHint')}
        value={happened}
        maxLength={2000}
        autosize
        minRows={2}
        onChange={(event) => setHappened(event.currentTarget.value)}
      />
      <Textarea
        label={t('incident.remedy')}
        description={t('incident.laterHint')}
        value={remedy}
        maxLength={2000}
        autosize
        minRows={2}
        onChange={(event) => setRemedy(event.currentTarget.value)}
      />
      <div className={css.actions}>
        <Button type="submit" loading={create.isPending || update.isPending} disabled={!isReady}>
          {t('save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
