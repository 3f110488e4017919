import { Button, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Candidate, Step } from '../../../../modules/flows/contract.ts';
import css from '../flows.module.css';
import { InformForm } from './inform-form.tsx';
import { MessageForm } from './message-form.tsx';
import { type RuleSlot, useWords } from './words.ts';

const UNITS = ['minutes', 'hours', 'days'] as const;
const MOST_CANDIDATES = 5;
const KEYS = 'abcdefghij';

interface StepFormProps<S extends Step = Step> {
  step: S;
  ruleField: RuleSlot;
  onChange: (step: Step) => void;
}

/** Everything that can be said about one step. */
export function StepForm({ step, ruleField, onChange }: StepFormProps) {
  const { t } = useTranslation('flows');
  const number = (value: string | number, least: number) => Math.max(least, Number(value || least));
  switch (step.kind) {
    case 'wait':
      return (
        <div className={css.stack}>
          <NumberInput
            label={t('step.amount')}
            min={1}
            max={365}
            allowDecimal={false}
            clampBehavior="strict"
            value={step.amount}
            onChange={(value) => onChange({ ...step, amount: number(value, 1) })}
          />
          <Select
            label={t('step.unit')}
            allowDeselect={false}
            data={UNITS.map((unit) => ({ value: unit, label: t(`unit.${unit}`) }))}
            value={step.unit}
            onChange={(unit) => onChange({ ...step, unit: UNITS.find((one) => one === unit) ?? 'days' })}
          />
        </div>
      );
    case 'wait_usual_hour':
      return (
        <NumberInput
          label={t('figure.minutesBefore')}
          description={t('step.usualHourHint')}
          min={0}
          max={240}
          allowDecimal={false}
          clampBehavior="strict"
          value={step.minutesBefore}
          onChange={(value) => onChange({ ...step, minutesBefore: number(value, 0) })}
        />
      );
    case 'act':
      return <MessageForm asksItem arm={step.arm} onChange={(arm) => onChange({ ...step, arm })} />;
    case 'inform':
      return <InformForm step={step} onChange={onChange} />;
    case 'hint':
      return (
        <div className={css.stack}>
          <Textarea
            label={t('step.hintText')}
            description={t('step.hintHint')}
            autosize
            minRows={2}
            maxLength={200}
            value={step.text}
            onChange={(event) => onChange({ ...step, text: event.currentTarget.value })}
          />
          <NumberInput
            label={t('step.hintDays')}
            min={1}
            max={60}
            allowDecimal={false}
            clampBehavior="strict"
            value={step.days}
            onChange={(value) => onChange({ ...step, days: number(value, 1) })}
          />
        </div>
      );
    case 'branch':
      return (
        <div className={css.stack}>
          <p className={css.quiet}>{t('step.branchHint')}</p>
          {ruleField({ rule: step.rule, onChange: (rule) => onChange({ ...step, rule }) })}
        </div>
      );
    case 'choose':
      return <ChooseForm step={step} ruleField={ruleField} onChange={onChange} />;
    case 'end':
      return <p className={css.quiet}>{t('step.endHint')}</p>;
  }
}

/** Offers in the owner's order; the first that suits, is in stock and leaves a margin is the one. */
function ChooseForm({ step, ruleField, onChange }: StepFormProps<Extract<Step, { kind: 'choose' }>>) {
  const { t } = useTranslation('flows');
  const { items } = useWords();
  const { candidates } = step;
  const set = (at: number, patch: Partial<Candidate>) =>
    onChange({ ...step, candidates: candidates.map((one, index) => (index === at ? { ...one, ...patch } : one)) });
  const add = () => {
    const key = [...KEYS].find((one) => candidates.every((candidate) => candidate.key !== one));
    const like = candidates.at(-1);
    if (key && like) onChange({ ...step, candidates: [...candidates, { ...like, key, name: '', when: null }] });
  };
  return (
    <div className={css.stack}>
      <p className={css.quiet}>{t('step.chooseHint')}</p>
      {candidates.map((candidate, at) => (
        <fieldset key={candidate.key} className={css.candidate}>
          <legend>{t('step.candidate', { number: at + 1 })}</legend>
          <TextInput
            label={t('step.candidateName')}
            maxLength={60}
            value={candidate.name}
            onChange={(event) => set(at, { name: event.currentTarget.value })}
          />
          <Switch
            label={t('step.inStock')}
            checked={candidate.inStock}
            onChange={(event) => set(at, { inStock: event.currentTarget.checked })}
          />
          <Select
            label={t('step.item')}
            description={t('step.itemHint')}
            clearable
            searchable
            clearButtonProps={{ 'aria-label': t('step.noItem') }}
            data={items}
            value={candidate.itemId}
            onChange={(itemId) => set(at, { itemId })}
          />
          <Switch
            label={t('step.onlyFor')}
            checked={candidate.when !== null}
            onChange={(event) =>
              set(at, { when: event.currentTarget.checked ? { all: [{ fact: 'visits', atLeast: 3 }] } : null })
            }
          />
          {candidate.when && ruleField({ rule: candidate.when, onChange: (when) => set(at, { when }) })}
          <MessageForm arm={candidate.arm} onChange={(arm) => set(at, { arm })} />
          {candidates.length > 1 && (
            <div className={css.actions}>
              <Button
                variant="subtle"
                color="gray"
                onClick={() => onChange({ ...step, candidates: candidates.filter((one) => one !== candidate) })}
              >
                {t('step.removeCandidate')}
              </Button>
            </div>
          )}
        </fieldset>
      ))}
      {candidates.length < MOST_CANDIDATES && (
        <div className={css.actions}>
          <Button variant="default" onClick={add}>
            {t('step.addCandidate')}
          </Button>
        </div>
      )}
    </div>
  );
}
