import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';

/** What goes with the person by itself, because it refers to her. */
const HANGING_ON_HER = ['contact_point', 'external_id', 'field_value', 'customer_tag', 'filled_gap'] as const;

/** Destroys the person herself with everything that hangs on her here (PV-21); rows by table. */
export async function eraseCustomerRecord(
  db: Db,
  { workspaceId, customerId }: { workspaceId: string; customerId: string },
): Promise<Record<string, number>> {
  const erased: Record<string, number> = {};
  for (const name of [...HANGING_ON_HER, 'customer'] as const) {
    const table = `customers.${name}`;
    const { numAffectedRows } = await sql`delete from ${sql.table(table)}
      where workspace_id = ${workspaceId}::uuid and customer_id = ${customerId}::uuid`.execute(db);
    erased[table] = Number(numAffectedRows ?? 0);
  }
  return erased;
}
