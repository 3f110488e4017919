import { Autocomplete, MultiSelect, NumberInput, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Trigger } from '../../../../modules/flows/contract.ts';
import css from '../flows.module.css';
import { type RuleSlot, useWords } from './words.ts';

/** What each kind begins with. */
const FIRST: { [K in Trigger['kind']]: Extract<Trigger, { kind: K }> | undefined } = {
  birthday: { kind: 'birthday', daysBefore: 7 },
  first_visit: { kind: 'first_visit', hoursAfter: 24 },
  second_visit: { kind: 'second_visit', daysAfter: 21 },
  slipping: { kind: 'slipping', minVisits: 5 },
  usual_hour: { kind: 'usual_hour', minutesBefore: 90, minVisits: 3 },
  stamps: { kind: 'stamps', missing: 2 },
  points_expiring: { kind: 'points_expiring', withinDays: 14 },
  ordered: { kind: 'ordered', itemIds: [], categories: [] },
  happened: { kind: 'happened', event: 'reservation.confirmed', withinHours: 3 },
  coupon_ending: { kind: 'coupon_ending', daysBefore: 3 },
  complaint_settled: { kind: 'complaint_settled', daysAfter: 3 },
  // Needs one of the shop's own groups, so that there is nothing to begin with.
  group: undefined,
  manual: { kind: 'manual', rule: { all: [{ fact: 'visits', atLeast: 3 }] } },
};
const KINDS = Object.keys(FIRST) as Trigger['kind'][];

/** The figures of each kind with their bounds, as the contract has them. */
const FIGURES: Readonly<Record<string, readonly [min: number, max: number]>> = {
  hoursAfter: [1, 168],
  daysAfter: [0, 90],
  minVisits: [3, 100],
  minutesBefore: [10, 240],
  withinHours: [1, 48],
  missing: [1, 5],
  withinDays: [1, 60],
  daysBefore: [0, 30],
};

/** Happenings that sources tell; one of the shop's own keeps its name. */
const EVENTS = [
  'reservation.requested',
  'reservation.confirmed',
  'reservation.changed',
  'reservation.cancelled',
  'waiting.registered',
  'waiting.called',
  'order.received',
  'order.ready',
  'order.left',
  'work.progressed',
] as const;

/** What lets somebody in. */
export function TriggerForm({
  trigger,
  ruleField,
  onChange,
}: {
  trigger: Trigger;
  ruleField: RuleSlot;
  onChange: (trigger: Trigger) => void;
}) {
  const { t } = useTranslation('flows');
  const { items, categories, groups } = useWords();
  const kinds = KINDS.filter((kind) => kind !== 'group' || groups.length > 0 || trigger.kind === 'group');
  const choose = (kind: string | null) => {
    const [group] = groups;
    if (kind === 'group' && group) onChange({ kind, segmentId: group.value });
    const first = FIRST[KINDS.find((one) => one === kind) ?? 'birthday'];
    if (kind !== 'group' && first) onChange(first);
  };
  const figures = Object.entries(trigger).filter(([name]) => name in FIGURES);
  return (
    <div className={css.stack}>
      <Select
        label={t('trigger.label')}
        allowDeselect={false}
        data={kinds.map((kind) => ({ value: kind, label: t(`trigger.${kind}`) }))}
        value={trigger.kind}
        onChange={choose}
      />
      {figures.map(([name, value]) => {
        const [min = 0, max = 0] = FIGURES[name] ?? [];
        return (
          <NumberInput
            key={name}
            label={t(`figure.${name}`)}
            min={trigger.kind === 'second_visit' ? 1 : min}
            max={max}
            allowDecimal={false}
            clampBehavior="strict"
            value={Number(value)}
            onChange={(typed) => onChange({ ...trigger, [name]: Number(typed || min) })}
          />
        );
      })}
      {trigger.kind === 'group' && (
        <Select
          label={t('trigger.whichGroup')}
          allowDeselect={false}
          data={groups}
          value={trigger.segmentId}
          onChange={(segmentId) => segmentId && onChange({ ...trigger, segmentId })}
        />
      )}
      {trigger.kind === 'happened' && (
        <Autocomplete
          label={t('trigger.event')}
          description={
            EVENTS.some((one) => one === trigger.event)
              ? t(`event.${trigger.event.replace('.', '_')}`)
              : t('trigger.eventHint')
          }
          maxLength={80}
          data={[...EVENTS]}
          value={trigger.event}
          onChange={(event) => onChange({ ...trigger, event })}
        />
      )}
      {trigger.kind === 'ordered' && (
        <>
          <MultiSelect
            label={t('trigger.items')}
            data={items}
            searchable
            value={trigger.itemIds}
            onChange={(itemIds) => onChange({ ...trigger, itemIds })}
          />
          <MultiSelect
            label={t('trigger.categories')}
            data={categories}
            searchable
            value={trigger.categories}
            onChange={(chosen) => onChange({ ...trigger, categories: chosen })}
          />
        </>
      )}
      {trigger.kind === 'manual' &&
        ruleField({ rule: trigger.rule, onChange: (rule) => onChange({ ...trigger, rule }) })}
    </div>
  );
}
