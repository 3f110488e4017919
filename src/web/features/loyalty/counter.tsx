import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getPersonLoyalty } from '../../../modules/loyalty/contract/points.ts';
import { type Coupon, listCustomerCoupons } from '../../../modules/loyalty/contract.ts';
import { COUNTER_ANSWER_MS, queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded, NoPermission, Notice } from '../../ui/states.tsx';
import { EarnForm } from './earn-form.tsx';
import css from './loyalty.module.css';
import { MoreMoves, type Picked, type PickOne } from './more-moves.tsx';
import { MoveRow } from './move-row.tsx';
import { NO_BILL, RedeemCoupon } from './redeem-coupon.tsx';
import { Standing } from './standing.tsx';
import { UsesOfToday } from './uses-of-today.tsx';

const SHOWN_MOVES = 4;

interface CounterProps {
  /** Finds a guest; made by whoever composes the screen. */
  pick: (asked: {
    label: string;
    picked: Picked | undefined;
    onPick: (guest: Picked | undefined) => void;
    none: ReactNode;
    failed: ReactNode;
    isFocused: boolean;
  }) => ReactNode;
}

/** The counter's screen: look a guest up, let her earn and spend, take it back with a reason, redeem what she shows. */
export function Counter({ pick }: CounterProps) {
  const { t } = useTranslation('loyalty');
  const mayRead = useCan('loyalty:read');
  const [guest, setGuest] = useState<Picked>();
  /** The coupon chosen from hers, and how many were: the same one may be chosen again after it was taken back. */
  const [chosen, setChosen] = useState({ code: '', nth: 0 });
  /** What coupons are redeemed on; it outlives the choice of another one. */
  const [bill, setBill] = useState(NO_BILL);
  /** Guests served: from the second on the search waits for what is typed. */
  const [served, setServed] = useState(0);
  const turnTo = (next: Picked | undefined) => {
    setGuest(next);
    if (next) return;
    // What is typed below is the next guest's only when nobody has gone.
    setChosen({ code: '', nth: 0 });
    setBill(NO_BILL);
    setServed((count) => count + 1);
  };
  if (!mayRead) return <NoPermission sentence={t('noPermission')} />;
  return (
    <>
      <Section title={t('counter.title')} sentence={t('counter.sentence')}>
        <div className={css.form}>
          {pick({
            label: t('counter.find'),
            picked: guest,
            onPick: turnTo,
            none: <Unknown />,
            failed: <Notice tone="danger">{t('counter.failed')}</Notice>,
            isFocused: served > 0,
          })}
          {guest && (
            <Served
              key={guest.customerId}
              customerId={guest.customerId}
              pickOther={(asked) => pick({ ...asked, none: undefined, failed: undefined, isFocused: false })}
              onNext={() => turnTo(undefined)}
              onCoupon={(code) => setChosen(({ nth }) => ({ code, nth: nth + 1 }))}
            />
          )}
        </div>
      </Section>
      <RedeemCoupon
        key={`${served} ${chosen.nth}`}
        shownCode={chosen.code}
        customerId={guest?.customerId}
        bill={bill}
        onBill={setBill}
      />
      <UsesOfToday />
    </>
  );
}

/** A stranger earns nothing before she has agreed (PV-06). */
function Unknown() {
  const { t } = useTranslation('loyalty');
  return (
    <div className={css.row}>
      <p className={css.quiet}>{t('counter.none')}</p>
      <Button variant="default" component={Link} to="/tablet/consent">
        {t('counter.consent')}
      </Button>
    </div>
  );
}

interface ServedProps {
  customerId: string;
  /** Finds who a gift is for. */
  pickOther: PickOne;
  onNext: () => void;
  onCoupon: (code: string) => void;
}

function Served({ customerId, pickOther, onNext, onCoupon }: ServedProps) {
  const { t } = useTranslation('loyalty');
  const mayWrite = useCan('loyalty:write');
  const query = useQuery(queryFor(getPersonLoyalty, { params: { customerId } }, { withinMs: COUNTER_ANSWER_MS }));
  return (
    <Loaded query={query} rows={4}>
      {({ moves, minUse, ...loyalty }) => {
        const { holdings, isOn, isPrepaidOn } = loyalty;
        return (
          <>
            <Standing holdings={holdings} />
            {!isOn && !isPrepaidOn && <Notice tone="warning">{t('counter.off')}</Notice>}
            {isOn && !mayWrite && <Notice>{t('counter.readOnly')}</Notice>}
            {isOn && mayWrite && (
              <EarnForm customerId={customerId} holdings={holdings} minUse={minUse} onNext={onNext} />
            )}
            <MoreMoves customerId={customerId} loyalty={loyalty} pick={pickOther} />
            <Coupons customerId={customerId} onCoupon={onCoupon} />
            {moves.length > 0 && (
              <div>
                <h3 className={css.small}>{t('counter.moves')}</h3>
                <ul className={css.list}>
                  {moves.slice(0, SHOWN_MOVES).map((move) => (
                    <MoveRow key={move.movementId} move={move} customerId={customerId} />
                  ))}
                </ul>
              </div>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

/** Coupons that are hers and still good; none is no sentence. */
function Coupons({ customerId, onCoupon }: { customerId: string; onCoupon: (code: string) => void }) {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const query = useQuery(queryFor(listCustomerCoupons, { params: { customerId } }, { withinMs: COUNTER_ANSWER_MS }));
  const good = (coupon: Coupon) => coupon.status === 'issued';
  return (
    <Loaded query={query} rows={1}>
      {({ coupons }) =>
        coupons.some(good) && (
          <div>
            <h3 className={css.small}>{t('counter.coupons')}</h3>
            <ul className={css.list}>
              {coupons.filter(good).map((coupon) => (
                <li key={coupon.code} className={css.item}>
                  <div>
                    <div>
                      {t(`coupons.gives.${coupon.kind}`, {
                        amount: format.money(coupon.value),
                        count: coupon.value,
                        item: coupon.name || t('coupons.someItem'),
                      })}
                    </div>
                    <div className={css.quiet}>
                      {coupon.code} · {t('coupons.until', { day: format.day(coupon.validUntil) })}
                    </div>
                  </div>
                  <Button
                    variant="default"
                    aria-label={t('counter.useCouponNamed', { code: coupon.code })}
                    onClick={() => onCoupon(coupon.code)}
                  >
                    {t('counter.useCoupon')}
                  </Button>
                </li>
              ))}
            </ul>
          </div>
        )
      }
    </Loaded>
  );
}
