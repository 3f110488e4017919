import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { computeProfit, type PlayResultView } from '../../../modules/plays/contract/result.ts';
import { useFormat } from '../../lib/format.ts';
import { FigureRows } from '../../ui/figure-rows.tsx';
import { Section } from '../../ui/page.tsx';
import css from './plays.module.css';

/** Steps a slider has between its ends: fine enough to find break-even, coarse enough for a thumb. */
const STEPS = 40;

/** What the play left after message, discount and food, and what it would have left at other prices. */
export function WhatIf({ money, control }: Pick<PlayResultView, 'money' | 'control'>) {
  const { t } = useTranslation('measure');
  const format = useFormat();
  const [tried, setTried] = useState(money);
  const asIs = computeProfit(money);
  const asTried = computeProfit(tried);
  const isChanged = JSON.stringify(tried) !== JSON.stringify(money);
  if (asIs.profitMinor === null) {
    return (
      <Section title={t('whatIf.title')} sentence={t(control === 'none' ? 'whatIf.unknown' : 'whatIf.tooEarly')} />
    );
  }
  const amount = (value: number) => format.money(Math.round(value));
  const write = (profit: typeof asIs) =>
    profit.profitMinor === null || profit.profitCiMinor === null
      ? '–'
      : t('whatIf.profit', {
          value: amount(profit.profitMinor),
          low: amount(profit.profitCiMinor[0]),
          high: amount(profit.profitCiMinor[1]),
        });
  return (
    <Section title={t('whatIf.title')} sentence={t('whatIf.sentence')}>
      <FigureRows>
        <div>
          <dt>{t('whatIf.revenue')}</dt>
          <dd>{amount(tried.incrementalRevenueMinor ?? 0)}</dd>
        </div>
        <div>
          <dt>{t('whatIf.food')}</dt>
          <dd>−{amount(asTried.foodMinor)}</dd>
        </div>
        <div>
          <dt>{t('whatIf.messages')}</dt>
          <dd>−{amount(asTried.messagesMinor)}</dd>
        </div>
        <div>
          <dt>{t('whatIf.fixed')}</dt>
          <dd>−{amount(asTried.fixedMinor)}</dd>
        </div>
        <div data-total>
          <dt>{t('whatIf.left')}</dt>
          <dd aria-live="polite">{write(asTried)}</dd>
        </div>
        <div>
          <dt>{t('whatIf.roi')}</dt>
          <dd>{asTried.roi === null ? '–' : format.percent(asTried.roi)}</dd>
        </div>
        {isChanged && (
          <div>
            <dt>{t('whatIf.asItWas')}</dt>
            <dd>{write(asIs)}</dd>
          </div>
        )}
      </FigureRows>
      <div className={css.sliders}>
        <Slider
          label={t('whatIf.foodCostRate')}
          value={tried.foodCostRate}
          max={0.8}
          write={(value) => format.percent(value)}
          onChange={(foodCostRate) => setTried({ ...tried, foodCostRate })}
        />
        <Slider
          label={t('whatIf.discount')}
          value={tried.discountMinor}
          max={Math.max(1, money.discountMinor * 2)}
          write={amount}
          onChange={(discountMinor) => setTried({ ...tried, discountMinor })}
        />
        <Slider
          label={t('whatIf.redemptions')}
          value={tried.redemptions}
          max={Math.max(10, money.redemptions * 2)}
          write={(value) => format.count(Math.round(value))}
          onChange={(redemptions) => setTried({ ...tried, redemptions: Math.round(redemptions) })}
        />
        <Slider
          label={t('whatIf.messagePrice')}
          value={tried.messagePriceMinor}
          max={Math.max(200, money.messagePriceMinor * 3)}
          write={amount}
          onChange={(messagePriceMinor) => setTried({ ...tried, messagePriceMinor })}
        />
      </div>
      <p className={css.quiet}>
        {t(`food.${money.foodCostFrom}`, { share: format.percent(money.foodCostRate, 1) })} {t('whatIf.hint')}
      </p>
    </Section>
  );
}

function Slider(props: {
  label: string;
  value: number;
  max: number;
  write: (value: number) => string;
  onChange: (value: number) => void;
}) {
  const { label, value, max, write, onChange } = props;
  const id = useId();
  return (
    <div className={css.slider}>
      <label htmlFor={id}>{label}</label>
      <output htmlFor={id}>{write(value)}</output>
      <input
        id={id}
        type="range"
        min={0}
        max={max}
        step={max / STEPS}
        value={value}
        aria-valuetext={write(value)}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      />
    </div>
  );
}
