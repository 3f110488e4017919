import { useTranslation } from 'react-i18next';
import type { PlayResultView } from '../../../modules/plays/contract/result.ts';
import { useFormat } from '../../lib/format.ts';
import { FigureRows } from '../../ui/figure-rows.tsx';
import { Section } from '../../ui/page.tsx';
import { useArmName } from './arms.tsx';
import { ComparisonRows } from './comparison-rows.tsx';
import css from './plays.module.css';

/** What several arms, kinds of guests, coupons and touched orders say about a play. */
export function ResultDetails({ result }: { result: PlayResultView }) {
  const { t } = useTranslation('measure');
  const format = useFormat();
  const nameOf = useArmName();
  const money = (value: number) => format.money(Math.round(value));
  const armName = (key: string) => {
    const arm = result.arms.find((one) => one.key === key);
    return nameOf(arm ?? { key, name: '' });
  };
  const isSeveral = result.arms.length > 1;
  const hasControl = result.control === 'holdout';
  const { cuped, spendCi, subsidised, attributed } = result;
  return (
    <>
      {isSeveral && hasControl && (
        <Section title={t('arms.title')} sentence={t('arms.sentence', { count: result.arms.length })}>
          <ComparisonRows
            sentence={t('arms.picture')}
            rows={result.arms.map((arm) => ({ label: armName(arm.key), comparison: arm }))}
          />
          <FigureRows>
            {result.arms.map((arm) => (
              <div key={arm.key}>
                <dt>{armName(arm.key)}</dt>
                <dd>
                  {t('arms.money', {
                    cost: format.money(arm.costMinor),
                    redeemed: format.count(arm.redemptions),
                    people: format.count(arm.n),
                  })}
                </dd>
              </div>
            ))}
          </FigureRows>
        </Section>
      )}
      {isSeveral && result.between.length > 0 && (
        <Section title={t('between.title')} sentence={t('between.sentence')}>
          <ComparisonRows
            sentence={t('between.picture')}
            rows={result.between.map((one) => ({
              label: t('between.pair', { one: armName(one.key), other: armName(one.against) }),
              comparison: one,
            }))}
          />
        </Section>
      )}
      {hasControl && (
        <Section title={t('groups.title')} sentence={t('groups.sentence')}>
          <ComparisonRows
            sentence={t('groups.picture')}
            rows={result.groups.map((one) => ({ label: t(`group.${one.key}`), comparison: one }))}
          />
        </Section>
      )}
      <Section title={t('care.title')} sentence={t('care.sentence')}>
        <FigureRows>
          {hasControl && cuped && spendCi && (
            <div>
              <dt>{t('care.cuped')}</dt>
              <dd>
                {t('care.cupedValue', {
                  value: money(cuped.spendLift),
                  low: money(cuped.spendCi[0]),
                  high: money(cuped.spendCi[1]),
                  share: format.percent(1 - Math.sqrt(1 - cuped.varianceReduction)),
                })}
              </dd>
            </div>
          )}
          {result.anyTime && (
            <div>
              <dt>{t('care.anyTime')}</dt>
              <dd>{t(`care.anyTimeSays.${result.anyTime.says}`)}</dd>
            </div>
          )}
          <div>
            <dt>{t('care.subsidised')}</dt>
            <dd>
              {subsidised && hasControl
                ? t('care.subsidisedValue', {
                    share: format.percent(subsidised.share),
                    low: format.percent(subsidised.ci[0]),
                    high: format.percent(subsidised.ci[1]),
                    n: format.count(subsidised.redeemers),
                  })
                : t('care.notKnown')}
            </dd>
          </div>
          <div>
            <dt>{t('care.attributed', { days: attributed.days })}</dt>
            <dd>
              {t('care.attributedValue', {
                orders: format.count(attributed.orders),
                revenue: format.money(attributed.revenueMinor),
              })}
            </dd>
          </div>
        </FigureRows>
        <p className={css.quiet}>{t('care.attributedHint')}</p>
      </Section>
    </>
  );
}
