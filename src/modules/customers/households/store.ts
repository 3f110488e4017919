import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

/** People beyond which a shared number or address is a shop's or an office's own, and is not listed. */
const MAX_SHARERS = 12;

/** Who else has one of a person's numbers or addresses, in clear (OP-06); what a crowd shares is left out. */
export async function listSharers(db: Db, workspaceId: string, customerId: string) {
  const { rows } = await sql<{ customerId: string; name: string; kind: string }>`
    with mine as (
      select kind, value, 'contact' as what from customers.contact_point
      where workspace_id = ${workspaceId}::uuid and customer_id = ${customerId}::uuid and kind <> 'virtual050'
      union
      select 'address', address_key, 'address' from customers.address
      where workspace_id = ${workspaceId}::uuid and customer_id = ${customerId}::uuid
    ), other as (
      select m.kind, m.value, p.customer_id from mine m
      join customers.contact_point p on p.workspace_id = ${workspaceId}::uuid and p.value = m.value and m.what = 'contact'
      union
      select m.kind, m.value, a.customer_id from mine m
      join customers.address a on a.workspace_id = ${workspaceId}::uuid and a.address_key = m.value and m.what = 'address'
    ), crowd as (
      select value, count(distinct customer_id) as people from other group by value
    )
    select distinct o.customer_id, c.name, o.kind from other o
    join crowd on crowd.value = o.value and crowd.people <= ${MAX_SHARERS}
    join customers.customer c on c.workspace_id = ${workspaceId}::uuid and c.customer_id = o.customer_id and c.merged_into is null
    where o.customer_id <> ${customerId}::uuid
    order by c.name, o.customer_id, o.kind limit 50`.execute(db);
  return rows;
}

/** Members of a company that a card names: the person and those who were there first; the others are counted. */
const MAX_MEMBERS_SHOWN = 50;

/** Families and companies of a person with who is in them, in clear, and how many there are. */
export async function listHouseholdRows(db: Db, workspaceId: string, customerId: string) {
  const { rows } = await sql<{
    householdId: string;
    kind: 'household' | 'company';
    name: string;
    businessNo: string;
    customerId: string;
    memberName: string;
    memberCount: number;
  }>`
    select h.household_id, h.kind, h.name, h.business_no, m.customer_id, c.name as member_name, m.people as member_count
    from (select distinct household_id from customers.household_member
      where workspace_id = ${workspaceId}::uuid and customer_id = ${customerId}::uuid) own
    join customers.household h on h.workspace_id = ${workspaceId}::uuid and h.household_id = own.household_id
    cross join lateral (
      select k.customer_id, count(*) over ()::int as people from customers.household_member k
      where k.workspace_id = ${workspaceId}::uuid and k.household_id = h.household_id
      group by k.customer_id
      order by k.customer_id = ${customerId}::uuid desc, min(k.added_at), k.customer_id limit ${MAX_MEMBERS_SHOWN}
    ) m
    join customers.customer c on c.workspace_id = ${workspaceId}::uuid and c.customer_id = m.customer_id
    order by h.household_id, member_name, m.customer_id`.execute(db);
  return rows;
}

export async function insertHousehold(
  db: Db,
  household: {
    workspaceId: string;
    householdId: string;
    kind: string;
    name: string;
    businessNo: string;
    createdAt: Date;
    createdBy: string | null;
    customerIds: readonly string[];
  },
): Promise<void> {
  const { customerIds, ...row } = household;
  const { workspaceId, householdId, createdAt } = row;
  await db.insertInto('customers.household').values(row).execute();
  await db
    .insertInto('customers.householdMember')
    .values(customerIds.map((customerId) => ({ workspaceId, householdId, customerId, addedAt: createdAt })))
    .execute();
}

/** Companies that a source knows, made where they are not there yet. @returns their ids by the source's own */
export async function upsertCompanies(
  db: Db,
  input: {
    workspaceId: string;
    source: string;
    createdAt: Date;
    companies: readonly { householdId: string; externalId: string; name: string }[];
  },
): Promise<Map<string, string>> {
  const { workspaceId, source, createdAt, companies } = input;
  const { rows } = await sql<{ householdId: string; externalId: string }>`
    insert into customers.household as held (workspace_id, household_id, kind, name, source, external_id, created_at)
    select ${workspaceId}::uuid, id, 'company', name, ${source}, external_id, ${createdAt}::timestamptz
    from unnest(${companies.map((row) => row.householdId)}::uuid[], ${companies.map((row) => row.externalId)}::text[],
      ${companies.map((row) => row.name)}::text[]) as told(id, external_id, name)
    -- In one order everywhere, so that two deliveries never wait for each other in a ring.
    order by external_id
    on conflict (workspace_id, source, external_id) where external_id is not null
      do update set name = case when held.name = '' then excluded.name else held.name end
    returning household_id, external_id`.execute(db);
  return new Map(rows.map(({ householdId, externalId }) => [externalId, householdId]));
}

/** Takes people in; who is in it stays as she is. @returns who is new there */
export async function insertMembers(
  db: Db,
  input: {
    workspaceId: string;
    addedAt: Date;
    members: readonly { householdId: string; customerId: string; mergedFrom: string | null }[];
  },
): Promise<string[]> {
  const { workspaceId, addedAt, members } = input;
  const { rows } = await sql<{ customerId: string }>`
    insert into customers.household_member (workspace_id, household_id, customer_id, merged_from, added_at)
    select distinct ${workspaceId}::uuid, household_id, customer_id, merged_from, ${addedAt}::timestamptz
    from unnest(${members.map((row) => row.householdId)}::uuid[], ${members.map((row) => row.customerId)}::uuid[],
      ${members.map((row) => row.mergedFrom)}::uuid[]) as told(household_id, customer_id, merged_from)
    on conflict do nothing returning customer_id`.execute(db);
  return [...new Set(rows.map((row) => row.customerId))];
}

/** @returns undefined when there is no such household */
export function updateHouseholdRow(
  db: Db,
  workspaceId: string,
  householdId: string,
  change: { kind?: string | undefined; name?: string | undefined; businessNo?: string | undefined },
) {
  const { kind, name, businessNo } = change;
  const kindNow = sql<string>`coalesce(${kind ?? null}, kind)`;
  return db
    .updateTable('customers.household')
    .set({
      kind: kindNow,
      name: sql<string>`coalesce(${name ?? null}, name)`,
      // A family has none.
      businessNo: sql<string>`case when ${kindNow} = 'company' then coalesce(${businessNo ?? null}, business_no) else '' end`,
    })
    .where('workspaceId', '=', workspaceId)
    .where('householdId', '=', householdId)
    .returning('householdId')
    .executeTakeFirst();
}

/** Takes a person in. @returns whether there is such a household */
export async function insertMember(
  db: Db,
  member: { workspaceId: string; householdId: string; customerId: string; addedAt: Date },
): Promise<boolean> {
  const { workspaceId, householdId } = member;
  const household = await db
    .selectFrom('customers.household')
    .select('householdId')
    .where('workspaceId', '=', workspaceId)
    .where('householdId', '=', householdId)
    .executeTakeFirst();
  if (!household) return false;
  await db
    .insertInto('customers.householdMember')
    .values(member)
    .onConflict((oc) => oc.doNothing())
    .execute();
  return true;
}

/** Takes a person out; a household of one is none any more, unless a source knows it as a company. @returns whether she was in it */
export async function deleteMember(
  db: Db,
  workspaceId: string,
  { householdId, customerId }: { householdId: string; customerId: string },
): Promise<boolean> {
  const gone = await db
    .deleteFrom('customers.householdMember')
    .where('workspaceId', '=', workspaceId)
    .where('householdId', '=', householdId)
    .where('customerId', '=', customerId)
    .returning('customerId')
    .execute();
  await sql`delete from customers.household h
    where h.workspace_id = ${workspaceId}::uuid and h.household_id = ${householdId}::uuid
      and (select count(distinct customer_id) from customers.household_member m
           where m.workspace_id = h.workspace_id and m.household_id = h.household_id)
        < case when h.external_id is null then 2 else 1 end`.execute(db);
  return gone.length > 0;
}

/** Addresses of a person in one text each, in clear. */
export async function listAddressRows(db: Db, workspaceId: string, customerId: string) {
  const { rows } = await sql<{ addressId: string; text: string; source: string }>`
    select distinct on (address_key) address_id, source,
      concat_ws(' ', nullif(full_text, ''), nullif(street_number, ''), nullif(street, ''), nullif(suburb, ''), nullif(city, ''),
        nullif(state, ''), nullif(postcode, '')) as text
    from customers.address
    where workspace_id = ${workspaceId}::uuid and customer_id = ${customerId}::uuid
    order by address_key, merged_from nulls first`.execute(db);
  return rows;
}
