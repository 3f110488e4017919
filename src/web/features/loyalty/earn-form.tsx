import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Holdings, recordCounterSale, spendPoints } from '../../../modules/loyalty/contract/points.ts';
import { newId } from '../../../shared/ids.ts';
import { type ApiError, COUNTER_ANSWER_MS, useCall } from '../../lib/api.ts';
import { Notice } from '../../ui/states.tsx';
import css from './loyalty.module.css';
import { useRefreshPerson } from './standing.tsx';
import { WholeInput } from './whole-input.tsx';

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
 *
 * Whether a press without an answer was booked nobody here knows, and the other button would book beside it: until something
 * is typed, only the same press is offered again.
 */
export function EarnForm({ customerId, holdings, minUse, onNext }: EarnFormProps) {
  const { t } = useTranslation('loyalty');
  const [bill, setBill] = useState<number | string>('');
  const [typedUse, setTypedUse] = useState<number | string>('');
  const [key, setKey] = useState(newId);
  const [lost, setLost] = useState<'sale' | 'spend'>();
  const sale = useCall(recordCounterSale, { withinMs: COUNTER_ANSWER_MS });
  const spend = useCall(spendPoints, { withinMs: COUNTER_ANSWER_MS });
  const refresh = useRefreshPerson(customerId);
  const { unit, points, cards } = holdings;
  const use = Number(typedUse) || 0;
  const billMinor = Number(bill) || null;
  const change = (set: () => void) => {
    set();
    setKey(newId());
    setLost(undefined);
    sale.reset();
    spend.reset();
  };
  const startAgain = () => {
    change(() => setBill(''));
    setTypedUse('');
  };
  const isBusy = sale.isPending || spend.isPending;
  const press = (which: 'sale' | 'spend') => {
    if (isBusy) return;
    const after = {
      onSuccess: refresh,
      onError: ({ status }: ApiError) => {
        setLost(status === 0 ? which : undefined);
        // What she has now could refuse the very press that is to be repeated.
        if (status !== 0) refresh();
      },
    };
    if (which === 'sale') {
      spend.reset();
      sale.mutate({ body: { key, customerId, billMinor, use } }, after);
    } else {
      sale.reset();
      spend.mutate({ body: { key, customerId, unit, amount: use } }, after);
    }
  };
  if (sale.data || spend.data)
    return (
      <Booked
        unit={unit}
        earned={sale.data?.earned}
        used={sale.data?.used ?? use}
        hasBill={billMinor !== null}
        onMore={startAgain}
        {...(onNext ? { onNext } : {})}
      />
    );
  const error = sale.error ?? spend.error;
  // On a person's card it is one thing among many; at the counter it is what one is there for.
  const look = onNext ? { size: 'lg', variant: 'filled' } : { size: 'md', variant: 'default' };
  const mayUse = unit === 'points' ? points >= minUse && points > 0 : cards.full > 0;
  const asksUse = mayUse || use > 0;
  const isPart = use === 0 || (unit === 'points' ? use >= minUse && use <= points : true);
  const shares = [...new Set([minUse, Math.floor(points / 2), points])].filter((share) => share >= minUse);
  return (
    <form
      className={css.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        press(lost ?? 'sale');
      }}
    >
      {error && <Notice tone="danger">{error.message || t('counter.noLine')}</Notice>}
      <div className={css.pair}>
        <WholeInput
          label={t(`counter.bill.${unit}`)}
          isMoney
          readOnly={isBusy}
          value={bill}
          onChange={(typed) => change(() => setBill(typed))}
        />
        {asksUse && unit === 'points' && (
          <WholeInput
            label={t('counter.use')}
            readOnly={isBusy}
            error={
              isPart || lost
                ? undefined
                : mayUse
                  ? t('counter.useRange', { least: minUse, most: points })
                  : t('counter.tooFew', { count: minUse })
            }
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
              disabled={isBusy}
              onClick={() => change(() => setTypedUse(use === share ? '' : share))}
            >
              {share === points && share !== minUse
                ? t('counter.useAll', { count: share })
                : t('counter.useSome', { count: share })}
            </Button>
          ))}
        </div>
      )}
      {asksUse && unit === 'stamps' && (
        <Checkbox
          size="md"
          label={t('counter.useCard', { reward: cards.reward || t('rules.someReward') })}
          checked={use > 0}
          disabled={isBusy}
          onChange={(event) => {
            const { checked } = event.currentTarget;
            change(() => setTypedUse(checked ? cards.size : ''));
          }}
        />
      )}
      {!asksUse && unit === 'points' && points > 0 && (
        <p className={css.quiet}>{t('counter.tooFew', { count: minUse })}</p>
      )}
      <div className={css.row}>
        {lost !== 'spend' && (
          <Button
            type="submit"
            {...look}
            loading={sale.isPending}
            disabled={isBusy || (!lost && (!isPart || (unit === 'points' && billMinor === null)))}
          >
            {t(`counter.${use > 0 ? 'useAndEarn' : 'earn'}.${unit}`)}
          </Button>
        )}
        {use > 0 && lost !== 'sale' && (
          <Button
            size={look.size}
            variant="default"
            loading={spend.isPending}
            disabled={isBusy || (!lost && !isPart)}
            onClick={() => press('spend')}
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
  hasBill: boolean;
  onMore: () => void;
  onNext?: () => void;
}

function Booked({ unit, earned, used, hasBill, onMore, onNext }: BookedProps) {
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
          <div>
            {earned > 0
              ? t(`counter.earned.${unit}`, { count: earned })
              : t(hasBill ? 'counter.nothing' : 'counter.later')}
          </div>
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
