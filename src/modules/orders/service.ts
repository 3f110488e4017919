import type { z } from 'zod';
import type { Actor } from '../../platform/actor.ts';
import { type Db, inYieldingTransaction } from '../../platform/db.ts';
import { emit } from '../../platform/jobs.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { businessDayOf } from '../../shared/time.ts';
import { findCustomer, holdPeople } from '../customers/index.ts';
import { getItemNames, getOrCreateItems } from '../menu/index.ts';
import { recordAccess } from '../staff/index.ts';
import { getRecentWorkspace, setHasSales } from '../workspace/index.ts';
import type { listOrdersOf as listOrdersOfEndpoint, recordOrder as recordOrderEndpoint } from './contract.ts';
import { ordersChanged } from './events.ts';
import { countLine, signedAmount } from './rules.ts';
import {
  deleteLinesOfBatch,
  detachCustomers,
  findItemsInUse,
  findOrderByKey,
  hasOrders,
  insertOrder,
  listLineRows,
  listOrderRowsOf,
  settleOrdersOfBatch,
} from './store.ts';

/**
 * Records one order with its lines, once, however often it is sent: number, source and business day are its key (OP-41).
 * @throws AppError forbidden | not_found (customer)
 */
export async function recordOrder(
  db: Db,
  actor: Actor,
  input: z.output<(typeof recordOrderEndpoint)['body']>,
  now: Date,
): Promise<z.input<(typeof recordOrderEndpoint)['output']>> {
  actor.require('orders:write');
  const { workspaceId } = actor;
  const { source, orderNo, customerId } = input;
  const orderedAt = input.orderedAt === undefined ? now : new Date(input.orderedAt);
  const items = input.lines.map((line) => ({
    itemKey: line.itemCode ?? line.itemName,
    code: line.itemCode ?? null,
    name: line.itemName,
    category: line.category ?? '',
    priceMinor: line.unitPriceMinor ?? null,
    costMinor: line.costMinor ?? null,
  }));
  return inYieldingTransaction(db, async (db) => {
    const shop = await getRecentWorkspace(db, workspaceId);
    if (customerId !== null) await holdPeople(db, workspaceId);
    if (customerId !== null && !(await findCustomer(db, workspaceId, customerId))) {
      throw new AppError('not_found', 'no such customer', {
        userMessage: {
          ko: '그런 손님이 없어요. 주문은 저장하지 않았어요.',
          en: 'There is no such customer. The order was not stored.',
        },
      });
    }
    const businessDay = businessDayOf(orderedAt, shop);
    const itemIds = await getOrCreateItems(db, { workspaceId, items, soldAt: orderedAt });
    const totals = input.lines.map(countLine);
    const grossMinor = totals.reduce((sum, line) => sum + line.grossMinor, 0);
    const refundMinor = totals.reduce((sum, line) => sum + line.refundMinor, 0);
    const orderId = newId();
    const { channel, tableNo, covers, staffName, couponCode } = input;
    const created = await insertOrder(
      db,
      workspaceId,
      {
        orderId,
        source,
        orderNo,
        orderedAt,
        businessDay,
        customerId,
        channel,
        tableNo,
        covers,
        staffName,
        couponCode,
        grossMinor,
        refundMinor,
        lineCount: input.lines.length,
      },
      input.lines.map((line, index) => ({
        lineNo: index + 1,
        itemId: itemIds.get(line.itemCode ?? line.itemName) ?? '',
        kind: line.kind,
        quantity: line.quantity,
        amountMinor: signedAmount(line.kind, line.amountMinor),
        unitPriceMinor: line.unitPriceMinor ?? null,
        costMinor: line.costMinor ?? null,
        options: line.options,
      })),
    );
    if (!created) {
      const known = await findOrderByKey(db, workspaceId, { source, orderNo, businessDay });
      if (!known) throw new AppError('conflict', 'the order was removed meanwhile');
      return { ...known, created: false };
    }
    if (!shop.hasSales) await setHasSales(db, workspaceId, true);
    await emit(db, ordersChanged, {
      workspaceId,
      customerIds: customerId === null ? [] : [customerId],
      hasCoupons: couponCode !== '',
    });
    return { orderId, created: true, grossMinor, refundMinor, businessDay };
  });
}

/**
 * Orders of one person with their lines, newest first; logged, because it tells what she does.
 * @throws AppError forbidden | not_found
 */
export async function listOrdersOf(
  db: Db,
  actor: Actor,
  input: { customerId: string; before: Date | undefined; limit: number; now: Date },
): Promise<z.input<(typeof listOrdersOfEndpoint)['output']>> {
  actor.require('orders:read');
  const { workspaceId } = actor;
  const { customerId, before, limit, now } = input;
  if (!(await findCustomer(db, workspaceId, customerId))) throw new AppError('not_found', 'no such customer');
  const [{ orders, total }] = await Promise.all([
    listOrderRowsOf(db, workspaceId, customerId, { before, limit }),
    recordAccess(db, actor, { action: 'view', subject: `orders of ${customerId}` }, now),
  ]);
  const lines = await listLineRows(
    db,
    workspaceId,
    orders.map((order) => order.orderId),
  );
  const names = await getItemNames(db, workspaceId, [...new Set(lines.map((line) => line.itemId))]);
  const linesOf = Map.groupBy(lines, (line) => line.orderId);
  return {
    total,
    orders: orders.map((order) => ({
      ...order,
      orderedAt: order.orderedAt.toISOString(),
      lines: (linesOf.get(order.orderId) ?? []).map(({ kind, ...line }) => ({
        ...line,
        kind: kind as 'sale' | 'refund' | 'void' | 'comp',
        itemName: names.get(line.itemId) ?? '',
      })),
    })),
  };
}

/**
 * Takes the orders and lines of a batch back. `changed`: orders that were there before it and got lines or a customer.
 * An order that later got lines from another batch stays with those.
 */
export async function removeOrdersOfBatch(
  db: Db,
  input: { workspaceId: string; batchId: string; changed: readonly { orderId: string; customerAttached: boolean }[] },
): Promise<{ orders: number; lines: number }> {
  const { workspaceId, batchId, changed } = input;
  const lines = await deleteLinesOfBatch(db, workspaceId, batchId);
  const attached = changed.filter((order) => order.customerAttached).map((order) => order.orderId);
  if (attached.length > 0) await detachCustomers(db, workspaceId, attached);
  const orders = await settleOrdersOfBatch(
    db,
    workspaceId,
    batchId,
    changed.map((order) => order.orderId),
  );
  if (!(await hasOrders(db, workspaceId))) await setHasSales(db, workspaceId, false);
  return { orders, lines };
}

/** Which of these items any line names. */
export const findUsedItems = findItemsInUse;
