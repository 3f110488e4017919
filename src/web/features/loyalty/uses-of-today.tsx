import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CouponUse, listUsesOfToday, undoCouponUse } from '../../../modules/loyalty/contract/offers.ts';
import { listCustomerCoupons } from '../../../modules/loyalty/contract.ts';
import { COUNTER_ANSWER_MS, keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { inLine } from '../../lib/in-line.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import css from './loyalty.module.css';
import { TakeBack } from './take-back.tsx';

/** As many as are seen without looking for one. */
const FIRST = 5;

/** What was redeemed at the counter today, coupons and printed codes: each can be taken back with a reason. */
export function UsesOfToday() {
  const { t } = useTranslation('loyalty');
  const mayRedeem = useCan('loyalty:write');
  const query = useQuery({ ...queryFor(listUsesOfToday, {}, { withinMs: COUNTER_ANSWER_MS }), enabled: mayRedeem });
  const [isWhole, setWhole] = useState(false);
  if (!mayRedeem) return null;
  return (
    <Section title={t('uses.title')}>
      <Loaded query={query} rows={2}>
        {({ uses }) =>
          uses.length === 0 ? (
            <p className={css.quiet}>{t('uses.none')}</p>
          ) : (
            <>
              <ul className={css.list}>
                {(isWhole ? uses : uses.slice(0, FIRST)).map((use) => (
                  <UseRow key={use.couponUseId} use={use} />
                ))}
              </ul>
              {!isWhole && uses.length > FIRST && (
                <Button variant="default" mt="sm" onClick={() => setWhole(true)}>
                  {t('uses.more', { count: uses.length - FIRST })}
                </Button>
              )}
            </>
          )
        }
      </Loaded>
    </Section>
  );
}

function UseRow({ use }: { use: CouponUse }) {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const label = useId();
  const [isAsking, setAsking] = useState(false);
  const { couponUseId, code, name, discountMinor, billMinor, at, till, madeBy, undoneAt, undoneReason } = use;
  const facts = [
    format.clock(at),
    name && code,
    billMinor === null ? '' : t('uses.bill', { amount: format.money(billMinor) }),
    till || madeBy,
    undoneReason,
  ];
  return (
    <li>
      <div className={css.item}>
        <div id={label}>
          <div>
            {name || code}
            {discountMinor !== null && ` ${t('uses.off', { amount: format.money(discountMinor) })}`}{' '}
            {undoneAt !== null && <span className={css.quiet}>{t('person.undone')}</span>}
          </div>
          <div className={css.quiet}>{inLine(facts)}</div>
        </div>
        {undoneAt === null && !isAsking && (
          <Button variant="default" aria-describedby={label} onClick={() => setAsking(true)}>
            {t('person.undo')}
          </Button>
        )}
      </div>
      {undoneAt === null && isAsking && <TakeBackUse couponUseId={couponUseId} onEnd={() => setAsking(false)} />}
    </li>
  );
}

function TakeBackUse({ couponUseId, onEnd }: { couponUseId: string; onEnd: () => void }) {
  const client = useQueryClient();
  const undo = useCall(undoCouponUse, { withinMs: COUNTER_ANSWER_MS });
  return (
    <TakeBack
      error={undo.error}
      isPending={undo.isPending}
      onTakeBack={(reason) =>
        undo.mutate(
          { params: { couponUseId }, body: { reason } },
          {
            onSuccess: onEnd,
            onSettled: () => {
              for (const shown of [listUsesOfToday, listCustomerCoupons])
                void client.invalidateQueries({ queryKey: keyOf(shown) });
            },
          },
        )
      }
      onEnd={onEnd}
    />
  );
}
