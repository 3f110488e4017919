import { useTranslation } from 'react-i18next';
import type { PlayResultView } from '../../../modules/plays/contract/result.ts';
import { useFormat } from '../../lib/format.ts';
import { Figure, FigureRow } from '../../ui/figure.tsx';
import { FigureRows } from '../../ui/figure-rows.tsx';
import { IntervalBar } from '../../ui/interval-bar.tsx';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { TwoBars } from '../../ui/two-bars.tsx';
import { CostRow } from './check-step.tsx';
import { useVerdict } from './play-state.tsx';
import css from './plays.module.css';

/** What a play brought: the honest sentence, then the pictures, then the figures with their n. */
export function PlayResult({ result }: { result: PlayResultView }) {
  const { t } = useTranslation('plays');
  const format = useFormat();
  const verdict = useVerdict();
  const { treated, holdout, costs, iroas } = result;
  const n = treated.n + holdout.n;
  // Figures that rest on too few people are there, in grey, and no bar makes them look settled.
  const isThin = result.reason === 'arm_too_small' || result.reason === 'too_few_buyers';
  const smallBelow = isThin ? n + 1 : 0;
  const money = (value: number) => format.money(Math.round(value));
  const span = (ci: readonly [number, number] | null, write: (value: number) => string) =>
    ci
      ? t(result.anyTime ? 'measure:anyTimeInterval' : 'result.interval', {
          low: write(ci[0]),
          high: write(ci[1]),
          level: format.percent(result.confidence),
        })
      : undefined;
  return (
    <>
      <Section
        title={t('result.title')}
        sentence={t('result.counted', { from: format.day(result.countedFrom), until: format.day(result.countedUntil) })}
      >
        <p className={css.verdict}>{verdict(result.sentence)}</p>
        {result.arms.length > 1 && 'points' in result.sentence.params && (
          <p className={css.quiet}>{t('measure:arms.whole')}</p>
        )}
        {result.control === 'none' && <Notice tone="warning">{t('measure:noControl')}</Notice>}
        {treated.meanCi && holdout.meanCi && (treated.mean > 0 || holdout.mean > 0) && (
          <TwoBars
            sentence={t('result.spendSentence', { treated: money(treated.mean), holdout: money(holdout.mean) })}
            treated={{
              label: t('result.treated'),
              value: treated.mean,
              low: treated.meanCi[0],
              high: treated.meanCi[1],
              n: treated.n,
            }}
            heldOut={{
              label: t('result.holdout'),
              value: holdout.mean,
              low: holdout.meanCi[0],
              high: holdout.meanCi[1],
              n: holdout.n,
            }}
            format={money}
          />
        )}
        {!isThin && result.spendLift !== null && result.spendCi && result.spendCi[0] < result.spendCi[1] && (
          <IntervalBar
            sentence={t('result.liftSentence', { difference: money(result.spendLift) })}
            label={t('result.spendLift')}
            estimate={result.spendLift}
            low={result.spendCi[0]}
            high={result.spendCi[1]}
            format={money}
          />
        )}
        <FigureRow>
          <Figure
            label={t('result.conversion')}
            value={result.lift === null ? undefined : format.percentPoints(result.lift)}
            n={n}
            smallBelow={smallBelow}
            comparison={span(result.ci, (value) => format.percentPoints(value))}
            definition={{ text: t('definition.conversion'), term: 'MT-31' }}
          />
          <Figure
            label={t('result.incremental')}
            value={result.incrementalRevenue === null ? undefined : format.money(result.incrementalRevenue)}
            n={n}
            smallBelow={smallBelow}
            comparison={span(result.incrementalRevenueCi, money)}
            definition={{ text: t('definition.incremental'), term: 'MT-32' }}
          />
          <Figure
            label={t('result.iroas')}
            value={iroas.value === null ? undefined : format.decimal(iroas.value, 2)}
            n={n}
            smallBelow={smallBelow}
            comparison={
              iroas.value === null
                ? t(`result.noIroas.${iroas.reason ?? 'not_measurable'}`)
                : span(iroas.ci, (value) => format.decimal(value, 2))
            }
            definition={{ text: t('definition.iroas'), term: 'MT-34' }}
          />
        </FigureRow>
      </Section>
      <Section title={t('result.costs')} sentence={t('result.costsSentence')}>
        <FigureRows>
          <CostRow
            label={t('cost.messages', { n: format.count(costs.messages) })}
            amountMinor={costs.messageCostMinor}
          />
          <CostRow label={t('cost.vat')} amountMinor={costs.messageVatMinor} />
          <CostRow label={t('cost.fixed')} amountMinor={costs.fixedCostMinor} />
          <CostRow
            label={t('cost.discount', { n: format.count(costs.redemptions) })}
            amountMinor={costs.discountFullPriceMinor}
          />
          <CostRow label={t('cost.total')} amountMinor={costs.totalFullPriceMinor} total />
          <CostRow label={t('cost.atFoodCost')} amountMinor={costs.totalFoodCostMinor} />
        </FigureRows>
        <p className={css.quiet}>
          {t(`measure:food.${result.money.foodCostFrom}`, { share: format.percent(result.money.foodCostRate, 1) })}
        </p>
        {costs.messages > 0 && (
          <p className={css.quiet}>{t('result.optOuts', { count: result.optOuts, n: format.count(costs.messages) })}</p>
        )}
      </Section>
    </>
  );
}
