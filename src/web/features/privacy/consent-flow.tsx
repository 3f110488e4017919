import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsentForm } from '../../../modules/selfservice/contract.ts';
import { currentLocale, showLocale } from '../../lib/i18n.ts';
import { StartOver } from '../../ui/start-over.tsx';
import css from './consent.module.css';
import { GuardianForm } from './guardian-form.tsx';
import type { JoinBody } from './join-form.tsx';
import { JoinForm } from './join-form.tsx';

interface ConsentFlowProps {
  form: ConsentForm;
  /** `member`: anybody who joins. `known`: somebody the shop knows, who is only asked. `child`: its guardian was checked. */
  who: 'member' | 'known' | 'child';
  /** On the shop's tablet: a start screen, and back to it when nobody has touched it for a while. */
  onTablet: boolean;
  /** Typed already, on the screen before. */
  phone?: string;
  send: (body: JoinBody) => Promise<{ joined: boolean }>;
  askGuardian: (guardian: { name: string; contact: string }) => Promise<unknown>;
}

type Step = 'start' | 'gate' | 'form' | 'guardian' | 'asked' | 'done' | 'declined';

/** One person after the other: start, age, form, thanks. Nothing of one is there for the next. */
export function ConsentFlow(props: ConsentFlowProps) {
  const first: Step = props.onTablet ? 'start' : props.who === 'member' ? 'gate' : 'form';
  const [step, setStep] = useState<Step>(first);
  const [round, setRound] = useState(0);
  const shopLocale = useRef(currentLocale());
  const restart = () => {
    setRound((n) => n + 1);
    setStep(first);
    void showLocale(shopLocale.current);
  };
  const isReading = step === 'form' || step === 'guardian';
  return (
    <div className={css.guest}>
      {props.onTablet && <StartOver key={step} isReading={isReading} onOver={restart} />}
      <Shown key={round} {...props} step={step} onStep={setStep} onRestart={restart} />
    </div>
  );
}

function Shown({
  form,
  who,
  onTablet,
  phone,
  send,
  askGuardian,
  step,
  onStep,
  onRestart,
}: ConsentFlowProps & { step: Step; onStep: (step: Step) => void; onRestart: () => void }) {
  const { t } = useTranslation('consent');
  const again = onTablet ? onRestart : () => onStep('gate');
  switch (step) {
    case 'start':
      return (
        <div className={css.stack}>
          <p>{t(`start.${who}`)}</p>
          <div className={css.big}>
            <Button size="xl" onClick={() => onStep(who === 'member' ? 'gate' : 'form')}>
              {t(who === 'known' ? 'start.see' : 'start.join')}
            </Button>
            {/* As large as the other: paying needs no membership (domain 1.14). */}
            <Button size="xl" variant="default" onClick={() => onStep('declined')}>
              {t('start.without')}
            </Button>
          </div>
        </div>
      );
    case 'gate':
      return (
        <div className={css.stack}>
          <h2>{t('gate.question', { age: form.guardianBelowAge })}</h2>
          <p className={css.quiet}>{t('gate.why')}</p>
          <div className={css.big}>
            <Button size="xl" variant="default" onClick={() => onStep('form')}>
              {t('gate.older', { age: form.guardianBelowAge })}
            </Button>
            <Button size="xl" variant="default" onClick={() => onStep('guardian')}>
              {t('gate.younger', { age: form.guardianBelowAge })}
            </Button>
          </div>
        </div>
      );
    case 'guardian':
      return <GuardianForm ask={askGuardian} onAsked={() => onStep('asked')} onBack={again} />;
    case 'form':
      return (
        <JoinForm
          form={form}
          who={who}
          phone={phone}
          send={send}
          onDone={({ joined }) => onStep(joined ? 'done' : 'declined')}
          onBack={onTablet ? onRestart : undefined}
        />
      );
    default:
      return (
        <div className={css.sheet} role="status">
          <h2>{t(`end.${step}.title`)}</h2>
          <p>{t(`end.${step}.text`)}</p>
          {onTablet && (
            <Button size="lg" variant="default" onClick={onRestart}>
              {t('toStart')}
            </Button>
          )}
        </div>
      );
  }
}
