import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';
import type { ConsentEventRow } from '../store.ts';
import { upsertConsents } from '../store.ts';

interface Merged {
  workspaceId: string;
  /** The person who is no longer shown. */
  from: string;
  into: string;
}

export function insertMergedPerson(db: Db, { workspaceId, from, into, at }: Merged & { at: Date }) {
  return db
    .insertInto('privacy.mergedPerson')
    .values({ workspaceId, mergedCustomerId: from, intoCustomerId: into, at })
    .onConflict((oc) => oc.columns(['workspaceId', 'mergedCustomerId']).doNothing())
    .execute();
}

export function deleteMergedPerson(db: Db, { workspaceId, from }: Merged) {
  return db
    .deleteFrom('privacy.mergedPerson')
    .where('workspaceId', '=', workspaceId)
    .where('mergedCustomerId', '=', from)
    .execute();
}

/** Everybody who stands under this person, with the moment of each merge into her; she herself first, without one. */
export async function listMergedPeople(db: Db, workspaceId: string, customerId: string) {
  const { rows } = await sql<{ customerId: string; intoCustomerId: string | null; at: Date | null }>`
    with recursive under as (
      select ${customerId}::uuid as customer_id, null::uuid as into_customer_id, null::timestamptz as at
      union all
      select m.merged_customer_id, m.into_customer_id, m.at from privacy.merged_person m
      join under u on m.into_customer_id = u.customer_id
      where m.workspace_id = ${workspaceId}::uuid
    )
    select * from under`.execute(db);
  return rows;
}

/** Which of these people others were merged into. */
export async function listMergedInto(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ customerId: string }>`
    select distinct into_customer_id as customer_id from privacy.merged_person
    where workspace_id = ${workspaceId}::uuid and into_customer_id = any(${customerIds}::uuid[])`.execute(db);
  return new Set(rows.map((row) => row.customerId));
}

/** What holds is derived, so it is taken away before its events move and made again after. */
export function deleteConsentsOf(db: Db, workspaceId: string, customerIds: readonly string[]) {
  return sql`delete from privacy.consent
    where workspace_id = ${workspaceId}::uuid and customer_id = any(${customerIds}::uuid[])`.execute(db);
}

/** Tables of this schema whose rows follow a person; `consent` is made anew instead. */
export const FOLLOWING = ['consent_event', 'guardian', 'self_link', 'request'] as const;

/** Everything that said it was `from`'s says it is `into`'s, and remembers whose it was. */
export async function moveRows(db: Db, { workspaceId, from, into }: Merged): Promise<void> {
  for (const table of FOLLOWING) {
    await sql`update ${sql.table(`privacy.${table}`)}
      set merged_from = coalesce(merged_from, customer_id), customer_id = ${into}::uuid
      where workspace_id = ${workspaceId}::uuid and customer_id = ${from}::uuid`.execute(db);
  }
}

/** Rows of `people` (the one who leaves and all who stand under her) go back to her. */
export async function moveRowsBack(
  db: Db,
  { workspaceId, from, into, people }: Merged & { people: readonly string[] },
): Promise<void> {
  for (const table of FOLLOWING) {
    await sql`update ${sql.table(`privacy.${table}`)}
      set customer_id = ${from}::uuid, merged_from = nullif(merged_from, ${from}::uuid)
      where workspace_id = ${workspaceId}::uuid and customer_id = ${into}::uuid and merged_from = any(${people}::uuid[])`.execute(
      db,
    );
  }
}

/** Makes exactly these events hold for one person. */
export async function setConsents(
  db: Db,
  { workspaceId, customerId }: { workspaceId: string; customerId: string },
  events: readonly ConsentEventRow[],
): Promise<void> {
  await deleteConsentsOf(db, workspaceId, [customerId]);
  if (events.length > 0) await upsertConsents(db, events);
}
