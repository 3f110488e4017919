import { listLoyaltyOrders, listReceiptsOfGoneOrders } from '../../../mart/index.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import { recordMovements } from '../ledger/service.ts';
import { computeKept } from '../programme/rules.ts';
import { latestProgramme, listProgrammes } from '../programme/service.ts';
import { recordSales, type Sale } from './service.ts';
import { listReceiptsOfOrders, updateReceipts } from './store.ts';

const ORDERS_A_BATCH = 500;

/**
 * Lets the orders of known people earn, each once, and follows what happened to them since: refunds, lines that came
 * later, another person, an import that was taken back. Running it again changes nothing.
 */
export async function earnFromOrders(
  db: Db,
  input: { workspaceId: string; customerIds?: readonly string[] | undefined; now: Date },
): Promise<{ earned: number; changed: number }> {
  const { workspaceId, customerIds, now } = input;
  const versions = await listProgrammes(db, workspaceId);
  const first = versions.find(({ settings }) => settings.isOn);
  if (!first) return { earned: 0, changed: 0 };
  await dropGoneOrders(db, { workspaceId, now });
  const { settings } = latestProgramme(versions, first.startsOn);
  const count = { earned: 0, changed: 0 };
  for (;;) {
    const orders = await listLoyaltyOrders(db, {
      workspaceId,
      startsOn: first.startsOn,
      excluded: settings.excludedCategories,
      items: settings.stamps.itemNames,
      customerIds: customerIds ?? null,
      limit: ORDERS_A_BATCH,
    });
    const sales = orders.map(
      (order): Sale => ({
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
      }),
    );
    const results = await recordSales(db, { workspaceId, sales, now });
    const earned = results.filter(({ status }) => status === 'earned').length;
    const changed = results.filter(({ status }) => status === 'known').length;
    count.earned += earned;
    count.changed += changed;
    // A page of orders that earn nothing (another's receipt, rules that were off) would come again for ever.
    if (orders.length < ORDERS_A_BATCH || earned + changed === 0) return count;
  }
}

/** What an order earned that is not there any more is taken back; what the counter saw itself stays. */
async function dropGoneOrders(db: Db, { workspaceId, now }: { workspaceId: string; now: Date }): Promise<void> {
  const gone = (await listReceiptsOfGoneOrders(db, { workspaceId })).map(({ orderId }) => orderId);
  if (gone.length === 0) return;
  await inTransaction(db, async (db) => {
    const receipts = await listReceiptsOfOrders(db, workspaceId, gone);
    const alone = receipts.filter(({ counterKey }) => counterKey === null);
    const commands = alone.flatMap(
      ({ receiptId, customerId, mergedFrom, unit, earned, billMinor, refundedMinor, at, businessDay }) => {
        const amount = computeKept(earned, billMinor, refundedMinor);
        if (customerId === null || amount === 0) return [];
        const action = { kind: 'reverse_earn', amount } as const;
        return [
          { key: `gone:${newId()}`, unit, owner: { customerId, mergedFrom }, action, at, businessDay, receiptId },
        ];
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
