import { z } from 'zod';
import { ignore, NOTHING, type PartLine, type PartVersion, type Reading, type ReadingContext } from '../parts.ts';
import {
  joinName,
  lineWords,
  NO_ORDER_DETAILS,
  readAmount,
  readInstant,
  readShape,
  toClue,
  zPlatformId,
  zText,
  zWritten,
} from './read.ts';

const zGuid = z.object({ guid: zPlatformId }).nullish();
const zRefundDetails = z.object({ refundAmount: zWritten.nullish(), taxRefundAmount: zWritten.nullish() }).nullish();
const zSelection = z.object({
  guid: zPlatformId,
  displayName: zText,
  item: zGuid,
  quantity: z.number().nullish(),
  /** After discounts, without tax. */
  price: zWritten.nullish(),
  tax: zWritten.nullish(),
  voided: z.boolean().nullish(),
  refundDetails: zRefundDetails,
  modifiers: z.array(z.object({ displayName: zText })).nullish(),
});
const zCheck = z.object({
  guid: zPlatformId,
  voided: z.boolean().nullish(),
  deleted: z.boolean().nullish(),
  paymentStatus: zText,
  customer: z
    .object({ guid: zPlatformId.nullish(), firstName: zText, lastName: zText, phone: zText, email: zText })
    .nullish(),
  selections: z.array(zSelection).nullish(),
  appliedServiceCharges: z
    .array(
      z.object({ guid: zPlatformId, name: zText, chargeAmount: zWritten.nullish(), gratuity: z.boolean().nullish() }),
    )
    .nullish(),
  payments: z.array(z.object({ tipAmount: zWritten.nullish() })).nullish(),
});
const zOrder = z.object({
  guid: zPlatformId,
  displayNumber: zText,
  openedDate: z.string(),
  modifiedDate: z.string().nullish(),
  voided: z.boolean().nullish(),
  deleted: z.boolean().nullish(),
  numberOfGuests: z.number().int().nullish(),
  source: zText,
  checks: z.array(zCheck).nullish(),
});
const zEvent = z.object({
  timestamp: z.string(),
  eventType: z.string(),
  // Other events tell of something else than an order.
  details: z.object({ order: z.unknown().optional() }).nullish(),
});

/** The restaurant's own ways to order; `API` is a delivery platform's order, whose people are not ours (OP-20). */
const OWN_SOURCES = new Set(['', 'In Store', 'Online', 'Kiosk', 'Caller Id', 'Toast Pickup App', 'Toast Tables']);

/**
 * Reads what Toast sends: the whole order at each change. Checks that are not paid are no sales yet; a voided item counts
 * nothing; tips and gratuity are the staff's. Toast names no currency: a restaurant has one. @throws ReadingProblem
 */
export function readToast(body: unknown, context: ReadingContext): Reading {
  const event = readShape(zEvent, body);
  if (event.eventType !== 'order_updated') return ignore('other_topic');
  const order = readShape(zOrder, event.details?.order, 'details.order');
  const { timeZone, currency } = context;
  const version = readInstant(order.modifiedDate ?? event.timestamp, timeZone, 'details.order.modifiedDate');
  const details = {
    ...NO_ORDER_DETAILS,
    orderNo: order.guid,
    orderedAt: readInstant(order.openedDate, timeZone, 'details.order.openedDate'),
    channel: order.source,
    covers: order.numberOfGuests ?? null,
  };
  const isOwn = OWN_SOURCES.has(order.source);
  const checks = order.checks ?? [];
  const isGone = order.voided === true || order.deleted === true;
  const parts = checks.flatMap((check): PartVersion[] => {
    const wasPaid = check.paymentStatus === 'PAID' || check.paymentStatus === 'CLOSED';
    const lines = readLines(check, currency);
    const { customer } = check;
    const person = customer
      ? toClue({
          source: context.source,
          externalId: customer.guid ?? undefined,
          name: joinName(customer.firstName, customer.lastName),
          phone: customer.phone,
          email: customer.email,
        })
      : undefined;
    const base = { externalOrderId: order.guid, version };
    const isVoid = check.voided === true || check.deleted === true;
    return [
      {
        ...base,
        partId: `check ${check.guid}`,
        part: { isSettled: wasPaid || isVoid, takesAllBack: false, lines: isVoid ? [] : lines.sold, order: details },
        person: isOwn ? person : undefined,
      },
      ...lines.refunds.map(({ key, line }) => ({
        ...base,
        partId: `refund ${key}`,
        // A void takes the whole check back, and with it what was refunded of it.
        part: { isSettled: wasPaid || isVoid, takesAllBack: false, lines: isVoid || !line ? [] : [line], order: null },
      })),
    ];
  });
  if (isGone)
    parts.push({
      externalOrderId: order.guid,
      partId: 'end',
      version,
      part: { isSettled: true, takesAllBack: true, lines: [], order: null },
    });
  const hasTip = checks.some((check) =>
    check.payments?.some(({ tipAmount }) => readAmount(tipAmount ?? 0, currency, 'payments.tipAmount') > 0),
  );
  return {
    ...NOTHING,
    parts,
    ignored: parts.some(({ part }) => part.isSettled) ? null : 'not_settled',
    notes: [
      ...(hasTip ? ['tip_left_out' as const] : []),
      ...(!isOwn && checks.some(({ customer }) => customer) ? ['person_left_out' as const] : []),
    ],
  };
}

function readLines(check: z.infer<typeof zCheck>, currency: string) {
  const amount = (value: string | number | null | undefined) =>
    readAmount(value ?? 0, currency, 'details.order.checks');
  const sold: PartLine[] = [];
  const refunds: { key: string; line: PartLine | null }[] = [];
  for (const selection of check.selections ?? []) {
    const amountMinor = amount(selection.price) + amount(selection.tax);
    const line: PartLine = {
      key: selection.guid,
      itemCode: selection.item?.guid ?? null,
      itemName: selection.displayName || selection.guid,
      category: '',
      options: (selection.modifiers ?? [])
        .map(({ displayName }) => displayName)
        .filter((name) => name !== '')
        .join(', ')
        .slice(0, 300),
      kind: selection.voided ? 'void' : amountMinor > 0 ? 'sale' : 'comp',
      quantity: selection.quantity ?? 1,
      amountMinor: Math.max(0, amountMinor),
    };
    sold.push(line);
    const refundMinor =
      amount(selection.refundDetails?.refundAmount) + amount(selection.refundDetails?.taxRefundAmount);
    if (refundMinor > 0 || check.voided || check.deleted)
      refunds.push({
        key: selection.guid,
        line: refundMinor > 0 ? { ...line, kind: 'refund', quantity: 0, amountMinor: -refundMinor } : null,
      });
  }
  for (const charge of check.appliedServiceCharges ?? []) {
    const amountMinor = amount(charge.chargeAmount);
    if (charge.gratuity || amountMinor <= 0) continue;
    sold.push({
      key: charge.guid,
      itemCode: 'service-charge',
      itemName: lineWords(currency).serviceCharge,
      category: '',
      options: '',
      kind: 'sale',
      quantity: 1,
      amountMinor,
    });
  }
  return { sold, refunds };
}
