import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { enterDemo } from '../../../modules/demo/contract.ts';
import { useCall } from '../../lib/api.ts';
import { useDemoWork } from '../../lib/demo.ts';
import { currentLocale } from '../../lib/i18n.ts';
import { Page } from '../../ui/page.tsx';
import { ProgressCard } from '../../ui/progress-card.tsx';
import css from './demo-progress.module.css';

const STEPS = ['people', 'sales', 'insights'] as const;

/** True while the demo shop is being made for the first time; its screens would be half empty. */
export function useDemoIsBeingMade(): boolean {
  return useDemoWork().work?.beingMade ?? false;
}

/** The demo shop is being made: what is happening, and what one can try when it is done. */
export function DemoProgress() {
  const { t } = useTranslation('demo');
  const { work } = useDemoWork();
  const again = useCall(enterDemo);
  const failed = work?.state === 'failed';
  const at = STEPS.findIndex((step) => step === work?.step);
  return (
    <Page title={t('making')} sentence={t('makingSentence')} width="reading">
      <ProgressCard
        title={failed ? t('stopped') : t(`step.${work?.step ?? 'people'}`)}
        state={failed ? 'failed' : 'working'}
        doneShare={work?.doneShare}
        sentence={failed ? t('stoppedSentence') : t('position', { at: Math.max(1, at + 1), of: STEPS.length })}
        canLeave={!failed}
        action={
          failed && (
            <Button
              variant="default"
              loading={again.isPending}
              onClick={() => again.mutate({ body: { locale: currentLocale() } })}
            >
              {t('goOn')}
            </Button>
          )
        }
      />
      <section aria-labelledby="demo-try">
        <h2 id="demo-try" className={css.title}>
          {t('tryTitle')}
        </h2>
        <ol className={css.list}>
          <li>{t('try.resting')}</li>
          <li>{t('try.play')}</li>
          <li>{t('try.advance')}</li>
          <li>{t('try.result')}</li>
        </ol>
      </section>
    </Page>
  );
}
