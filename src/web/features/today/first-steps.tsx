import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Today } from '../../../modules/today/contract.ts';
import { Section } from '../../ui/page.tsx';
import css from './board.module.css';
import { NextStep } from './next-step.tsx';

const GO: Record<NonNullable<Today['firstSteps']>[number]['step'], string> = {
  import: '/record/import',
  resting: '/people?list=resting',
  play: '/plays/new',
};

/** How a new shop begins: three steps, the next one with its link. */
export function FirstSteps({ steps }: { steps: NonNullable<Today['firstSteps']> }) {
  const { t } = useTranslation('today');
  const next = steps.find((step) => !step.done)?.step;
  return (
    <Section
      title={t('steps.title')}
      sentence={steps[0]?.step === 'import' ? t('steps.sentence') : t('steps.demoSentence')}
    >
      <ol className={css.steps}>
        {steps.map(({ step, done }, at) => (
          <li key={step} className={css.step} data-done={done || undefined}>
            <span className={css.mark}>
              {done ? <IconCheck size={14} aria-hidden /> : <span aria-hidden>{at + 1}</span>}
            </span>
            <div className={css.stepText}>
              <span className={css.stepTitle}>{t(`steps.${step}.title`)}</span>
              {done && <span className="d-visually-hidden">{t('steps.done')}</span>}
              <p>{t(`steps.${step}.text`)}</p>
              {step === next && <NextStep to={GO[step]}>{t(`steps.${step}.go`)}</NextStep>}
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}
