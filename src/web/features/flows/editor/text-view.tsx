import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Step } from '../../../../modules/flows/contract.ts';
import { useFormat } from '../../../lib/format.ts';
import css from '../flows.module.css';
import { type Editing, RULES_PART, TRIGGER_PART } from './editing.ts';
import { PartForm } from './part-form.tsx';
import { StepMenu } from './step-menu.tsx';
import { insertStep, newStep, type Place } from './tree.ts';

/** The flow as text: its steps in order, those of a branch indented; each opens where it stands. */
export function TextView({ editing }: { editing: Editing }) {
  const { t } = useTranslation('flows');
  return (
    <div className={css.stack}>
      <Part editing={editing} part={TRIGGER_PART} label={t('editor.trigger')} />
      <StepList editing={editing} steps={editing.document.steps} inside={{ branchId: null, side: 'yes' }} />
      <Part editing={editing} part={RULES_PART} label={t('editor.rules')} />
    </div>
  );
}

function StepList({ editing, steps, inside }: { editing: Editing; steps: readonly Step[]; inside: Omit<Place, 'at'> }) {
  const { t } = useTranslation('flows');
  const { locale } = useFormat();
  const add = (at: number) => (
    <StepMenu
      label={t('editor.addAt', { number: at + 1 })}
      onAdd={(kind) => {
        const step = newStep(kind, { steps: editing.document.steps, locale });
        editing.onSteps((all) => insertStep(all, { ...inside, at }, step));
        editing.onSelect(step.id);
      }}
    />
  );
  return (
    <ol className={css.outline}>
      {steps.map((step, at) => (
        <li key={step.id}>
          {add(at)}
          <Part editing={editing} part={step.id} label={`${at + 1}. ${t(`kind.${step.kind}`)}`} />
          {step.kind === 'branch' && (
            <div className={css.sides}>
              {(['yes', 'no'] as const).map((side) => (
                <section key={side} aria-label={t(`editor.${side}`)} className={css.side}>
                  <p className={css.name}>{t(`editor.${side}`)}</p>
                  <StepList editing={editing} steps={step[side]} inside={{ branchId: step.id, side }} />
                </section>
              ))}
            </div>
          )}
        </li>
      ))}
      <li>{add(steps.length)}</li>
    </ol>
  );
}

/** One part with its words; opened, its form stands below it. */
function Part({ editing, part, label }: { editing: Editing; part: string; label: string }) {
  const { t } = useTranslation('flows');
  const id = useId();
  const isOpen = editing.selected === part;
  const isWrong = editing.problems.some(({ stepId }) => stepId === part);
  return (
    <div className={css.part} data-wrong={isWrong || undefined}>
      <UnstyledButton
        className={css.partHead}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => editing.onSelect(isOpen ? null : part)}
      >
        {isOpen ? <IconChevronDown size={18} aria-hidden /> : <IconChevronRight size={18} aria-hidden />}
        <span>
          <span className={css.quiet}>{label}</span>
          <span className={css.partWords}>{editing.words.get(part) ?? t('editor.unread')}</span>
        </span>
      </UnstyledButton>
      {isOpen && (
        <div id={id} className={css.partForm}>
          <PartForm editing={editing} part={part} />
        </div>
      )}
    </div>
  );
}
