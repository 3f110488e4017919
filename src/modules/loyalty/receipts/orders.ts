import {
  type LoyaltyOrder,
  listAnonymousOrder,
  listLoyaltyOrders,
  listReceiptsOfGoneOrders,
} from '../../../mart/index.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import type { Programme } from '../contract/programme.ts';
import { holdPurses, recordMovements } from '../ledger/service.ts';
import { computeEarned, computeKept } from '../programme/rules.ts';
import { listEras, listProgrammes, programmeOn } from '../programme/service.ts';
import { recordSales, type Sale } from './service.ts';
import { listReceiptsOfOrders, lockReceiptsOfOrders, updateReceipts } from './store.ts';

const ORDERS_A_BATCH = 500;

/** What the query of orders asks of the rules: which days earn, and what counts of a bill by each version. */
const rulesOf = (versions: readonly Programme[]) => ({
  eras: JSON.stringify(listEras(versions)),
  versions: JSON.stringify(
    versions.map(({ version, settings }) => ({
      version,
      excluded: settings.excludedCategories,
      items: settings.stamps.itemNames,
    })),
  ),
});

/**
 * Lets the orders of known people earn, each once, and follows what happened to them since: refunds, lines that came
 * later, another person, an import that was taken back. Running it again changes nothing.
 */
export async function earnFromOrders(
  db: Db,
  input: { workspaceId: string; now: Date },
): Promise<{ earned: number; changed: number }> {
  await dropGoneOrders(db, input);
  return earnFromOrdersOf(db, { ...input, customerIds: null });
}

/** The same for the orders of some people, or of everybody (null), without looking for imports that were taken back. */
export async function earnFromOrdersOf(
  db: Db,
  input: { workspaceId: string; customerIds: readonly string[] | null; now: Date },
): Promise<{ earned: number; changed: number }> {
  const { workspaceId, customerIds, now } = input;
  const rules = rulesOf(await listProgrammes(db, workspaceId));
  const count = { earned: 0, changed: 0 };
  let after: string | null = null;
  for (;;) {
    // Pages go on after the last order: one that is refused (another's receipt) is not booked and would come again for ever.
    const page = { workspaceId, ...rules, customerIds, after, limit: ORDERS_A_BATCH };
    const orders: LoyaltyOrder[] = await listLoyaltyOrders(db, page);
    const results = await recordSales(db, { workspaceId, sales: orders.map(saleOf), now });
    count.earned += results.filter(({ status }) => status === 'earned').length;
    count.changed += results.filter(({ status }) => status === 'known').length;
    after = orders.at(-1)?.orderId ?? null;
    if (after === null || orders.length < ORDERS_A_BATCH) return count;
  }
}

const saleOf = (order: LoyaltyOrder): Sale => ({
  owner: { customerId: order.customerId, mergedFrom: order.mergedFrom },
  orderId: order.orderId,
  counterKey: null,
  businessDay: order.businessDay,
  at: order.orderedAt,
  till: order.source,
  receiptNo: order.orderNo,
  billMinor: order.billMinor,
  refundedMinor: order.refundedMinor,
  items: order.items,
});

/** What an order that is nobody's yet would earn for somebody without a level, by the rules of its day; nothing of it → 0. */
export async function previewEarned(
  db: Db,
  input: { workspaceId: string; orderId: string; versions: readonly Programme[] },
): Promise<number> {
  const { versions, ...which } = input;
  const [order] = await listAnonymousOrder(db, { ...which, ...rulesOf(versions), after: null, limit: 1 });
  const settings = order && programmeOn(versions, order.businessDay)?.settings;
  if (!settings) return 0;
  const { billMinor, refundedMinor, items } = order;
  return computeKept(computeEarned(settings, { billMinor, items, tierKey: null }), billMinor, refundedMinor);
}

/** What is booked of an order, less refunds; not booked → 0. */
export async function findEarned(
  db: Db,
  { workspaceId, orderId }: { workspaceId: string; orderId: string },
): Promise<number> {
  const [receipt] = await listReceiptsOfOrders(db, workspaceId, [orderId]);
  return receipt ? computeKept(receipt.earned, receipt.billMinor, receipt.refundedMinor) : 0;
}

/** What an order earned that is not there any more is taken back, once; what the counter saw itself stays. */
async function dropGoneOrders(db: Db, { workspaceId, now }: { workspaceId: string; now: Date }): Promise<void> {
  const gone = (await listReceiptsOfGoneOrders(db, { workspaceId })).map(({ orderId }) => orderId);
  if (gone.length === 0) return;
  await inTransaction(db, async (db) => {
    // Whose they are is looked up before anybody is held, and again when nobody else can book them.
    const before = await listReceiptsOfOrders(db, workspaceId, gone);
    await holdPurses(
      db,
      workspaceId,
      before.flatMap(({ unit, customerId, mergedFrom }) =>
        customerId ? [{ unit, owner: { customerId, mergedFrom } }] : [],
      ),
    );
    const receipts = await lockReceiptsOfOrders(db, workspaceId, gone);
    const businessDay = businessDayOf(now, await getRecentWorkspace(db, workspaceId));
    const alone = receipts.filter(({ counterKey }) => counterKey === null);
    const commands = alone.flatMap(
      ({ receiptId, orderId, customerId, mergedFrom, unit, earned, billMinor, refundedMinor }) => {
        const amount = computeKept(earned, billMinor, refundedMinor);
        if (customerId === null || amount === 0) return [];
        const action = { kind: 'reverse_earn', amount } as const;
        const owner = { customerId, mergedFrom };
        return [{ key: `gone:${receiptId}:${orderId}`, unit, owner, action, at: now, businessDay, receiptId }];
      },
    );
    const emptied = receipts.map((one) => ({
      ...one,
      orderId: null,
      // Free for the same file, brought again.
      ...(one.counterKey === null ? { earned: 0, billMinor: 0, receiptNo: '' } : {}),
    }));
    await updateReceipts(db, workspaceId, emptied);
    await recordMovements(db, { workspaceId, commands, now });
  });
}
