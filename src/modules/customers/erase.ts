import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';

/** What refers to the person and goes with her row. */
const HANGING_ON_HER = [
  'contact_point',
  'external_id',
  'address',
  'household_member',
  'field_value',
  'customer_tag',
  'filled_gap',
  'field_change',
] as const;

/** Destroys the person herself with everything that hangs on her here (PV-21); rows by table. */
export async function eraseCustomerRecord(
  db: Db,
  { workspaceId, customerId }: { workspaceId: string; customerId: string },
): Promise<Record<string, number>> {
  const counts = HANGING_ON_HER.map(
    (
      name,
    ) => sql`select ${`customers.${name}`}::text as name, count(*)::int as rows from ${sql.table(`customers.${name}`)}
      where workspace_id = ${workspaceId}::uuid and customer_id = ${customerId}::uuid`,
  );
  const { rows } = await sql<{ name: string; rows: number }>`${sql.join(counts, sql` union all `)}`.execute(db);
  const homes = await db
    .selectFrom('customers.householdMember')
    .select('householdId')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .execute();
  const gone = await db
    .deleteFrom('customers.customer')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .executeTakeFirst();
  // The name of a household that nobody belongs to any more would be the last trace of its people.
  const { numAffectedRows: households } = await sql`delete from customers.household h
    where h.workspace_id = ${workspaceId}::uuid and h.household_id = any(${homes.map(({ householdId }) => householdId)}::uuid[])
      and not exists (select from customers.household_member m
      where m.workspace_id = h.workspace_id and m.household_id = h.household_id)`.execute(db);
  return {
    ...Object.fromEntries(rows.map((row) => [row.name, row.rows])),
    'customers.household': Number(households ?? 0),
    'customers.customer': Number(gone.numDeletedRows),
  };
}
