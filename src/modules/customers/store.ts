import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import type { StoredBirthday } from '../../shared/birthdays.ts';
import type { Contact } from './rules.ts';

/** How long a delivery app's safe number is known (OP-02): tomorrow it is somebody else's. */
const SAFE_NUMBER_LIFE = '1 day';

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
    insert into customers.contact_point
      (workspace_id, contact_point_id, customer_id, kind, value, last4, source, created_at, expires_at)
    select person.workspace_id, contact.id, person.customer_id, contact.kind, contact.value, contact.last4, ${person.source}, ${createdAt}::timestamptz,
      case when contact.kind = 'virtual050' then ${createdAt}::timestamptz + ${SAFE_NUMBER_LIFE}::interval end
    from person cross join unnest(
      ${contacts.map((contact) => contact.contactPointId)}::uuid[], ${contacts.map((contact) => contact.kind)}::text[],
      ${contacts.map((contact) => contact.value)}::text[], ${contacts.map((contact) => contact.last4)}::text[]
    ) as contact(id, kind, value, last4)`.execute(db);
}

export function findCustomer(db: Db, workspaceId: string, customerId: string) {
  return db
    .selectFrom('customers.customer')
    .select([
      'customerId',
      'name',
      'birthDate',
      'birthday',
      'birthdayCalendar',
      'note',
      'source',
      'createdAt',
      'mergedInto',
    ])
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .executeTakeFirst();
}

/** Birth dates of those who have one. */
export async function listBirthDates(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('customers.customer')
    .select(['customerId', 'birthDate'])
    .where('workspaceId', '=', workspaceId)
    .where(sql<boolean>`customer_id = any(${[...customerIds]}::uuid[])`)
    .execute();
  return new Map(rows.flatMap(({ customerId, birthDate }) => (birthDate === null ? [] : [[customerId, birthDate]])));
}

/** What is stored of the birthdays of some people. */
export function listBirthRows(db: Db, workspaceId: string, customerIds: readonly string[]) {
  return db
    .selectFrom('customers.customer')
    .select(['customerId', 'birthDate', 'birthday', 'birthdayCalendar'])
    .where('workspaceId', '=', workspaceId)
    .where(sql<boolean>`customer_id = any(${[...customerIds]}::uuid[])`)
    .execute();
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

/** Everybody whom any other system knows by an id, as shown; one who is merged is who shows her. */
export async function listCustomersWithExternalId(db: Db, workspaceId: string, externalId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('customers.externalId')
    .select('customerId')
    .distinct()
    .where('workspaceId', '=', workspaceId)
    .where('externalId', '=', externalId)
    .execute();
  return rows.map(({ customerId }) => customerId);
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

/** Contact points, the oldest first; of two merged people who both have one, hers. */
export async function listContactRows(db: Db, workspaceId: string, customerIds: readonly string[]) {
  const { rows } = await sql<{
    customerId: string;
    contactPointId: string;
    kind: string;
    value: string;
    invalidSince: Date | null;
    source: string | null;
    createdAt: Date;
  }>`select customer_id, contact_point_id, kind, value, invalid_since, source, created_at from (
      select distinct on (customer_id, value) * from customers.contact_point
      where workspace_id = ${workspaceId}::uuid and customer_id = any(${[...customerIds]}::uuid[])
      order by customer_id, value, merged_from nulls first
    ) point order by created_at, contact_point_id`.execute(db);
  return rows;
}

/** Writes on somebody who is shown, or with `shownAs` on the record of hers that is merged into that person. */
export function updateCustomerRow(
  db: Db,
  workspaceId: string,
  { customerId, shownAs = null }: { customerId: string; shownAs?: string | null },
  change: { name?: string | undefined; note?: string | undefined; updatedAt: Date } & Partial<StoredBirthday>,
) {
  return (
    db
      .updateTable('customers.customer')
      // What is written on the card is her own, also where it repeats what she borrowed.
      .set({ ...change, borrowed: sql<string>`borrowed - ${Object.keys(change)}::text[]` })
      .where('workspaceId', '=', workspaceId)
      .where('customerId', '=', customerId)
      .where('mergedInto', shownAs === null ? 'is' : '=', shownAs)
      .returning('customerId')
      .executeTakeFirst()
  );
}

export function insertContactPoint(
  db: Db,
  contact: Contact & {
    workspaceId: string;
    customerId: string;
    contactPointId: string;
    source: string;
    createdAt: Date;
  },
) {
  const expiresAt =
    contact.kind === 'virtual050' ? sql<Date>`${contact.createdAt}::timestamptz + ${SAFE_NUMBER_LIFE}::interval` : null;
  return db
    .insertInto('customers.contactPoint')
    .values({ ...contact, expiresAt })
    .onConflict((oc) =>
      oc
        .columns(['workspaceId', 'customerId', 'value', 'mergedFrom'])
        .doUpdateSet({ invalidSince: null, createdByBatch: null, toldBySourceAt: null, expiresAt }),
    )
    .execute();
}

/** Forgets safe numbers whose day is over. @returns how many */
export async function removeExpiredContacts(db: Db, workspaceId: string, now: Date): Promise<number> {
  const result = await db
    .deleteFrom('customers.contactPoint')
    .where('workspaceId', '=', workspaceId)
    .where('expiresAt', '<=', now)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** Takes a number or an address away, also where it came with somebody merged into her. */
export async function deleteContactPoint(
  db: Db,
  workspaceId: string,
  { customerId, contactPointId }: { customerId: string; contactPointId: string },
): Promise<boolean> {
  const { rows } = await sql`delete from customers.contact_point p
    using customers.contact_point named
    where p.workspace_id = ${workspaceId}::uuid and p.customer_id = ${customerId}::uuid
      and named.workspace_id = p.workspace_id and named.contact_point_id = ${contactPointId}::uuid
      and named.customer_id = p.customer_id and named.value = p.value
    returning p.contact_point_id`.execute(db);
  return rows.length > 0;
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
