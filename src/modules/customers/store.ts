import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import type { Contact } from './rules.ts';

/**
 * Waits for another transaction that is adding a person with the same number or address, one (the second lock) or many at
 * once (the first, which `resolvePeople` takes for itself alone).
 */
export async function lockContact(db: Db, workspaceId: string, value: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtextextended(${`people ${workspaceId}`}, 0)),
    pg_advisory_xact_lock(hashtextextended(${`${workspaceId} ${value}`}, 0))`.execute(db);
}

/** The oldest person of this name with one of these contact points. */
export function findSamePerson(db: Db, workspaceId: string, person: { name: string; values: readonly string[] }) {
  return db
    .selectFrom('customers.contactPoint as p')
    .innerJoin('customers.customer as c', (join) =>
      join.onRef('c.workspaceId', '=', 'p.workspaceId').onRef('c.customerId', '=', 'p.customerId'),
    )
    .select('c.customerId')
    .where('p.workspaceId', '=', workspaceId)
    .where(sql<boolean>`p.value = any(${[...person.values]}::text[])`)
    .where('c.name', '=', person.name)
    .orderBy('c.createdAt')
    .limit(1)
    .executeTakeFirst();
}

interface NewPerson {
  workspaceId: string;
  customerId: string;
  name: string;
  note: string;
  source: string;
  createdAt: Date;
  contacts: readonly (Contact & { contactPointId: string })[];
}

/** The person and her contact points in one statement. */
export async function insertCustomer(db: Db, person: NewPerson): Promise<void> {
  const { workspaceId, customerId, contacts, createdAt } = person;
  await sql`with person as (
      insert into customers.customer (workspace_id, customer_id, name, note, source, created_at, updated_at)
      values (${workspaceId}, ${customerId}, ${person.name}, ${person.note}, ${person.source}, ${createdAt}, ${createdAt})
      returning workspace_id, customer_id
    )
    insert into customers.contact_point (workspace_id, contact_point_id, customer_id, kind, value, last4, created_at)
    select person.workspace_id, contact.id, person.customer_id, contact.kind, contact.value, contact.last4, ${createdAt}
    from person cross join unnest(
      ${contacts.map((contact) => contact.contactPointId)}::uuid[], ${contacts.map((contact) => contact.kind)}::text[],
      ${contacts.map((contact) => contact.value)}::text[], ${contacts.map((contact) => contact.last4)}::text[]
    ) as contact(id, kind, value, last4)`.execute(db);
}

export function findCustomer(db: Db, workspaceId: string, customerId: string) {
  return db
    .selectFrom('customers.customer')
    .select(['customerId', 'name', 'birthDate', 'note', 'source', 'createdAt'])
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .executeTakeFirst();
}

export function listExternalIds(db: Db, workspaceId: string, customerId: string) {
  return db
    .selectFrom('customers.externalId')
    .select(['source', 'externalId'])
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .orderBy('source')
    .orderBy('externalId')
    .execute();
}

/** Ids of other systems, for people named; the first by source and id of each. */
export async function listFirstExternalIds(db: Db, workspaceId: string, customerIds: readonly string[]) {
  if (customerIds.length === 0) return [];
  return db
    .selectFrom('customers.externalId')
    .distinctOn('customerId')
    .select(['customerId', 'externalId'])
    .where('workspaceId', '=', workspaceId)
    .where(sql<boolean>`customer_id = any(${[...customerIds]}::uuid[])`)
    .orderBy('customerId')
    .orderBy('source')
    .orderBy('externalId')
    .execute();
}

/** Ids under which one other system knows this shop's people. */
export async function listExternalIdsOfSource(db: Db, workspaceId: string, source: string): Promise<string[]> {
  const rows = await db
    .selectFrom('customers.externalId')
    .select('externalId')
    .where('workspaceId', '=', workspaceId)
    .where('source', '=', source)
    .execute();
  return rows.map((row) => row.externalId);
}

export function listContactRows(db: Db, workspaceId: string, customerIds: readonly string[]) {
  return db
    .selectFrom('customers.contactPoint')
    .select(['customerId', 'contactPointId', 'kind', 'value', 'invalidSince'])
    .where('workspaceId', '=', workspaceId)
    .where(sql<boolean>`customer_id = any(${[...customerIds]}::uuid[])`)
    .orderBy('createdAt')
    .orderBy('contactPointId')
    .execute();
}

export function updateCustomerRow(
  db: Db,
  workspaceId: string,
  customerId: string,
  change: { name?: string | undefined; note?: string | undefined; updatedAt: Date },
) {
  return db
    .updateTable('customers.customer')
    .set(change)
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .returning('customerId')
    .executeTakeFirst();
}

export function insertContactPoint(
  db: Db,
  contact: Contact & { workspaceId: string; customerId: string; contactPointId: string; createdAt: Date },
) {
  return db
    .insertInto('customers.contactPoint')
    .values(contact)
    .onConflict((oc) =>
      oc.columns(['workspaceId', 'customerId', 'value']).doUpdateSet({ invalidSince: null, createdByBatch: null }),
    )
    .execute();
}

export function deleteContactPoint(db: Db, workspaceId: string, ids: { customerId: string; contactPointId: string }) {
  return db
    .deleteFrom('customers.contactPoint')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', ids.customerId)
    .where('contactPointId', '=', ids.contactPointId)
    .returning('contactPointId')
    .executeTakeFirst();
}

/** Marks an address at which nothing arrives any more. */
export function setContactInvalid(db: Db, workspaceId: string, contactPointId: string, since: Date) {
  return db
    .updateTable('customers.contactPoint')
    .set({ invalidSince: since })
    .where('workspaceId', '=', workspaceId)
    .where('contactPointId', '=', contactPointId)
    .execute();
}

export async function listIdsByContact(db: Db, workspaceId: string, value: string): Promise<string[]> {
  const rows = await db
    .selectFrom('customers.contactPoint')
    .select('customerId')
    .where('workspaceId', '=', workspaceId)
    .where('value', '=', value)
    .orderBy('createdAt')
    .execute();
  return rows.map((row) => row.customerId);
}
