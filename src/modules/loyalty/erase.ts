import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';

/** Rows that stay as facts of nobody (PV-23). */
const FACTS = ['loyalty.couponUse', 'loyalty.receipt', 'loyalty.alarm'] as const;
/** Rows that say nothing without the person. */
const OWN = ['loyalty.coupon', 'loyalty.tierKept', 'loyalty.staffPerson'] as const;

/**
 * Destroys what loyalty knows of a person; rows by table. The ledger is append-only: its accounts become nobody's, points
 * in them are lost, and prepaid money stays what is owed to whoever shows the receipt.
 */
export async function eraseCouponsOf(
  db: Db,
  { workspaceId, customerId }: { workspaceId: string; customerId: string },
): Promise<Record<string, number>> {
  const rows: Record<string, number> = {};
  const nameOf = (table: string) => table.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  for (const table of OWN) {
    const { numDeletedRows } = await db
      .deleteFrom(table)
      .where('workspaceId', '=', workspaceId)
      .where('customerId', '=', customerId)
      .executeTakeFirst();
    rows[nameOf(table)] = Number(numDeletedRows);
  }
  for (const table of FACTS) {
    const { numUpdatedRows } = await db
      .updateTable(table)
      .set({ customerId: null, mergedFrom: null, ...(table === 'loyalty.couponUse' ? { undoneReason: '' } : {}) })
      .where('workspaceId', '=', workspaceId)
      .where('customerId', '=', customerId)
      .executeTakeFirst();
    rows[nameOf(table)] = Number(numUpdatedRows);
  }
  const accounts = await db
    .selectFrom('loyalty.account')
    .select('accountId')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .execute();
  await sql`select loyalty.forget_person(${customerId}::uuid)`.execute(db);
  return { ...rows, 'loyalty.account': accounts.length };
}
