import { ActionIcon, Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { listSteps, type Step } from '../../../../modules/flows/contract.ts';
import css from '../flows.module.css';
import { type Editing, RULES_PART, TRIGGER_PART } from './editing.ts';
import { useProblem } from './problem.ts';
import { RulesForm } from './rules-form.tsx';
import { StepForm } from './step-form.tsx';
import { moveStep, placeInList, removeStep, replaceStep } from './tree.ts';
import { TriggerForm } from './trigger-form.tsx';

/** The form of whatever is open: the trigger, the rules of the whole, or a step. */
export function PartForm({ editing, part }: { editing: Editing; part: string }) {
  const { document, ruleField, onChange, onSteps } = editing;
  const step = listSteps(document.steps).find((one) => one.step.id === part)?.step;
  if (part === TRIGGER_PART) {
    return (
      <TriggerForm trigger={document.trigger} ruleField={ruleField} onChange={(trigger) => onChange({ trigger })} />
    );
  }
  if (part === RULES_PART) return <RulesForm document={document} ruleField={ruleField} onChange={onChange} />;
  if (!step) return null;
  return (
    <div className={css.stack}>
      <Problems editing={editing} part={part} />
      <StepForm
        key={step.id}
        step={step}
        ruleField={ruleField}
        onChange={(changed) => onSteps((steps) => replaceStep(steps, changed))}
      />
      <StepMoves editing={editing} step={step} />
    </div>
  );
}

/** What is wrong with one part. */
export function Problems({ editing, part }: { editing: Editing; part: string | null }) {
  const say = useProblem();
  const own = editing.problems.filter(({ stepId }) => stepId === part);
  if (own.length === 0) return null;
  return (
    <ul className={css.problems}>
      {own.map((problem) => (
        <li key={`${problem.field} ${problem.code}`}>{say(problem)}</li>
      ))}
    </ul>
  );
}

function StepMoves({ editing, step }: { editing: Editing; step: Step }) {
  const { t } = useTranslation('flows');
  const { document, onSteps, onSelect } = editing;
  const { at, of } = placeInList(document.steps, step.id);
  return (
    <div className={css.actions}>
      <ActionIcon
        variant="default"
        size="lg"
        disabled={at === 0}
        aria-label={t('editor.up')}
        onClick={() => onSteps((steps) => moveStep(steps, step.id, -1))}
      >
        <IconArrowUp size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size="lg"
        disabled={at >= of - 1}
        aria-label={t('editor.down')}
        onClick={() => onSteps((steps) => moveStep(steps, step.id, 1))}
      >
        <IconArrowDown size={18} aria-hidden />
      </ActionIcon>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => {
          onSelect(null);
          onSteps((steps) => removeStep(steps, step.id));
        }}
      >
        {t(step.kind === 'branch' ? 'editor.removeBranch' : 'editor.remove')}
      </Button>
    </div>
  );
}
