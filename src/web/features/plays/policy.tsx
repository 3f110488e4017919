import { Button, NumberInput, SegmentedControl, Switch } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  getPlayPolicy,
  listStandingResults,
  type PlayPolicy,
  updatePlayPolicy,
} from '../../../modules/plays/contract/policy.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { MoneyInput } from '../../ui/money-input.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Loaded, NoPermission, Notice } from '../../ui/states.tsx';
import { ComparisonRows } from './comparison-rows.tsx';
import css from './plays.module.css';

/** How plays are to be in this shop, and what all of them together bring. */
export function Policy() {
  const { t } = useTranslation('measure');
  const query = useQuery(queryFor(getPlayPolicy));
  const may = useCan('settings:write');
  return (
    <Page
      title={t('policy.title')}
      sentence={t('policy.sentence')}
      back={{ to: '/plays', label: t('plays:title') }}
      width="reading"
    >
      <Loaded query={query}>
        {({ policy }) => (may ? <Form policy={policy} /> : <NoPermission what={t('policy.changing')} />)}
      </Loaded>
      <Standing />
    </Page>
  );
}

const RATES = [0, 0.05, 0.1] as const;
const GRACE_MINUTES = [0, 10, 60] as const;

function Form({ policy }: { policy: PlayPolicy }) {
  const { t } = useTranslation('measure');
  const format = useFormat();
  const client = useQueryClient();
  const save = useCall(updatePlayPolicy);
  const [draft, setDraft] = useState(policy);
  const change = (patch: Partial<PlayPolicy>) => setDraft((before) => ({ ...before, ...patch }));
  return (
    <Section title={t('policy.rules')}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(
            { body: draft },
            {
              onSuccess: () =>
                Promise.all(
                  [getPlayPolicy, listStandingResults].map((one) => client.invalidateQueries({ queryKey: keyOf(one) })),
                ),
            },
          );
        }}
      >
        <Switch
          label={t('policy.approval')}
          checked={draft.approvalRequired}
          onChange={(event) => change({ approvalRequired: event.currentTarget.checked })}
        />
        <div className={css.choices}>
          <span>{t('policy.grace')}</span>
          <SegmentedControl
            aria-label={t('policy.grace')}
            data={GRACE_MINUTES.map((minutes) => ({
              value: String(minutes),
              label: t(`policy.graceMinutes.${minutes}`),
            }))}
            value={String(draft.graceMinutes)}
            onChange={(value) => change({ graceMinutes: Number(value) })}
          />
        </div>
        <MoneyInput
          label={t('policy.budget')}
          valueMinor={draft.monthlyBudgetMinor ?? 0}
          onChange={(minor) => change({ monthlyBudgetMinor: minor > 0 ? minor : null })}
        />
        <NumberInput
          label={t('policy.frequency')}
          description={t('policy.frequencyHint')}
          min={1}
          max={7}
          allowDecimal={false}
          value={draft.adsPerWeek ?? ''}
          onChange={(value) => change({ adsPerWeek: value === '' ? null : Math.max(1, Number(value)) })}
        />
        <div className={css.choices}>
          <span>{t('policy.standing')}</span>
          <SegmentedControl
            aria-label={t('policy.standing')}
            data={RATES.map((rate) => ({
              value: String(rate),
              label: rate === 0 ? t('policy.nobody') : format.percent(rate),
            }))}
            value={String(draft.standingRate)}
            onChange={(value) => change({ standingRate: Number(value) })}
          />
          <p className={css.quiet}>{t('policy.standingHint')}</p>
        </div>
        {draft.standingRate > 0 && (
          <NumberInput
            label={t('policy.days')}
            min={28}
            max={366}
            allowDecimal={false}
            value={draft.standingDays}
            onChange={(value) => change({ standingDays: Math.min(366, Math.max(28, Number(value || 28))) })}
          />
        )}
        {save.error && <Notice tone="danger">{save.error.message}</Notice>}
        {save.isSuccess && <Notice tone="accent">{t('policy.saved')}</Notice>}
        <div className={css.actions}>
          <Button type="submit" loading={save.isPending}>
            {t('policy.save')}
          </Button>
        </div>
      </form>
    </Section>
  );
}

/** Everything we do together, a period at a time. */
function Standing() {
  const { t } = useTranslation('measure');
  const format = useFormat();
  const query = useQuery(queryFor(listStandingResults));
  return (
    <Section title={t('standing.title')} sentence={t('standing.sentence')}>
      <Loaded query={query}>
        {({ periods }) =>
          periods.length === 0 ? (
            <p className={css.quiet}>{t('standing.none')}</p>
          ) : (
            periods.map((period) => {
              const says = t(`standing.says.${period.incrementalRevenue === null ? 'nothing' : period.verdict}`, {
                from: format.day(period.beginsOn),
                to: format.day(period.endsOn),
                value: period.incrementalRevenue === null ? '' : format.money(period.incrementalRevenue),
                cost: format.money(period.costMinor),
              });
              const { spendCi } = period.comparison;
              // An axis without an interval on it would look like a finding of no effect.
              if (period.incrementalRevenue === null || spendCi === null) return <p key={period.beginsOn}>{says}</p>;
              return (
                <ComparisonRows
                  key={period.beginsOn}
                  sentence={says}
                  rows={[{ label: t('standing.everything'), comparison: period.comparison }]}
                />
              );
            })
          )
        }
      </Loaded>
    </Section>
  );
}
