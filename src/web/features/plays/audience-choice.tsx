import { Button, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countSegment, createSegment, listSegments, type Segment } from '../../../modules/segments/contract.ts';
import { call, keyOf, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Notice } from '../../ui/states.tsx';
import css from './plays.module.css';

/** Whom a play is about: a rule, and the saved group it came from if it did. */
export interface ChosenAudience {
  segmentId: string | null;
  rule: Segment['rule'];
}

interface AudienceChoiceProps {
  value: ChosenAudience;
  onChange: (value: ChosenAudience) => void;
  groups: {
    segments: Segment[];
    suggestions: { key: string; name: { ko: string; en: string }; rule: Segment['rule'] }[];
  };
  /** How many that is: counted by the caller, so that one screen says one thing. */
  children: ReactNode;
}

const OWN = 'own';

/** A saved or ready-made group, and how many are in it. */
export function AudienceChoice({ value, onChange, groups, children }: AudienceChoiceProps) {
  const { t } = useTranslation('plays');
  const format = useFormat();
  const written = JSON.stringify(value.rule);
  const suggestion = groups.suggestions.find(({ rule }) => JSON.stringify(rule) === written);
  const selected = value.segmentId ?? suggestion?.key ?? OWN;
  const ready = groups.suggestions.map(({ key, name }) => ({ value: key, label: name[format.locale] }));
  const saved = groups.segments.map(({ segmentId, name }) => ({ value: segmentId, label: name }));
  const choose = (key: string | null) => {
    const group = groups.segments.find(({ segmentId }) => segmentId === key);
    if (group) return onChange({ segmentId: group.segmentId, rule: group.rule });
    const other = groups.suggestions.find((one) => one.key === key);
    if (other) onChange({ segmentId: null, rule: other.rule });
  };
  return (
    <div className={css.choices}>
      <Select
        label={t('audience.group')}
        allowDeselect={false}
        data={[
          ...(selected === OWN
            ? [{ group: t('audience.fromList'), items: [{ value: OWN, label: t('audience.thisList') }] }]
            : []),
          ...(saved.length > 0 ? [{ group: t('audience.saved'), items: saved }] : []),
          { group: t('audience.ready'), items: ready },
        ]}
        value={selected}
        onChange={choose}
      />
      <div aria-live="polite">{children}</div>
      {value.segmentId === null && <SaveGroup rule={value.rule} onSaved={onChange} />}
    </div>
  );
}

/**
 * How many a rule finds, where the law has not been asked about them: before there is a draft, or while its rule is not
 * stored. With whom a message may go is said once, by the draft.
 */
export function RuleCount({ rule }: { rule: Segment['rule'] }) {
  const { t } = useTranslation('plays');
  const format = useFormat();
  const body = { rule };
  // Counting is a POST because a rule can be long; it changes nothing, so it may be kept like a GET.
  const count = useQuery({
    queryKey: keyOf(countSegment, { body }),
    queryFn: ({ signal }) => call(countSegment, { body }, { signal }),
  });
  if (!count.data) return <p className={css.quiet}>{t(count.error ? 'audience.notCounted' : 'audience.counting')}</p>;
  const { count: found } = count.data;
  return <p className={css.quiet}>{t('audience.notYet', { count: found, people: format.count(found) })}</p>;
}

/** Keeps the rule under a name: who is in the group stays live. */
function SaveGroup({ rule, onSaved }: { rule: Segment['rule']; onSaved: (audience: ChosenAudience) => void }) {
  const { t } = useTranslation('plays');
  const canSave = useCan('segments:write');
  const client = useQueryClient();
  const create = useCall(createSegment);
  const [name, setName] = useState<string>();
  if (!canSave) return null;
  if (name === undefined) {
    return (
      <div>
        <Button variant="subtle" size="compact-sm" onClick={() => setName('')}>
          {t('audience.save')}
        </Button>
      </div>
    );
  }
  const save = () =>
    create.mutate(
      { body: { name, rule } },
      {
        onSuccess: async (group) => {
          await client.invalidateQueries({ queryKey: keyOf(listSegments) });
          setName(undefined);
          onSaved({ segmentId: group.segmentId, rule: group.rule });
        },
      },
    );
  return (
    <div className={css.choices}>
      {create.error && <Notice tone="danger">{create.error.message || t('notSaved')}</Notice>}
      <TextInput
        label={t('audience.saveName')}
        placeholder={t('audience.saveExample')}
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div>
        <Button variant="default" onClick={save} loading={create.isPending} disabled={name.trim() === ''}>
          {t('audience.saveButton')}
        </Button>
      </div>
    </div>
  );
}
