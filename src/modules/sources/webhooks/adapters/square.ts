import { z } from 'zod';
import { ignore, NOTHING, type PartVersion, type Reading, type ReadingContext } from '../parts.ts';
import { ReadingProblem } from '../problem.ts';
import {
  lineWords,
  NO_ORDER_DETAILS,
  readInstant,
  readShape,
  refuseOtherCurrency,
  toClue,
  zPlatformId,
  zText,
} from './read.ts';

/** Square counts in minor units already. */
const zMoney = z.object({ amount: z.number().int(), currency: z.string() });
const zPayment = z.object({
  id: zPlatformId,
  order_id: zPlatformId.nullish(),
  customer_id: zPlatformId.nullish(),
  created_at: z.string(),
  updated_at: z.string().nullish(),
  status: zText,
  amount_money: zMoney,
  tip_money: zMoney.nullish(),
  source_type: zText,
  buyer_email_address: zText,
});
const zRefund = z.object({
  id: zPlatformId,
  payment_id: zPlatformId.nullish(),
  order_id: zPlatformId.nullish(),
  created_at: z.string(),
  updated_at: z.string().nullish(),
  status: zText,
  amount_money: zMoney,
});
const zEvent = z.object({
  type: z.string(),
  data: z.object({ object: z.record(z.string(), z.unknown()).nullish() }),
});

/**
 * Reads what Square sends. Its events carry payments and refunds, never the lines of an order, so a sale is one line by
 * payment; split bills are payments of one order. @throws ReadingProblem
 */
export function readSquare(body: unknown, context: ReadingContext): Reading {
  const { type, data } = readShape(zEvent, body);
  const { object } = data;
  if (type.startsWith('payment.'))
    return readPayment(readShape(zPayment, object?.['payment'], 'data.object.payment'), context);
  if (type.startsWith('refund.'))
    return readRefund(readShape(zRefund, object?.['refund'], 'data.object.refund'), context);
  return ignore('other_topic');
}

const paymentItem = (currency: string, key: string) => ({
  key,
  itemCode: 'payment',
  itemName: lineWords(currency).payment,
  category: '',
  options: '',
});

function readPayment(payment: z.infer<typeof zPayment>, context: ReadingContext): Reading {
  const { currency, timeZone, source } = context;
  refuseOtherCurrency(payment.amount_money.currency, currency);
  const isSettled = payment.status === 'COMPLETED';
  const externalOrderId = payment.order_id ?? payment.id;
  const version: PartVersion = {
    externalOrderId,
    partId: `payment ${payment.id}`,
    version: readInstant(payment.updated_at ?? payment.created_at, timeZone, 'data.object.payment.updated_at'),
    part: {
      isSettled,
      takesAllBack: false,
      lines: [
        { ...paymentItem(currency, payment.id), kind: 'sale', quantity: 1, amountMinor: payment.amount_money.amount },
      ],
      order: {
        ...NO_ORDER_DETAILS,
        orderNo: externalOrderId,
        orderedAt: readInstant(payment.created_at, timeZone, 'data.object.payment.created_at'),
      },
    },
    person: toClue({ source, externalId: payment.customer_id ?? undefined, email: payment.buyer_email_address }),
  };
  return {
    ...NOTHING,
    parts: [version],
    ignored: isSettled ? null : 'not_settled',
    notes: (payment.tip_money?.amount ?? 0) > 0 ? ['tip_left_out'] : [],
  };
}

function readRefund(refund: z.infer<typeof zRefund>, { currency, timeZone }: ReadingContext): Reading {
  refuseOtherCurrency(refund.amount_money.currency, currency);
  const externalOrderId = refund.order_id ?? refund.payment_id;
  if (!externalOrderId) throw new ReadingProblem({ code: 'shape', path: 'data.object.refund.order_id' });
  // Approved and pending money may still not go back.
  const isSettled = refund.status === 'COMPLETED';
  return {
    ...NOTHING,
    parts: [
      {
        externalOrderId,
        partId: `refund ${refund.id}`,
        version: readInstant(refund.updated_at ?? refund.created_at, timeZone, 'data.object.refund.updated_at'),
        part: {
          isSettled,
          takesAllBack: false,
          lines: [
            {
              ...paymentItem(currency, refund.id),
              kind: 'refund',
              quantity: 0,
              amountMinor: -refund.amount_money.amount,
            },
          ],
          order: null,
        },
      },
    ],
    ignored: isSettled ? null : 'not_settled',
  };
}
