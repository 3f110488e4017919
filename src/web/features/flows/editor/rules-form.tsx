import { NumberInput, Select, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FlowDocument } from '../../../../modules/flows/contract.ts';
import { useFormat } from '../../../lib/format.ts';
import { MoneyInput } from '../../../ui/money-input.tsx';
import css from '../flows.module.css';
import type { RuleSlot } from './words.ts';

const PLAIN = ['once', 'yearly', 'every'] as const;
const REENTRY = ['once', 'yearly', 'after_days', 'every'] as const;
const HOLDOUTS = [0.05, 0.1, 0.2, 0.5];

/** What holds for the whole: how often, when somebody leaves, who is held out, what it may cost. */
export function RulesForm({
  document,
  ruleField,
  onChange,
}: {
  document: FlowDocument;
  ruleField: RuleSlot;
  onChange: (patch: Partial<FlowDocument>) => void;
}) {
  const { t } = useTranslation('flows');
  const format = useFormat();
  const { reentry, goal, exitWhen, holdoutRate, measureDays, budgetMinor } = document;
  const rates = [...new Set([...HOLDOUTS, holdoutRate])].sort((a, b) => a - b);
  return (
    <div className={css.stack}>
      <Select
        label={t('rules.reentry')}
        allowDeselect={false}
        data={REENTRY.map((kind) => ({ value: kind, label: t(`rules.${kind}`) }))}
        value={reentry.kind}
        onChange={(kind) => {
          const plain = PLAIN.find((one) => one === kind);
          onChange({ reentry: plain ? { kind: plain } : { kind: 'after_days', days: 30 } });
        }}
      />
      {reentry.kind === 'after_days' && (
        <NumberInput
          label={t('rules.days')}
          min={1}
          max={365}
          allowDecimal={false}
          clampBehavior="strict"
          value={reentry.days}
          onChange={(days) => onChange({ reentry: { kind: 'after_days', days: Math.max(1, Number(days || 1)) } })}
        />
      )}
      <Switch
        label={t('rules.goal')}
        description={t('rules.goalHint')}
        checked={goal === 'visit'}
        onChange={(event) => onChange({ goal: event.currentTarget.checked ? 'visit' : 'none' })}
      />
      <Switch
        label={t('rules.exit')}
        checked={exitWhen !== null}
        onChange={(event) =>
          onChange({ exitWhen: event.currentTarget.checked ? { all: [{ fact: 'visits', atLeast: 10 }] } : null })
        }
      />
      {exitWhen && ruleField({ rule: exitWhen, onChange: (rule) => onChange({ exitWhen: rule }) })}
      <Select
        label={t('rules.holdout')}
        allowDeselect={false}
        data={rates.map((rate) => ({ value: String(rate), label: format.percent(rate) }))}
        value={String(holdoutRate)}
        onChange={(rate) => rate && onChange({ holdoutRate: Number(rate) })}
      />
      <NumberInput
        label={t('plays:holdout.measureDays')}
        min={1}
        max={180}
        allowDecimal={false}
        clampBehavior="strict"
        value={measureDays}
        onChange={(days) => onChange({ measureDays: Math.max(1, Number(days || 1)) })}
      />
      <MoneyInput
        label={t('rules.budget')}
        description={t('rules.budgetHint')}
        valueMinor={budgetMinor ?? 0}
        onChange={(minor) => onChange({ budgetMinor: minor > 0 ? minor : null })}
      />
    </div>
  );
}
