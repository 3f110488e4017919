import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getPrepaidRefund, refundPrepaid } from '../../../modules/loyalty/contract/points.ts';
import { newId } from '../../../shared/ids.ts';
import { COUNTER_ANSWER_MS, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Loaded, Notice } from '../../ui/states.tsx';
import css from './loyalty.module.css';

interface PrepaidRefundProps {
  customerId: string;
  onDone: (sentence: string) => void;
  onCancel: () => void;
}

/** What of her prepaid money comes back today and by which rule, charge by charge (OP-55); one press pays all of it out. */
export function PrepaidRefund({ customerId, onDone, onCancel }: PrepaidRefundProps) {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const query = useQuery({
    ...queryFor(getPrepaidRefund, { params: { customerId } }, { withinMs: COUNTER_ANSWER_MS }),
    // What is due changes with every press at another till; nothing of a former look is paid out.
    staleTime: 0,
    gcTime: 0,
  });
  const call = useCall(refundPrepaid, { withinMs: COUNTER_ANSWER_MS });
  const [key] = useState(newId);
  return (
    <Loaded query={query} rows={2}>
      {({ dueMinor, charges }) => (
        <div className={css.lastForm}>
          {call.error && <Notice tone="danger">{call.error.message || t('counter.noLine')}</Notice>}
          <ul className={css.list}>
            {charges.map((charge) => (
              <li key={charge.lotId} className={css.item}>
                <div>
                  <div>
                    {t('more.refundCharge', {
                      day: format.day(charge.chargedOn),
                      face: format.money(charge.faceMinor),
                      left: format.money(charge.leftMinor),
                    })}
                  </div>
                  <div className={css.quiet}>{t(`more.refundRule.${charge.rule}`)}</div>
                </div>
                <strong className={css.sum}>{format.money(charge.dueMinor)}</strong>
              </li>
            ))}
          </ul>
          <div className={css.row}>
            {dueMinor > 0 && (
              <Button
                loading={call.isPending}
                onClick={() =>
                  call.mutate(
                    { params: { customerId }, body: { key, expectedMinor: dueMinor } },
                    { onSuccess: ({ paidMinor }) => onDone(t('more.refunded', { amount: format.money(paidMinor) })) },
                  )
                }
              >
                {t('more.refundDo', { amount: format.money(dueMinor) })}
              </Button>
            )}
            <Button variant="default" disabled={call.isPending} onClick={onCancel}>
              {t('cancel')}
            </Button>
          </div>
          {dueMinor > 0 && <p className={css.quiet}>{t('more.refundSure')}</p>}
        </div>
      )}
    </Loaded>
  );
}
