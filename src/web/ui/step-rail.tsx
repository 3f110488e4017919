import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './step-rail.module.css';

export interface Step<K extends string = string> {
  key: K;
  label: string;
  /** What was decided here, once it is. */
  sentence?: ReactNode;
  done: boolean;
  /** Not reachable yet. */
  locked?: boolean;
}

interface StepRailProps<K extends string> {
  /** Names the steps for a screen reader: "실행안 만들기". */
  label: string;
  steps: readonly Step<K>[];
  current: K;
  onSelect: (key: K) => void;
}

/** The steps of a long piece of work: where one is, what is decided, and the way back. On a phone one line. */
export function StepRail<K extends string>({ label, steps, current, onSelect }: StepRailProps<K>) {
  const { t } = useTranslation('ui');
  const at = steps.findIndex((step) => step.key === current);
  return (
    <nav aria-label={label} className={css.rail}>
      <p className={css.position}>
        {t('steps.position', { at: at + 1, of: steps.length })} <strong>{steps[at]?.label}</strong>
      </p>
      <ol className={css.steps}>
        {steps.map((step, index) => (
          <li key={step.key}>
            <button
              type="button"
              className={css.step}
              aria-current={step.key === current ? 'step' : undefined}
              disabled={step.locked}
              data-done={step.done || undefined}
              onClick={() => onSelect(step.key)}
            >
              <span className={css.mark}>
                {step.done ? <IconCheck size={14} aria-hidden /> : <span aria-hidden>{index + 1}</span>}
                <span className="d-visually-hidden">
                  {step.done ? t('steps.done') : t('steps.number', { number: index + 1 })}
                </span>
              </span>
              <span className={css.text}>
                <span className={css.label}>{step.label}</span>
                {step.sentence && <span className={css.sentence}>{step.sentence}</span>}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
