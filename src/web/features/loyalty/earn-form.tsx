import { Button, Checkbox, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Holdings, recordCounterSale, spendPoints } from '../../../modules/loyalty/contract/points.ts';
import { COUNTER_ANSWER_MS, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Notice } from '../../ui/states.tsx';
import css from './loyalty.module.css';
import { useRefreshPerson } from './standing.tsx';

interface EarnFormProps {
  customerId: string;
  holdings: Holdings;
  /** Fewer points are not used at once. */
  minUse: number;
  /** The next guest; only where guests follow each other. */
  onNext?: () => void;
}

/**
 * A sale earns, and the guest may spend a part of what she has on it or without it. Every press carries the key that was
 * made for what is typed: pressed twice, or again on a poor line, it counts once.
 */
export function EarnForm({ customerId, holdings, minUse, onNext }: EarnFormProps) {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const [bill, setBill] = useState<number | string>('');
  const [typedUse, setTypedUse] = useState<number | string>('');
  const [key, setKey] = useState(() => crypto.randomUUID());
  const sale = useCall(recordCounterSale, { withinMs: COUNTER_ANSWER_MS });
  const spend = useCall(spendPoints, { withinMs: COUNTER_ANSWER_MS });
  const refresh = useRefreshPerson(customerId);
  const { unit, points, cards } = holdings;
  const use = Number(typedUse) || 0;
  const billMinor = Number(bill) || null;
  const change = (set: () => void) => {
    set();
    setKey(crypto.randomUUID());
  };
  const startAgain = () => {
    change(() => setBill(''));
    setTypedUse('');
    sale.reset();
    spend.reset();
  };
  const isBusy = sale.isPending || spend.isPending;
  if (sale.data || spend.data)
    return (
      <Booked
        unit={unit}
        earned={sale.data?.earned}
        used={sale.data?.used ?? use}
        onMore={startAgain}
        {...(onNext ? { onNext } : {})}
      />
    );
  const error = sale.error ?? spend.error;
  // On a person's card it is one thing among many; at the counter it is what one is there for.
  const press = onNext ? { size: 'lg', variant: 'filled' } : { size: 'md', variant: 'default' };
  const mayUse = unit === 'points' ? points >= minUse && points > 0 : cards.full > 0;
  const isPart = use === 0 || (unit === 'points' ? use >= minUse && use <= points : true);
  const shares = [...new Set([minUse, Math.floor(points / 2), points])].filter((share) => share >= minUse);
  return (
    <form
      className={css.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        spend.reset();
        sale.mutate({ body: { key, customerId, billMinor, use } }, { onSettled: refresh });
      }}
    >
      {error && <Notice tone="danger">{error.message || t('counter.noLine')}</Notice>}
      <div className={css.pair}>
        <NumberInput
          size="md"
          label={t(`counter.bill.${unit}`)}
          min={0}
          thousandSeparator=","
          allowDecimal={false}
          allowNegative={false}
          hideControls
          rightSection={format.currencyMark}
          value={bill}
          onChange={(typed) => change(() => setBill(typed))}
        />
        {mayUse && unit === 'points' && (
          <NumberInput
            size="md"
            label={t('counter.use')}
            min={0}
            thousandSeparator=","
            allowDecimal={false}
            allowNegative={false}
            hideControls
            error={isPart ? undefined : t('counter.useRange', { least: minUse, most: points })}
            value={typedUse}
            onChange={(typed) => change(() => setTypedUse(typed))}
          />
        )}
      </div>
      {mayUse && unit === 'points' && (
        <div className={css.choices} role="group" aria-label={t('counter.use')}>
          {shares.map((share) => (
            <Button
              key={share}
              variant={use === share ? 'light' : 'default'}
              aria-pressed={use === share}
              onClick={() => change(() => setTypedUse(use === share ? '' : share))}
            >
              {share === points && share !== minUse
                ? t('counter.useAll', { count: share })
                : t('counter.useSome', { count: share })}
            </Button>
          ))}
        </div>
      )}
      {mayUse && unit === 'stamps' && (
        <Checkbox
          size="md"
          label={t('counter.useCard', { reward: cards.reward || t('rules.someReward') })}
          checked={use > 0}
          onChange={(event) => {
            const { checked } = event.currentTarget;
            change(() => setTypedUse(checked ? cards.size : ''));
          }}
        />
      )}
      {!mayUse && unit === 'points' && points > 0 && (
        <p className={css.quiet}>{t('counter.tooFew', { count: minUse })}</p>
      )}
      <div className={css.row}>
        <Button
          type="submit"
          {...press}
          loading={sale.isPending}
          disabled={!isPart || isBusy || (unit === 'points' && billMinor === null)}
        >
          {t(`counter.${use > 0 ? 'useAndEarn' : 'earn'}.${unit}`)}
        </Button>
        {use > 0 && (
          <Button
            size={press.size}
            variant="default"
            loading={spend.isPending}
            disabled={!isPart || isBusy}
            onClick={() => {
              sale.reset();
              spend.mutate({ body: { key, customerId, unit, amount: use } }, { onSettled: refresh });
            }}
          >
            {t('counter.useOnly')}
          </Button>
        )}
      </div>
    </form>
  );
}

interface BookedProps {
  unit: Holdings['unit'];
  /** Undefined where nothing was sold. */
  earned: number | undefined;
  used: number;
  onMore: () => void;
  onNext?: () => void;
}

function Booked({ unit, earned, used, onMore, onNext }: BookedProps) {
  const { t } = useTranslation('loyalty');
  // The second click of a double click lands on what has just come under it.
  const once = (does: () => void) => (event: { detail: number }) => {
    if (event.detail < 2) does();
  };
  return (
    <div className={css.form}>
      <div className={css.example} role="status">
        {used > 0 && <div>{unit === 'points' ? t('counter.used', { count: used }) : t('counter.usedCard')}</div>}
        {earned !== undefined && (
          <div>{earned > 0 ? t(`counter.earned.${unit}`, { count: earned }) : t('counter.later')}</div>
        )}
      </div>
      <div className={css.row}>
        {onNext && (
          <Button size="lg" onClick={once(onNext)}>
            {t('counter.next')}
          </Button>
        )}
        <Button size="lg" variant="default" onClick={once(onMore)}>
          {t('counter.more')}
        </Button>
      </div>
    </div>
  );
}
