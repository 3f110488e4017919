import { Button, SegmentedControl } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  adjustPoints,
  chargePrepaid,
  type Holdings,
  spendPoints,
  transferPoints,
} from '../../../modules/loyalty/contract/points.ts';
import { COUNTER_ANSWER_MS, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Notice } from '../../ui/states.tsx';
import css from './loyalty.module.css';
import { MoveForm } from './move-form.tsx';
import { PrepaidRefund } from './prepaid-refund.tsx';
import { useRefreshPerson } from './standing.tsx';

/** A person who was looked for, masked. */
export interface Picked {
  customerId: string;
  label: string;
}

/** Looks for a person; made by whoever composes the screen. */
export type PickOne = (asked: {
  label: string;
  picked: Picked | undefined;
  onPick: (person: Picked | undefined) => void;
}) => ReactNode;

interface MoreMovesProps {
  customerId: string;
  loyalty: { holdings: Holdings; isOn: boolean; isPrepaidOn: boolean; prepaidOwedMinor: number };
  pick: PickOne;
}

type Way = 'charge' | 'spend' | 'refund' | 'adjust' | 'gift';

/**
 * What is done beside earning and spending: prepaid money in, out and back (OP-55), points given or taken by hand and
 * given to somebody else (OP-50, OP-53). Only what the person who is signed in may do, and what there is to do it with.
 */
export function MoreMoves({ customerId, loyalty, pick }: MoreMovesProps) {
  const { t } = useTranslation('loyalty');
  const mayWrite = useCan('loyalty:write');
  const mayAdjust = useCan('loyalty:adjust');
  const refresh = useRefreshPerson(customerId);
  const [open, setOpen] = useState<Way>();
  const [done, setDone] = useState('');
  const { holdings, isOn, isPrepaidOn, prepaidOwedMinor } = loyalty;
  const { unit, points, prepaidMinor } = holdings;
  const offered: Record<Way, boolean> = {
    spend: mayWrite && prepaidMinor > 0,
    charge: mayWrite && isPrepaidOn,
    refund: mayAdjust && prepaidOwedMinor > 0,
    adjust: mayAdjust && isOn,
    gift: mayAdjust && isOn && unit === 'points' && points > 0,
  };
  const ways = (Object.keys(offered) as Way[]).filter((way) => offered[way]);
  const end = (sentence: string) => {
    setDone(sentence);
    setOpen(undefined);
    refresh();
  };
  const form = { customerId, holdings, onDone: end, onCancel: () => setOpen(undefined) };
  return (
    <>
      {done !== '' && (
        <div className={css.example} role="status">
          {done}
        </div>
      )}
      {ways.length > 0 && (
        <div className={css.choices} role="group" aria-label={t('more.title')}>
          {ways.map((way) => (
            <Button
              key={way}
              variant={open === way ? 'light' : 'default'}
              aria-expanded={open === way}
              onClick={() => {
                setDone('');
                setOpen(open === way ? undefined : way);
              }}
            >
              {t(way === 'adjust' ? `more.adjust.${unit}` : `more.${way}`)}
            </Button>
          ))}
        </div>
      )}
      {open === 'charge' && <Charge {...form} />}
      {open === 'spend' && <Spend {...form} />}
      {open === 'refund' && <PrepaidRefund {...form} />}
      {open === 'adjust' && <Adjust {...form} />}
      {open === 'gift' && <Gift {...form} pick={pick} />}
    </>
  );
}

interface FormProps {
  customerId: string;
  holdings: Holdings;
  onDone: (sentence: string) => void;
  onCancel: () => void;
}

function Charge({ customerId, onDone, onCancel }: FormProps) {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const call = useCall(chargePrepaid, { withinMs: COUNTER_ANSWER_MS });
  return (
    <MoveForm
      label={t('more.chargeAmount')}
      isMoney
      asksReason={false}
      button={t('more.chargeDo')}
      call={call}
      onCancel={onCancel}
      onSubmit={({ key, amount }) =>
        call.mutate(
          { body: { key, customerId, amountMinor: amount } },
          {
            onSuccess: ({ holdings }) =>
              onDone(t('more.charged', { amount: format.money(amount), left: format.money(holdings.prepaidMinor) })),
          },
        )
      }
    />
  );
}

function Spend({ customerId, holdings, onDone, onCancel }: FormProps) {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const call = useCall(spendPoints, { withinMs: COUNTER_ANSWER_MS });
  return (
    <MoveForm
      label={t('more.spendAmount', { left: format.money(holdings.prepaidMinor) })}
      isMoney
      most={holdings.prepaidMinor}
      asksReason={false}
      button={t('more.spendDo')}
      call={call}
      onCancel={onCancel}
      onSubmit={({ key, amount }) =>
        call.mutate(
          { body: { key, customerId, unit: 'prepaid', amount } },
          {
            onSuccess: ({ holdings }) =>
              onDone(t('more.spent', { amount: format.money(amount), left: format.money(holdings.prepaidMinor) })),
          },
        )
      }
    />
  );
}

function Adjust({ customerId, holdings, onDone, onCancel }: FormProps) {
  const { t } = useTranslation('loyalty');
  const { unit } = holdings;
  const has = Math.max(0, unit === 'points' ? holdings.points : holdings.stamps);
  const [way, setWay] = useState<'give' | 'take'>('give');
  const call = useCall(adjustPoints, { withinMs: COUNTER_ANSWER_MS });
  return (
    <MoveForm
      // Another way is another movement: what was typed for the one is not pressed for the other.
      key={way}
      label={t(`more.${way}Amount.${unit}`)}
      isMoney={false}
      {...(way === 'take' ? { most: has } : {})}
      asksReason
      button={t(`more.${way}`)}
      call={call}
      onCancel={onCancel}
      onSubmit={({ key, amount, reason }) =>
        call.mutate(
          { body: { key, customerId, unit, amount: way === 'give' ? amount : -amount, reason } },
          { onSuccess: () => onDone(t(`more.${way}Done.${unit}`, { count: amount })) },
        )
      }
    >
      <SegmentedControl
        aria-label={t(`more.adjust.${unit}`)}
        disabled={call.isPending}
        data={[
          { value: 'give', label: t('more.give') },
          { value: 'take', label: t('more.take') },
        ]}
        value={way}
        onChange={(next) => {
          setWay(next === 'take' ? 'take' : 'give');
          call.reset();
        }}
      />
    </MoveForm>
  );
}

function Gift({ customerId, holdings, onDone, onCancel, pick }: FormProps & { pick: PickOne }) {
  const { t } = useTranslation('loyalty');
  const [to, setTo] = useState<Picked>();
  const call = useCall(transferPoints, { withinMs: COUNTER_ANSWER_MS });
  const isSelf = to?.customerId === customerId;
  return (
    <>
      {/* Outside of the form: a search inside would be sent with it. */}
      {pick({ label: t('more.giftTo'), picked: to, onPick: setTo })}
      {isSelf && <Notice tone="warning">{t('more.giftSelf')}</Notice>}
      <MoveForm
        // Somebody else is another gift.
        key={to?.customerId ?? ''}
        label={t('more.giftAmount', { count: holdings.points })}
        isMoney={false}
        most={holdings.points}
        asksReason
        isReady={to !== undefined && !isSelf}
        button={t('more.giftDo')}
        call={call}
        onCancel={onCancel}
        onSubmit={({ key, amount, reason }) => {
          if (!to) return;
          call.mutate(
            { body: { key, customerId, toCustomerId: to.customerId, amount, reason } },
            { onSuccess: () => onDone(t('more.gifted', { count: amount, who: to.label })) },
          );
        }}
      />
    </>
  );
}
