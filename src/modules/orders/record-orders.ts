import type { Actor } from '../../platform/actor.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { emit } from '../../platform/jobs.ts';
import { newId } from '../../shared/ids.ts';
import { businessDayOf } from '../../shared/time.ts';
import { getOrCreateItems } from '../menu/index.ts';
import { getRecentWorkspace, setHasSales } from '../workspace/index.ts';
import { ordersChanged } from './events.ts';
import { countLine, findNewLines, type LineKind, signedAmount } from './rules.ts';
import { addToOrders, insertOrders, listLinesOfOrders, lockOrdersByKey } from './store-many.ts';

/** A sale as a till, a shop system or a program tells it; the person behind it is known already, or nobody. */
export interface ArrivingOrder {
  orderNo: string;
  orderedAt: Date;
  customerId: string | null;
  /** Whom the clue named before two people were merged. */
  mergedFrom: string | null;
  channel: string;
  tableNo: string;
  covers: number | null;
  couponCode: string;
  staffName: string;
  lines: readonly {
    itemCode?: string | undefined;
    itemName: string;
    category?: string | undefined;
    options: string;
    quantity: number;
    amountMinor: number;
    kind: LineKind;
    unitPriceMinor?: number | undefined;
    costMinor?: number | undefined;
  }[];
}

/** What became of an order: new, got lines or a person, or was there as it is. */
export interface RecordedOrder {
  orderId: string;
  status: 'created' | 'updated' | 'duplicate';
}

/** More people than this and the news says that it may be anybody's. */
const MAX_NAMED = 1_000;

/**
 * Stores many orders at once, in their order. Source, number and business day are an order's key (OP-41): one that is
 * there gets the lines it does not have yet, as a multiset (a refund rung up later, say), and its person if it had none.
 * @throws AppError forbidden
 */
export async function recordOrders(
  db: Db,
  actor: Actor,
  input: { source: string; orders: readonly ArrivingOrder[] },
): Promise<RecordedOrder[]> {
  actor.require('orders:write');
  const { workspaceId } = actor;
  const { source } = input;
  if (input.orders.length === 0) return [];
  return inTransaction(db, async (db) => {
    const shop = await getRecentWorkspace(db, workspaceId);
    const itemIds = await getOrCreateItems(db, {
      workspaceId,
      items: input.orders.flatMap(({ lines }) => lines.map(soldItem)),
      soldAt: input.orders.reduce((last, { orderedAt }) => (orderedAt > last ? orderedAt : last), new Date(0)),
    });
    const orders = input.orders.map((order) => {
      const lines = order.lines.map((line) => ({
        itemId: itemIds.get(line.itemCode ?? line.itemName) ?? '',
        kind: line.kind,
        quantity: line.quantity,
        amountMinor: signedAmount(line.kind, line.amountMinor),
        unitPriceMinor: line.unitPriceMinor ?? null,
        costMinor: line.costMinor ?? null,
        options: line.options,
      }));
      return { ...order, orderId: newId(), businessDay: businessDayOf(order.orderedAt, shop), lines, ...sumOf(lines) };
    });
    const created = await insertOrders(db, { workspaceId, source, orders });
    const later = orders.filter(({ orderId }) => !created.has(orderId));
    const known = await updateKnown(db, { workspaceId, source, orders: later });
    const results = orders.map((order): RecordedOrder => {
      if (created.has(order.orderId)) return { orderId: order.orderId, status: 'created' };
      const found = known.get(order.orderId);
      if (!found) throw new Error('every order is new or was there before');
      return found;
    });
    const changed = orders.filter((_, index) => results[index]?.status !== 'duplicate');
    if (changed.length === 0) return results;
    if (!shop.hasSales) await setHasSales(db, workspaceId, true);
    const customerIds = [...new Set(changed.flatMap(({ customerId }) => customerId ?? []))];
    await emit(db, ordersChanged, {
      workspaceId,
      ...(customerIds.length <= MAX_NAMED ? { customerIds } : {}),
      hasCoupons: changed.some(({ couponCode }) => couponCode !== ''),
    });
    return results;
  });
}

const soldItem = (line: ArrivingOrder['lines'][number]) => ({
  itemKey: line.itemCode ?? line.itemName,
  code: line.itemCode ?? null,
  name: line.itemName,
  category: line.category ?? '',
  priceMinor: line.unitPriceMinor ?? null,
  costMinor: line.costMinor ?? null,
});

function sumOf(lines: readonly { kind: LineKind; quantity: number; amountMinor: number }[]) {
  const totals = lines.map(countLine);
  return {
    grossMinor: totals.reduce((sum, line) => sum + line.grossMinor, 0),
    refundMinor: totals.reduce((sum, line) => sum + line.refundMinor, 0),
  };
}

type Prepared = Parameters<typeof insertOrders>[1]['orders'][number];

/** Adds to orders that are there what they lack, by the id that each would have got. */
async function updateKnown(
  db: Db,
  { workspaceId, source, orders }: { workspaceId: string; source: string; orders: readonly Prepared[] },
): Promise<Map<string, RecordedOrder>> {
  if (orders.length === 0) return new Map();
  const keyOf = ({ orderNo, businessDay }: { orderNo: string; businessDay: string }) => `${businessDay} ${orderNo}`;
  const stored = new Map(
    (await lockOrdersByKey(db, { workspaceId, source, keys: orders })).map((row) => [keyOf(row), { ...row }]),
  );
  const lines = Map.groupBy(
    await listLinesOfOrders(
      db,
      workspaceId,
      [...stored.values()].map(({ orderId }) => orderId),
    ),
    ({ orderId }) => orderId,
  );
  const additions: Parameters<typeof addToOrders>[1]['additions'] = [];
  const results = new Map<string, RecordedOrder>();
  for (const order of orders) {
    const found = stored.get(keyOf(order));
    if (!found) continue;
    const { orderId } = found;
    const there = lines.get(orderId) ?? [];
    const added = findNewLines(order.lines, there);
    const isHers = found.customerId === null && order.customerId !== null;
    results.set(order.orderId, { orderId, status: added.length > 0 || isHers ? 'updated' : 'duplicate' });
    if (added.length === 0 && !isHers) continue;
    let lineNo = there.reduce((last, line) => Math.max(last, line.lineNo), 0);
    const numbered = added.map((line) => ({ ...line, orderId, lineNo: (lineNo += 1) }));
    // The same order may come twice in one delivery.
    lines.set(orderId, [...there, ...numbered]);
    if (isHers) found.customerId = order.customerId;
    additions.push({
      orderId,
      lines: numbered,
      ...sumOf(added),
      customerId: isHers ? order.customerId : null,
      mergedFrom: isHers ? order.mergedFrom : null,
    });
  }
  await addToOrders(db, { workspaceId, additions });
  return results;
}
