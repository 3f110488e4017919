import { Button, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { undoCouponUse } from '../../../modules/loyalty/contract/offers.ts';
import { type Coupon, redeemCoupon } from '../../../modules/loyalty/contract.ts';
import { useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { NoPermission, Notice } from '../../ui/states.tsx';
import css from './loyalty.module.css';

/** Where staff redeem a coupon: what the guest shows, and the bill when it is known. */
export function RedeemCoupon() {
  const { t } = useTranslation('loyalty');
  const mayRedeem = useCan('loyalty:write');
  const redeem = useCall(redeemCoupon);
  const [code, setCode] = useState('');
  const [bill, setBill] = useState<number | string>('');
  /** Made once for what is typed: pressed again on a poor line, it is the same redemption. */
  const [key, setKey] = useState(() => crypto.randomUUID());
  const startAgain = () => {
    setCode('');
    setBill('');
    setKey(crypto.randomUUID());
    redeem.reset();
  };
  if (!mayRedeem) return <NoPermission sentence={t('noPermission')} />;
  return (
    <Section title={t('redeem.title')} sentence={t('redeem.sentence')}>
      {redeem.data ? (
        <Redeemed coupon={redeem.data} onNext={startAgain} />
      ) : (
        <form
          className={css.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            const billMinor = Number(bill) || undefined;
            redeem.mutate({
              params: { code: code.trim() },
              body: { key, ...(billMinor === undefined ? {} : { billMinor }) },
            });
          }}
        >
          {redeem.error && <Notice tone="danger">{redeem.error.message || t('failed')}</Notice>}
          <TextInput
            size="lg"
            label={t('redeem.code')}
            autoComplete="off"
            autoCapitalize="characters"
            maxLength={40}
            value={code}
            onChange={(event) => {
              setCode(event.currentTarget.value);
              setKey(crypto.randomUUID());
            }}
          />
          <NumberInput
            size="lg"
            label={t('redeem.bill')}
            description={t('redeem.billHint')}
            min={0}
            thousandSeparator=","
            allowDecimal={false}
            value={bill}
            onChange={(typed) => {
              setBill(typed);
              setKey(crypto.randomUUID());
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

function Redeemed({ coupon, onNext }: { coupon: Coupon; onNext: () => void }) {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const undo = useCall(undoCouponUse);
  const [reason, setReason] = useState<string>();
  const { couponUseId, discountMinor, name, code } = coupon;
  return (
    <div className={css.form} role="status">
      <p className={css.figure}>
        {discountMinor === null ? t('redeem.done') : t('redeem.doneOff', { amount: format.money(discountMinor) })}
      </p>
      <p className={css.quiet}>{[name, code].filter(Boolean).join(' · ')}</p>
      {undo.error && <Notice tone="danger">{undo.error.message || t('failed')}</Notice>}
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
            onClick={() => undo.mutate({ params: { couponUseId }, body: { reason } }, { onSuccess: onNext })}
          >
            {t('person.undo')}
          </Button>
        </div>
      )}
      <div className={css.row}>
        <Button size="lg" onClick={onNext}>
          {t('redeem.next')}
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
