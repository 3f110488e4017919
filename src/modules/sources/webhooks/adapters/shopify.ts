import { z } from 'zod';
import {
  ignore,
  NOTHING,
  type Part,
  type PartLine,
  type PartVersion,
  type Reading,
  type ReadingContext,
} from '../parts.ts';
import {
  joinName,
  lineWords,
  NO_ORDER_DETAILS,
  readAmount,
  readInstant,
  readShape,
  refuseOtherCurrency,
  toClue,
  zPlatformId,
  zText,
  zWritten,
} from './read.ts';

const zItem = z.object({
  id: zPlatformId,
  variant_id: zPlatformId.nullish(),
  sku: zText,
  title: zText,
  name: zText,
  variant_title: zText,
});
const zTax = z.array(z.object({ price: zWritten })).nullish();
const zLineItem = zItem.extend({
  quantity: z.number(),
  price: zWritten,
  total_discount: zWritten.nullish(),
  discount_allocations: z.array(z.object({ amount: zWritten })).nullish(),
  tax_lines: zTax,
});
const zRefund = z.object({
  id: zPlatformId,
  order_id: zPlatformId.nullish(),
  created_at: z.string(),
  refund_line_items: z
    .array(
      z.object({
        id: zPlatformId,
        quantity: z.number(),
        subtotal: zWritten,
        total_tax: zWritten.nullish(),
        line_item: zItem,
      }),
    )
    .nullish(),
  order_adjustments: z
    .array(z.object({ id: zPlatformId, amount: zWritten, tax_amount: zWritten.nullish(), kind: zText }))
    .nullish(),
  transactions: z.array(z.object({ amount: zWritten, kind: zText, status: zText, currency: zText })).nullish(),
});
const zPerson = z.object({ id: zPlatformId, first_name: zText, last_name: zText, email: zText, phone: zText });
const zOrder = z.object({
  id: zPlatformId,
  name: zText,
  test: z.boolean().nullish(),
  created_at: z.string(),
  updated_at: z.string(),
  currency: z.string(),
  taxes_included: z.boolean().nullish(),
  financial_status: zText,
  source_name: zText,
  email: zText,
  phone: zText,
  customer: zPerson.nullish(),
  discount_codes: z.array(z.object({ code: zText })).nullish(),
  line_items: z.array(zLineItem),
  shipping_lines: z
    .array(z.object({ price: zWritten, discounted_price: zWritten.nullish(), tax_lines: zTax }))
    .nullish(),
  total_tip_received: zWritten.nullish(),
  refunds: z.array(zRefund).nullish(),
});
type Order = z.infer<typeof zOrder>;
type Refund = z.infer<typeof zRefund>;

/** Money came in; `authorized` and `pending` may never be paid. */
const SETTLED = new Set(['paid', 'partially_paid', 'partially_refunded', 'refunded']);
/** The shop's own doors. Orders that other programs bring in are a delivery or market place's, whose people are not ours (OP-20). */
const OWN_CHANNELS = new Set(['', 'web', 'pos', 'shopify_draft_order', 'iphone', 'android']);

/** Reads what Shopify sends. Its marketing flags are no consent and are not looked at (PV-08). @throws ReadingProblem */
export function readShopify(body: unknown, context: ReadingContext): Reading {
  const topic = topicOf(body, context);
  if (topic === 'orders/delete') return readDeletion(body, context);
  if (topic === 'refunds/create') {
    const refund = readShape(zRefund, body);
    if (!refund.order_id) return ignore('nothing_inside');
    return { ...NOTHING, parts: [readRefund(refund, refund.order_id, context)] };
  }
  if (topic === 'customers/create' || topic === 'customers/update') return readPerson(body, context);
  const isOrder = topic === '' || (topic.startsWith('orders/') && topic !== 'orders/edited');
  if (!isOrder) return ignore('other_topic');
  const order = readShape(zOrder, body);
  if (order.test) return ignore('test');
  refuseOtherCurrency(order.currency, context.currency);
  const parts = [
    readOrder(order, context),
    ...(order.refunds ?? []).map((refund) => readRefund(refund, order.id, context)),
  ];
  const hasTip = readAmount(order.total_tip_received ?? 0, context.currency, 'total_tip_received') > 0;
  return {
    ...NOTHING,
    parts,
    ignored: SETTLED.has(order.financial_status) ? null : 'not_settled',
    notes: [
      ...(hasTip ? ['tip_left_out' as const] : []),
      ...(isOwn(order) || !order.customer ? [] : ['person_left_out' as const]),
    ],
  };
}

/** The topic stands in a header that nobody signs: what the body shows goes first. */
function topicOf(body: unknown, { headers }: ReadingContext): string {
  const topic = headers['x-shopify-topic'] ?? '';
  if (typeof body !== 'object' || body === null) return topic;
  // Carts, drafts and fulfilments have lines as well, but no payment.
  if ('line_items' in body && 'financial_status' in body)
    return topic.startsWith('orders/') && topic !== 'orders/delete' ? topic : 'orders/updated';
  return 'refund_line_items' in body ? 'refunds/create' : topic;
}

const isOwn = (order: Order) => OWN_CHANNELS.has(order.source_name);

function readOrder(order: Order, context: ReadingContext): PartVersion {
  const { currency, timeZone, source } = context;
  const addsTax = order.taxes_included === false;
  const taxOf = (lines: z.infer<typeof zTax>, at: string) =>
    addsTax ? (lines ?? []).reduce((sum, tax) => sum + readAmount(tax.price, currency, at), 0) : 0;
  const lines = order.line_items.map((line, index): PartLine => {
    const at = `line_items.${index}`;
    const discounts = line.discount_allocations?.map(({ amount }) => amount) ?? [line.total_discount ?? 0];
    const discountMinor = discounts.reduce<number>(
      (sum, amount) => sum + readAmount(amount, currency, `${at}.discount`),
      0,
    );
    const amountMinor =
      readAmount(line.price, currency, `${at}.price`) * line.quantity -
      discountMinor +
      taxOf(line.tax_lines, `${at}.tax_lines`);
    return {
      ...itemOf(line),
      kind: amountMinor > 0 ? 'sale' : 'comp',
      quantity: line.quantity,
      amountMinor: Math.max(0, amountMinor),
    };
  });
  for (const [index, shipping] of (order.shipping_lines ?? []).entries()) {
    const at = `shipping_lines.${index}`;
    const amountMinor =
      readAmount(shipping.discounted_price ?? shipping.price, currency, at) + taxOf(shipping.tax_lines, at);
    if (amountMinor > 0)
      lines.push({ ...shippingItem(currency), key: `shipping-${index}`, kind: 'sale', quantity: 1, amountMinor });
  }
  const { customer } = order;
  const person = toClue({
    source,
    externalId: customer?.id,
    isCounted: true,
    name: customer ? joinName(customer.first_name, customer.last_name) : '',
    phone: customer?.phone || order.phone,
    email: customer?.email || order.email,
  });
  const updatedAt = readInstant(order.updated_at, timeZone, 'updated_at');
  return {
    externalOrderId: order.id,
    partId: 'order',
    // Two updates inside one second have the same time; when they were sent tells them apart.
    version: `${updatedAt} ${context.headers['x-shopify-triggered-at'] ?? ''}`,
    part: {
      isSettled: SETTLED.has(order.financial_status),
      takesAllBack: false,
      lines,
      order: {
        ...NO_ORDER_DETAILS,
        orderNo: order.name || order.id,
        orderedAt: readInstant(order.created_at, timeZone, 'created_at'),
        channel: order.source_name,
        couponCode: order.discount_codes?.[0]?.code.slice(0, 60) ?? '',
      },
    },
    person: isOwn(order) ? person : undefined,
  };
}

/** Properties of a line are what a guest typed, and are not copied. */
const itemOf = (item: z.infer<typeof zItem>) => ({
  key: item.id,
  itemCode: item.sku || (item.variant_id ?? null),
  itemName: item.title || item.name || item.sku || item.id,
  category: '',
  options: item.variant_title === 'Default Title' ? '' : item.variant_title,
});

const shippingItem = (currency: string) => ({
  key: 'shipping',
  itemCode: 'shipping',
  itemName: lineWords(currency).shipping,
  category: '',
  options: '',
});

/** A refund says the same in `refunds/create` and inside its order, so it is read from itself alone. */
function readRefund(refund: Refund, orderId: string, { currency, timeZone }: ReadingContext): PartVersion {
  const amount = (value: string | number | null | undefined) => readAmount(value ?? 0, currency, 'refunds');
  const items = refund.refund_line_items ?? [];
  const adjustments = refund.order_adjustments ?? [];
  const paid = (refund.transactions ?? [])
    .filter(({ kind, status }) => kind === 'refund' && status !== 'failure' && status !== 'error')
    .reduce((sum, one) => sum + amount(one.amount), 0);
  const net =
    items.reduce((sum, { subtotal }) => sum + amount(subtotal), 0) -
    adjustments.reduce((sum, one) => sum + amount(one.amount), 0);
  const tax =
    items.reduce((sum, { total_tax }) => sum + amount(total_tax), 0) -
    adjustments.reduce((sum, one) => sum + amount(one.tax_amount), 0);
  // Whether prices hold the tax is not said here; what was paid back says it.
  const addsTax = paid > 0 && Math.abs(paid - (net + tax)) < Math.abs(paid - net);
  const lines: PartLine[] = items.map((item) => ({
    ...itemOf(item.line_item),
    key: item.id,
    kind: 'refund',
    quantity: -item.quantity,
    amountMinor: -(amount(item.subtotal) + (addsTax ? amount(item.total_tax) : 0)),
  }));
  let keptBack = 0;
  for (const adjustment of adjustments) {
    const amountMinor = amount(adjustment.amount) + (addsTax ? amount(adjustment.tax_amount) : 0);
    const isShipping = adjustment.kind === 'shipping_refund';
    if (amountMinor > 0) keptBack += amountMinor;
    else if (amountMinor < 0)
      lines.push({
        ...(isShipping
          ? shippingItem(currency)
          : {
              key: '',
              itemCode: 'other-refund',
              itemName: lineWords(currency).otherRefund,
              category: '',
              options: '',
            }),
        key: adjustment.id,
        kind: 'refund',
        quantity: 0,
        amountMinor,
      });
  }
  return {
    externalOrderId: orderId,
    partId: `refund ${refund.id}`,
    version: readInstant(refund.created_at, timeZone, 'created_at'),
    part: { isSettled: true, takesAllBack: false, lines: keepBack(lines, keptBack), order: null },
  };
}

/** Takes what the shop kept off the refunded lines, in their order. */
function keepBack(lines: readonly PartLine[], keptBack: number): PartLine[] {
  let left = keptBack;
  return lines.map((line) => {
    const taken = Math.min(left, -line.amountMinor);
    left -= taken;
    return taken > 0 ? { ...line, amountMinor: line.amountMinor + taken } : line;
  });
}

function readDeletion(body: unknown, { headers, receivedAt }: ReadingContext): Reading {
  const { id } = readShape(z.object({ id: zPlatformId }), body);
  const part: Part = { isSettled: true, takesAllBack: true, lines: [], order: null };
  return {
    ...NOTHING,
    parts: [
      {
        externalOrderId: id,
        partId: 'deleted',
        version: headers['x-shopify-triggered-at'] ?? receivedAt.toISOString(),
        part,
      },
    ],
  };
}

function readPerson(body: unknown, { source, timeZone }: ReadingContext): Reading {
  const customer = readShape(zPerson.extend({ created_at: z.string(), updated_at: z.string() }), body);
  const person = toClue({
    source,
    externalId: customer.id,
    isCounted: true,
    name: joinName(customer.first_name, customer.last_name),
    phone: customer.phone,
    email: customer.email,
  });
  return {
    ...NOTHING,
    touchpoints: [
      {
        at: new Date(readInstant(customer.created_at, timeZone, 'created_at')),
        phase: 'before',
        kind: 'member.joined',
        idempotencyKey: `member ${customer.id}`,
        ...(person ? { person } : {}),
      },
    ],
  };
}
