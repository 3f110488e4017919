import { Button, NumberInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listUsesOfToday, undoCouponUse } from '../../../modules/loyalty/contract/offers.ts';
import { type Coupon, listCustomerCoupons, redeemCoupon } from '../../../modules/loyalty/contract.ts';
import { newId } from '../../../shared/ids.ts';
import { type ApiError, COUNTER_ANSWER_MS, keyOf, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { inLine } from '../../lib/in-line.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { NoPermission, Notice } from '../../ui/states.tsx';
import css from './loyalty.module.css';

/** What coupons are redeemed on. */
interface Bill {
  amount: number | string;
  /** Codes redeemed on it already. */
  codes: readonly string[];
}

export const NO_BILL: Bill = { amount: '', codes: [] };

interface RedeemCouponProps {
  /** The code of a coupon that was chosen above. */
  shownCode: string;
  /** Who stands there; a coupon with a limit for each person asks for her. */
  customerId: string | undefined;
  bill: Bill;
  onBill: (bill: Bill) => void;
}

/** Names of items that a coupon asks for, when that is what the server misses. */
const namesAsked = (error: ApiError | null): string[] => {
  const names = error?.details['itemNames'];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
};

/** Where staff redeem a coupon: what the guest shows, and the bill when it is known. */
export function RedeemCoupon({ shownCode, customerId, bill, onBill }: RedeemCouponProps) {
  const { t } = useTranslation('loyalty');
  const mayRedeem = useCan('loyalty:write');
  const format = useFormat();
  const client = useQueryClient();
  const redeem = useCall(redeemCoupon, { withinMs: COUNTER_ANSWER_MS });
  const [code, setCode] = useState(shownCode);
  /** Made once for what is typed: pressed again on a poor line, it is the same redemption. */
  const [key, setKey] = useState(newId);
  const billInput = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (shownCode !== '') billInput.current?.focus();
  }, [shownCode]);
  const startAgain = (kept: Bill) => {
    setCode('');
    onBill(kept);
    setKey(newId());
    redeem.reset();
  };
  const refresh = () => {
    void client.invalidateQueries({ queryKey: keyOf(listUsesOfToday) });
    if (customerId !== undefined)
      void client.invalidateQueries({ queryKey: keyOf(listCustomerCoupons, { params: { customerId } }) });
  };
  const send = (itemNames: string[] = []) => {
    const billMinor = Number(bill.amount) || undefined;
    redeem.mutate(
      {
        params: { code: code.trim() },
        body: {
          key,
          itemNames,
          otherCodes: [...bill.codes],
          ...(billMinor === undefined ? {} : { billMinor }),
          ...(customerId === undefined ? {} : { customerId }),
        },
      },
      {
        onSuccess: (used) => {
          onBill({ ...bill, codes: [...bill.codes, used.code] });
          refresh();
        },
      },
    );
  };
  if (!mayRedeem) return <NoPermission sentence={t('noPermission')} />;
  const asked = namesAsked(redeem.error);
  return (
    <Section title={t('redeem.title')} sentence={t('redeem.sentence')}>
      {redeem.data ? (
        <Redeemed
          coupon={redeem.data}
          onNext={() => startAgain(NO_BILL)}
          onMore={() => startAgain(bill)}
          onUndone={() => {
            startAgain({ ...bill, codes: bill.codes.filter((one) => one !== redeem.data.code) });
            refresh();
          }}
        />
      ) : (
        <form
          className={css.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          {redeem.error && (
            <Notice tone={asked.length > 0 ? 'warning' : 'danger'}>
              {redeem.error.message || t('counter.noLine')}
            </Notice>
          )}
          {asked.length > 0 && (
            <div className={css.choices} role="group" aria-label={t('redeem.which')}>
              {asked.map((name) => (
                <Button key={name} variant="default" loading={redeem.isPending} onClick={() => send([name])}>
                  {t('redeem.has', { item: name })}
                </Button>
              ))}
            </div>
          )}
          {bill.codes.length > 0 && <p className={css.quiet}>{t('redeem.beside', { codes: bill.codes.join(', ') })}</p>}
          <TextInput
            size="lg"
            label={t('redeem.code')}
            autoComplete="off"
            autoCapitalize="characters"
            maxLength={40}
            value={code}
            onChange={(event) => {
              setCode(event.currentTarget.value);
              setKey(newId());
              redeem.reset();
            }}
          />
          <NumberInput
            ref={billInput}
            size="lg"
            label={t('redeem.bill')}
            description={t('redeem.billHint')}
            min={0}
            thousandSeparator=","
            allowDecimal={false}
            hideControls
            rightSection={format.currencyMark}
            value={bill.amount}
            onChange={(typed) => {
              onBill({ ...bill, amount: typed });
              setKey(newId());
            }}
          />
          <Button type="submit" size="lg" loading={redeem.isPending} disabled={code.trim() === ''}>
            {t('redeem.do')}
          </Button>
        </form>
      )}
    </Section>
  );
}

interface RedeemedProps {
  coupon: Coupon;
  onNext: () => void;
  onMore: () => void;
  onUndone: () => void;
}

function Redeemed({ coupon, onNext, onMore, onUndone }: RedeemedProps) {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const undo = useCall(undoCouponUse, { withinMs: COUNTER_ANSWER_MS });
  const [reason, setReason] = useState<string>();
  const { couponUseId, discountMinor, name, code } = coupon;
  return (
    <div className={css.form} role="status">
      <p className={css.figure}>
        {discountMinor === null ? t('redeem.done') : t('redeem.doneOff', { amount: format.money(discountMinor) })}
      </p>
      <p className={css.quiet}>{inLine([name, code])}</p>
      {undo.error && <Notice tone="danger">{undo.error.message || t('counter.noLine')}</Notice>}
      {reason !== undefined && couponUseId !== null && (
        <div className={css.row}>
          <TextInput
            label={t('person.reason')}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button
            loading={undo.isPending}
            disabled={reason.trim().length < 2}
            onClick={() => undo.mutate({ params: { couponUseId }, body: { reason } }, { onSuccess: onUndone })}
          >
            {t('person.undo')}
          </Button>
        </div>
      )}
      <div className={css.row}>
        <Button size="lg" onClick={onNext}>
          {t('redeem.next')}
        </Button>
        <Button size="lg" variant="default" onClick={onMore}>
          {t('redeem.more')}
        </Button>
        {reason === undefined && couponUseId !== null && (
          <Button size="lg" variant="default" onClick={() => setReason('')}>
            {t('person.undo')}
          </Button>
        )}
      </div>
    </div>
  );
}
