import type { Actor } from '../../platform/actor.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { emit } from '../../platform/jobs.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { businessDayOf } from '../../shared/time.ts';
import { getOrCreateItems } from '../menu/index.ts';
import { getRecentWorkspace, setHasSales } from '../workspace/index.ts';
import { ordersChanged } from './events.ts';
import { countLine, type LineKind, listMissingLines, roundQuantity } from './rules.ts';
import { appendLines, findOrderByKey, insertOrder, listLineRows, lockOrder, type NewLine } from './store.ts';

/** An order as a source tells it now, with every line that was ever booked of it. */
export interface TargetOrder {
  /** Ours, when the source's order is known to be this one; found by its key otherwise (OP-41). */
  orderId: string | null;
  source: string;
  orderNo: string;
  orderedAt: Date;
  /** Whose it is; undefined leaves it as it is. */
  person: { customerId: string; mergedFrom: string | null } | undefined;
  channel: string;
  tableNo: string;
  covers: number | null;
  couponCode: string;
  staffName: string;
  lines: readonly {
    itemCode: string | null;
    itemName: string;
    category: string;
    options: string;
    kind: LineKind;
    quantity: number;
    amountMinor: number;
  }[];
}

/**
 * Brings an order to what its source says of it, as in a journal: a new order is stored with its lines, one that is there
 * gets the lines it lacks, and nothing that was booked is changed or taken away; it moves to an earlier time when it is told
 * of one. Asked twice, the second changes nothing.
 * @returns the order and what was done with it
 * @throws AppError forbidden
 */
export async function amendOrder(
  db: Db,
  actor: Actor,
  target: TargetOrder,
): Promise<{ orderId: string; what: 'created' | 'amended' | 'unchanged'; hasPerson: boolean }> {
  actor.require('orders:write');
  const { workspaceId } = actor;
  const { source, orderNo, orderedAt, person, channel, tableNo, covers, couponCode, staffName } = target;
  return inTransaction(db, async (db) => {
    const shop = await getRecentWorkspace(db, workspaceId);
    const businessDay = businessDayOf(orderedAt, shop);
    const lines = await readTarget(db, workspaceId, target);
    const totals = sumOf(lines);
    const details = { channel, tableNo, covers, couponCode, staffName };
    const told = { workspaceId, hasCoupons: couponCode !== '' };
    if (target.orderId === null) {
      const orderId = newId();
      const isNew = await insertOrder(
        db,
        workspaceId,
        {
          orderId,
          source,
          orderNo,
          orderedAt,
          businessDay,
          customerId: person?.customerId ?? null,
          mergedFrom: person?.mergedFrom ?? null,
          ...details,
          ...totals,
          lineCount: lines.length,
        },
        lines.map((line, index) => ({ ...line, lineNo: index + 1 })),
      );
      if (isNew) {
        if (!shop.hasSales) await setHasSales(db, workspaceId, true);
        await emit(db, ordersChanged, { ...told, customerIds: person ? [person.customerId] : [] });
        return { orderId, what: 'created', hasPerson: person !== undefined };
      }
    }
    const orderId =
      target.orderId ?? (await findOrderByKey(db, workspaceId, { source, orderNo, businessDay }))?.orderId;
    const stored = orderId === undefined ? undefined : await lockOrder(db, workspaceId, orderId);
    if (!stored) throw new AppError('conflict', 'the order was removed meanwhile');
    const missing = listMissingLines(lines, await listLineRows(db, workspaceId, [stored.orderId]));
    // What arrives late may have happened before what was known.
    const other = await findOrderByKey(db, workspaceId, { source, orderNo, businessDay });
    const isFree = other === undefined || other.orderId === stored.orderId;
    const isEarlier = orderedAt < stored.orderedAt && isFree;
    const isOthers = person !== undefined && person.customerId !== stored.customerId;
    const saysMore = (Object.keys(details) as (keyof typeof details)[]).some((key) => details[key] !== stored[key]);
    if (missing.length === 0 && !isOthers && !saysMore && !isEarlier)
      return { orderId: stored.orderId, what: 'unchanged', hasPerson: stored.customerId !== null };
    await appendLines(db, workspaceId, {
      orderId: stored.orderId,
      person: isOthers ? person : undefined,
      details: { ...details, ...(isEarlier ? { orderedAt, businessDay } : {}) },
      lines: missing,
      ...sumOf(missing),
    });
    const concerned = [stored.customerId, person?.customerId].filter((id) => typeof id === 'string');
    await emit(db, ordersChanged, { ...told, customerIds: [...new Set(concerned)] });
    return { orderId: stored.orderId, what: 'amended', hasPerson: (person?.customerId ?? stored.customerId) !== null };
  });
}

async function readTarget(db: Db, workspaceId: string, target: TargetOrder): Promise<Omit<NewLine, 'lineNo'>[]> {
  const keyOf = (line: TargetOrder['lines'][number]) => line.itemCode ?? line.itemName;
  const items = target.lines.map((line) => ({
    itemKey: keyOf(line),
    code: line.itemCode,
    name: line.itemName,
    category: line.category,
    priceMinor: null,
    costMinor: null,
  }));
  const itemIds = await getOrCreateItems(db, { workspaceId, items, soldAt: target.orderedAt });
  return target.lines.map(({ options, kind, quantity, amountMinor, ...line }) => ({
    itemId: itemIds.get(line.itemCode ?? line.itemName) ?? '',
    kind,
    // As it is stored: 0.4536 would never be the 0.454 that is there.
    quantity: roundQuantity(quantity),
    amountMinor,
    unitPriceMinor: null,
    costMinor: null,
    options,
  }));
}

function sumOf(lines: readonly { kind: LineKind; quantity: number; amountMinor: number }[]) {
  const totals = lines.map(countLine);
  return {
    grossMinor: totals.reduce((sum, line) => sum + line.grossMinor, 0),
    refundMinor: totals.reduce((sum, line) => sum + line.refundMinor, 0),
  };
}
