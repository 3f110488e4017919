import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import type { ExternalId, KnownPerson } from './rules.ts';

/** Waits for whoever is making people of this workspace: two sources naming the same stranger must make one person. */
export async function lockPeople(db: Db, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`people ${workspaceId}`}, 0))`.execute(db);
}

/** People on some contact points, the oldest contact point first. */
export async function findByContacts(db: Db, workspaceId: string, values: readonly string[]) {
  if (values.length === 0) return [];
  const { rows } = await sql<KnownPerson & { value: string }>`
    select p.value, p.customer_id, p.merged_from, c.name
    from customers.contact_point p
    -- Of two people merged into one, each is still known by her own name.
    join customers.customer c on c.workspace_id = p.workspace_id and c.customer_id = coalesce(p.merged_from, p.customer_id)
    where p.workspace_id = ${workspaceId} and p.value = any(${[...values]}::text[])
    order by p.created_at, p.contact_point_id`.execute(db);
  return rows;
}

/** People known by some ids of other systems. */
export async function findByExternalIds(db: Db, workspaceId: string, ids: readonly ExternalId[]) {
  if (ids.length === 0) return [];
  const { rows } = await sql<KnownPerson & ExternalId>`
    select e.source, e.external_id, e.customer_id, e.merged_from, c.name
    from unnest(${ids.map(({ source }) => source)}::text[], ${ids.map(({ externalId }) => externalId)}::text[]) as asked(source, external_id)
    join customers.external_id e on e.workspace_id = ${workspaceId} and e.source = asked.source and e.external_id = asked.external_id
    join customers.customer c on c.workspace_id = e.workspace_id and c.customer_id = coalesce(e.merged_from, e.customer_id)`.execute(
    db,
  );
  return rows;
}

/** People by our own ids; one who was merged into another is who shows her. */
export async function findByIds(db: Db, workspaceId: string, customerIds: readonly string[]) {
  if (customerIds.length === 0) return [];
  const { rows } = await sql<KnownPerson & { askedId: string }>`
    select c.customer_id as asked_id, coalesce(c.merged_into, c.customer_id) as customer_id,
      case when c.merged_into is not null then c.customer_id end as merged_from, c.name
    from customers.customer c
    where c.workspace_id = ${workspaceId} and c.customer_id = any(${[...customerIds]}::uuid[])`.execute(db);
  return rows;
}

/** Whose something is, and whom it named before two people were merged. */
type Whose = Pick<KnownPerson, 'customerId' | 'mergedFrom'>;

/** New people, contact points and ids, each kind in one statement. */
export async function insertPeople(
  db: Db,
  input: {
    workspaceId: string;
    source: string;
    now: Date;
    batchId?: string;
    customers: readonly { customerId: string; name: string }[];
    contacts: readonly (Whose & { kind: string; value: string; last4: string })[];
    externalIds: readonly (ExternalId & Whose)[];
  },
): Promise<void> {
  const { workspaceId, source, now, batchId = null, customers, contacts, externalIds } = input;
  const made = new Set(customers.map(({ customerId }) => customerId));
  // Noted only with what a file gives to people who were there: all else goes when they do.
  const givenBy = (rows: readonly { customerId: string }[]) =>
    rows.map(({ customerId }) => (made.has(customerId) ? null : batchId));
  if (customers.length > 0) {
    await sql`insert into customers.customer (workspace_id, customer_id, name, source, created_by_batch, created_at, updated_at)
      select ${workspaceId}::uuid, id, name, ${source}, ${batchId}::uuid, ${now}::timestamptz, ${now}::timestamptz
      from unnest(${customers.map((row) => row.customerId)}::uuid[], ${customers.map((row) => row.name)}::text[]) as new(id, name)`.execute(
      db,
    );
  }
  if (contacts.length > 0) {
    await sql`insert into customers.contact_point (workspace_id, contact_point_id, customer_id, merged_from, kind, value, last4, created_at, created_by_batch)
      select ${workspaceId}::uuid, id, customer_id, merged_from, kind, value, last4, ${now}::timestamptz, given_by
      from unnest(${contacts.map(() => newId())}::uuid[], ${contacts.map((row) => row.customerId)}::uuid[],
        ${contacts.map((row) => row.kind)}::text[], ${contacts.map((row) => row.value)}::text[],
        ${contacts.map((row) => row.last4)}::text[], ${givenBy(contacts)}::uuid[],
        ${contacts.map((row) => row.mergedFrom)}::uuid[]) as new(id, customer_id, kind, value, last4, given_by, merged_from)
      on conflict do nothing`.execute(db);
  }
  if (externalIds.length > 0) {
    await sql`insert into customers.external_id (workspace_id, source, external_id, customer_id, merged_from, created_by_batch)
      select ${workspaceId}::uuid, source, external_id, customer_id, merged_from, given_by
      from unnest(${externalIds.map((row) => row.source)}::text[], ${externalIds.map((row) => row.externalId)}::text[],
        ${externalIds.map((row) => row.customerId)}::uuid[], ${givenBy(externalIds)}::uuid[],
        ${externalIds.map((row) => row.mergedFrom)}::uuid[]) as new(source, external_id, customer_id, given_by, merged_from)
      on conflict (workspace_id, source, external_id) do nothing`.execute(db);
  }
}
