import type { Db } from '../platform/db.ts';
import { defineQuery } from './query.ts';

/** Below this share of sales an order moves no mean that anybody would act on. */
const HUGE_FROM = 0.05;
/** ... and it is many times the middle one: of few orders each is a good part of the sales. */
const HUGE_TIMES = 10;
/** MT-02: among few orders one is always large. */
const FEW = 30;

/** Orders that figures of some days hang on: what they are, and the shop without them. */
export interface HugeOrders {
  orderIds: string[];
  /** Of the sales of those days, all of them together. */
  share: number;
  /** Net sales ÷ orders without them, minor units. */
  othersMeanMinor: number;
  /** Orders of those days, with them. */
  n: number;
}

const hugeOrder = defineQuery<
  { orderId: string; netMinor: number; allMinor: number; orders: number },
  'workspaceId' | 'from' | 'until' | 'few' | 'share' | 'times'
>('huge_order');

/**
 * Orders from `from` up to and including `until` that are each 5 % of those days' sales or more and ten times the middle
 * order; undefined without any, and below 30 orders. Worked: 29 of 10,000 and one of 200,000 → share .41, others 10,000.
 */
export async function findHugeOrders(
  db: Db,
  span: { workspaceId: string; from: string; until: string },
): Promise<HugeOrders | undefined> {
  const rows = await hugeOrder.run(db, { ...span, few: FEW, share: HUGE_FROM, times: HUGE_TIMES });
  const [first] = rows;
  if (!first) return undefined;
  const huge = rows.reduce((sum, { netMinor }) => sum + netMinor, 0);
  return {
    orderIds: rows.map(({ orderId }) => orderId),
    share: huge / first.allMinor,
    othersMeanMinor: Math.round((first.allMinor - huge) / Math.max(1, first.orders - rows.length)),
    n: first.orders,
  };
}

/**
 * A person's orders that her mean month hangs on: huge among the shop's since her first, up to `until`. Undefined without any.
 * Most people's largest order is no ten times their others: nothing more is read of them.
 */
export async function findHugeOfPerson(
  db: Db,
  { workspaceId, customerId, until }: { workspaceId: string; customerId: string; until: string },
): Promise<{ orders: number; netMinor: number } | undefined> {
  const own = await db
    .selectFrom('orders.saleOrder')
    .select(['orderId', 'businessDay', (eb) => eb('grossMinor', '+', eb.ref('refundMinor')).as('netMinor')])
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .where('businessDay', '<=', until)
    .orderBy('businessDay')
    .execute();
  const amounts = own.map(({ netMinor }) => netMinor).sort((a, b) => a - b);
  const middle = amounts[Math.floor((amounts.length - 1) / 2)];
  const from = own[0]?.businessDay;
  if (from === undefined || middle === undefined || amounts.length < 2) return undefined;
  if ((amounts.at(-1) as number) < HUGE_TIMES * middle) return undefined;
  const huge = new Set((await findHugeOrders(db, { workspaceId, from, until }))?.orderIds);
  const hers = own.filter(({ orderId }) => huge.has(orderId));
  if (hers.length === 0) return undefined;
  return { orders: hers.length, netMinor: hers.reduce((sum, { netMinor }) => sum + netMinor, 0) };
}
