import { z } from 'zod';
import type { NewTouchpoint } from '../../../touchpoints/index.ts';
import { ignore, NOTHING, type PartLine, type PartVersion, type Reading, type ReadingContext } from '../parts.ts';
import {
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

const zEvent = z.object({ event_no: z.number().int(), resource: z.record(z.string(), z.unknown()) });
const zAmount = zWritten
  .nullish()
  .transform((value) => (value === null || value === undefined || value === '' ? '0' : value));
const zOrder = z.object({
  order_id: z.string().trim().min(1),
  currency: z.string(),
  order_date: z.string(),
  order_place_id: zText,
  order_place_name: zText,
  member_id: zText,
  buyer_name: zText,
  buyer_email: zText,
  buyer_cellphone: zText,
  paid: zText,
  order_price_amount: zAmount,
  membership_discount_amount: zAmount,
  shipping_fee: zAmount,
  ordering_product_code: zText,
  ordering_product_name: zText,
});
type Order = z.infer<typeof zOrder>;
const zMember = z.object({
  member_id: zPlatformId,
  name: zText,
  email: zText,
  cellphone: zText,
  created_date: z.string(),
});

const ORDER_PLACED = 90023;
const SHIPPING = 90024;
const PAID = 90025;
const CANCELLED = 90026;
const REFUNDED = 90029;
const SHIPPING_OF_SEVERAL = 90071;
const SIGNED_UP = 90032;
const CART = 90084;

/** The mall's own doors; elsewhere the people are the market place's (OP-20). Npay orders are made in the mall. */
const OWN_PLACES = new Set(['', 'self', 'mobile', 'mobile_d', 'NCHECKOUT', 'KAKAOPAY', 'offline']);

/**
 * Reads what Cafe24 sends. Its order tells one total and the names of the products, so several products are one line that
 * names them; it tells no amount of a refund, so a cancelled or refunded order is taken back in full, which is noted. Consents
 * to news by mail and SMS are flags of the mall and are not looked at (PV-08). @throws ReadingProblem
 */
export function readCafe24(body: unknown, context: ReadingContext): Reading {
  const { event_no: event, resource } = readShape(zEvent, body);
  switch (event) {
    case ORDER_PLACED:
    case PAID:
    case CANCELLED:
    case REFUNDED:
      return readOrder(event, readShape(zOrder, resource, 'resource'), context);
    case SHIPPING:
    case SHIPPING_OF_SEVERAL:
      return readShipping(event, resource, context);
    case SIGNED_UP:
      return readMember(readShape(zMember, resource, 'resource'), context);
    case CART:
      return readCart(resource, context);
    default:
      return ignore('other_topic');
  }
}

function readOrder(event: number, order: Order, context: ReadingContext): Reading {
  const { currency, timeZone, source } = context;
  refuseOtherCurrency(order.currency, currency);
  const isOwn = OWN_PLACES.has(order.order_place_id);
  const isPaid = order.paid === 'T';
  const isEnd = event === CANCELLED || event === REFUNDED;
  const details = {
    ...NO_ORDER_DETAILS,
    orderNo: order.order_id,
    orderedAt: readInstant(order.order_date, timeZone, 'resource.order_date'),
    channel: order.order_place_id || order.order_place_name,
  };
  const person = isOwn
    ? toClue({
        source,
        externalId: order.member_id || undefined,
        name: order.buyer_name,
        phone: order.buyer_cellphone,
        email: order.buyer_email,
      })
    : undefined;
  const parts: PartVersion[] = [
    {
      externalOrderId: order.order_id,
      partId: 'order',
      // The order carries no time of its change; the numbers of its events rise with its life.
      version: `${isPaid ? 'paid' : 'open'} ${event}`,
      part: { isSettled: isPaid, takesAllBack: false, lines: readLines(order, currency), order: details },
      person,
    },
  ];
  if (isEnd)
    parts.push({
      externalOrderId: order.order_id,
      partId: 'end',
      version: 'end',
      part: { isSettled: true, takesAllBack: true, lines: [], order: null },
    });
  return {
    ...NOTHING,
    parts,
    ignored: isPaid || isEnd ? null : 'not_settled',
    notes: [
      ...(isEnd && isPaid ? ['full_refund_assumed' as const] : []),
      ...(isOwn ? [] : ['person_left_out' as const]),
    ],
  };
}

function readLines(order: Order, currency: string): PartLine[] {
  const amount = (value: string | number, path: string) => readAmount(value, currency, `resource.${path}`);
  const goodsMinor =
    amount(order.order_price_amount, 'order_price_amount') -
    amount(order.membership_discount_amount, 'membership_discount_amount');
  const shippingMinor = amount(order.shipping_fee, 'shipping_fee');
  const codes = order.ordering_product_code.split(',').filter((code) => code.trim() !== '');
  const isOne = codes.length <= 1;
  const words = lineWords(currency);
  const goods: PartLine = {
    key: 'goods',
    itemCode: isOne ? (codes[0]?.trim() ?? null) : 'several',
    itemName: isOne ? order.ordering_product_name || words.several : words.several,
    category: '',
    options: isOne ? '' : order.ordering_product_name.split(',').join(', ').slice(0, 300),
    kind: goodsMinor > 0 ? 'sale' : 'comp',
    quantity: 1,
    amountMinor: Math.max(0, goodsMinor),
  };
  if (shippingMinor <= 0) return [goods];
  return [
    goods,
    {
      ...goods,
      key: 'shipping',
      itemCode: 'shipping',
      itemName: words.shipping,
      options: '',
      kind: 'sale',
      amountMinor: shippingMinor,
    },
  ];
}

/** One message may tell of many orders, their numbers in one text. */
function readShipping(event: number, resource: Record<string, unknown>, context: ReadingContext): Reading {
  const { order_id, shipping_status } = readShape(
    z.object({ order_id: z.string(), shipping_status: zText }),
    resource,
    'resource',
  );
  const orderIds = [...new Set(order_id.split(',').map((id) => id.trim()))].filter((id) => id !== '');
  if (orderIds.length === 0) return ignore('nothing_inside');
  return {
    ...NOTHING,
    touchpoints: orderIds.map(
      (orderId): NewTouchpoint => ({
        at: context.receivedAt,
        phase: 'after',
        kind: 'order.shipping',
        idempotencyKey: `shipping ${event} ${orderId} ${shipping_status}`,
        payload: { orderNo: orderId, ...(shipping_status ? { status: shipping_status } : {}) },
      }),
    ),
  };
}

function readMember(member: z.infer<typeof zMember>, { source, timeZone }: ReadingContext): Reading {
  const person = toClue({
    source,
    externalId: member.member_id,
    name: member.name,
    phone: member.cellphone,
    email: member.email,
  });
  return {
    ...NOTHING,
    touchpoints: [
      {
        at: new Date(readInstant(member.created_date, timeZone, 'resource.created_date')),
        phase: 'before',
        kind: 'member.joined',
        idempotencyKey: `member ${member.member_id}`,
        ...(person ? { person } : {}),
      },
    ],
  };
}

function readCart(resource: Record<string, unknown>, { source, receivedAt, eventId }: ReadingContext): Reading {
  const cart = readShape(
    z.object({ member_id: zText, product_no: zPlatformId, variant_code: zText, quantity: z.number().nullish() }),
    resource,
    'resource',
  );
  const person = toClue({ source, externalId: cart.member_id || undefined });
  return {
    ...NOTHING,
    touchpoints: [
      {
        at: receivedAt,
        phase: 'before',
        kind: 'cart.added',
        idempotencyKey: `cart ${eventId}`,
        ...(person ? { person } : {}),
        payload: { productNo: cart.product_no, variantCode: cart.variant_code, quantity: cart.quantity ?? 1 },
      },
    ],
  };
}
