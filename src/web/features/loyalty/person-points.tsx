import { Button, NumberInput, Switch, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  getPersonLoyalty,
  type Move,
  recordCounterSale,
  setStaffPerson,
  spendPoints,
  undoMove,
} from '../../../modules/loyalty/contract/points.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import css from './loyalty.module.css';

const SHOWN = 6;

/** Points and stamps on a person's card: what she has, earn, use, take back with a reason. */
export function PersonPoints({ customerId }: { customerId: string }) {
  const { t } = useTranslation('loyalty');
  const may = useCan('loyalty:read');
  const query = useQuery({ ...queryFor(getPersonLoyalty, { params: { customerId } }), enabled: may });
  if (!may || (query.data && !query.data.isOn && query.data.moves.length === 0)) return null;
  return (
    <Section title={t('person.title')}>
      <Loaded query={query} rows={3}>
        {({ holdings, moves, isOn, isStaff }) => (
          <div className={css.form}>
            <p className={css.figure}>
              {holdings.unit === 'points'
                ? t('person.points', { count: holdings.points })
                : t('person.stamps', {
                    count: holdings.cards.onCard,
                    size: holdings.cards.size,
                    full: holdings.cards.full,
                  })}
            </p>
            {holdings.points < 0 && <Notice tone="warning">{t('person.owes')}</Notice>}
            <Facts holdings={holdings} />
            {isOn && <Counter customerId={customerId} unit={holdings.unit} cardSize={holdings.cards.size} />}
            <ul className={css.list}>
              {moves.slice(0, SHOWN).map((move) => (
                <MoveRow key={move.movementId} move={move} customerId={customerId} />
              ))}
            </ul>
            <StaffMark customerId={customerId} isStaff={isStaff} />
          </div>
        )}
      </Loaded>
    </Section>
  );
}

/** A number of the shop itself: points on it are shown to the owner (OP-53). */
function StaffMark({ customerId, isStaff }: { customerId: string; isStaff: boolean }) {
  const { t } = useTranslation('loyalty');
  const mayManage = useCan('loyalty:manage');
  const mark = useCall(setStaffPerson);
  const refresh = useRefresh(customerId);
  if (!mayManage) return null;
  return (
    <>
      {mark.error && <Notice tone="danger">{mark.error.message || t('failed')}</Notice>}
      <Switch
        label={t('person.isStaff')}
        checked={isStaff}
        disabled={mark.isPending}
        onChange={(event) =>
          mark.mutate({ params: { customerId }, body: { isStaff: event.currentTarget.checked } }, refresh)
        }
      />
    </>
  );
}

type Held = { holdings: NonNullable<ReturnType<typeof useHeld>> };
const useHeld = (customerId: string) => useQuery(queryFor(getPersonLoyalty, { params: { customerId } })).data?.holdings;

function Facts({ holdings }: Held) {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const { tier, nextTier, nextExpiry, prepaidMinor } = holdings;
  const lines = [
    tier && t('person.tier', { name: tier.name, day: format.day(tier.keepUntil) }),
    nextTier?.billMinor != null &&
      t('person.nextTier', { name: nextTier.name, amount: format.money(nextTier.billMinor) }),
    nextExpiry && t(`person.expires.${holdings.unit}`, { day: format.day(nextExpiry.day), count: nextExpiry.amount }),
    prepaidMinor !== 0 && t('person.prepaid', { amount: format.money(prepaidMinor) }),
  ].filter((line) => typeof line === 'string');
  return lines.length === 0 ? null : <p className={css.quiet}>{lines.join(' · ')}</p>;
}

function useRefresh(customerId: string) {
  const client = useQueryClient();
  return {
    onSuccess: () => void client.invalidateQueries({ queryKey: keyOf(getPersonLoyalty, { params: { customerId } }) }),
  };
}

function Counter({ customerId, unit, cardSize }: { customerId: string; unit: 'points' | 'stamps'; cardSize: number }) {
  const { t } = useTranslation('loyalty');
  const mayWrite = useCan('loyalty:write');
  const [amount, setAmount] = useState<number | string>('');
  const sale = useCall(recordCounterSale);
  const use = useCall(spendPoints);
  const refresh = useRefresh(customerId);
  if (!mayWrite) return null;
  const typed = Number(amount) || 0;
  const error = sale.error ?? use.error;
  const done = { ...refresh, onSettled: () => setAmount('') };
  return (
    <>
      {error && <Notice tone="danger">{error.message || t('failed')}</Notice>}
      <NumberInput
        label={t(`person.amount.${unit}`)}
        min={0}
        thousandSeparator=","
        allowDecimal={false}
        value={amount}
        onChange={setAmount}
      />
      <div className={css.row}>
        <Button
          variant="default"
          loading={sale.isPending}
          disabled={unit === 'points' && typed === 0}
          onClick={() =>
            sale.mutate({ body: { key: crypto.randomUUID(), customerId, billMinor: typed || null } }, done)
          }
        >
          {t('person.earn')}
        </Button>
        <Button
          variant="default"
          loading={use.isPending}
          disabled={unit === 'points' && typed === 0}
          onClick={() =>
            use.mutate(
              { body: { key: crypto.randomUUID(), customerId, unit, amount: unit === 'points' ? typed : cardSize } },
              done,
            )
          }
        >
          {t(`person.use.${unit}`)}
        </Button>
      </div>
    </>
  );
}

function MoveRow({ move, customerId }: { move: Move; customerId: string }) {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const undo = useCall(undoMove);
  const refresh = useRefresh(customerId);
  const [reason, setReason] = useState<string>();
  return (
    <li className={css.item}>
      <div>
        <div>
          {t(`kind.${move.kind}`)} {move.amount > 0 ? '+' : ''}
          {format.count(move.amount)} {move.isUndone && <span className={css.quiet}>{t('person.undone')}</span>}
        </div>
        <div className={css.quiet}>{[format.day(move.businessDay), move.reason].filter(Boolean).join(' · ')}</div>
        {reason !== undefined && (
          <div className={css.row}>
            <TextInput
              aria-label={t('person.reason')}
              placeholder={t('person.reason')}
              value={reason}
              maxLength={200}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <Button
              loading={undo.isPending}
              disabled={reason.trim().length < 2}
              onClick={() =>
                undo.mutate(
                  { params: { movementId: move.movementId }, body: { reason } },
                  { ...refresh, onSettled: () => setReason(undefined) },
                )
              }
            >
              {t('person.undo')}
            </Button>
          </div>
        )}
        {undo.error && <Notice tone="danger">{undo.error.message || t('failed')}</Notice>}
      </div>
      {move.mayUndo && reason === undefined && (
        <Button variant="subtle" onClick={() => setReason('')}>
          {t('person.undo')}
        </Button>
      )}
    </li>
  );
}
