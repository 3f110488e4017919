import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../../../platform/db.ts';
import type { FieldValues, LendingRecord } from './rules.ts';

/** Two records in the order of their ids, so that two merges never wait for each other in a ring. */
export async function lockRecords(db: Db, workspaceId: string, customerIds: readonly string[]) {
  return db
    .selectFrom('customers.customer')
    .select(['customerId', 'mergedInto'])
    .where('workspaceId', '=', workspaceId)
    .where(sql<boolean>`customer_id = any(${[...customerIds]}::uuid[])`)
    .orderBy('customerId')
    .forUpdate()
    .execute();
}

export interface MergeRow {
  mergeId: string;
  intoCustomerId: string;
  fromCustomerId: string;
  at: Date;
  mergedBy: string | null;
  reason: string;
  score: number | null;
  undoneAt: Date | null;
}

export function insertMerge(
  db: Db,
  merge: Omit<MergeRow, 'undoneAt'> & {
    workspaceId: string;
  },
) {
  return db.insertInto('customers.merge').values(merge).execute();
}

const MERGE_COLUMNS = [
  'mergeId',
  'intoCustomerId',
  'fromCustomerId',
  'at',
  'mergedBy',
  'reason',
  'score',
  'undoneAt',
] as const;

export function findMerge(db: Db, workspaceId: string, mergeId: string): Promise<MergeRow | undefined> {
  return db
    .selectFrom('customers.merge')
    .select(MERGE_COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .where('mergeId', '=', mergeId)
    .executeTakeFirst();
}

/** Ends an open merge; undefined when it is taken back already. */
export function markUndone(
  db: Db,
  workspaceId: string,
  { mergeId, ...undone }: { mergeId: string; undoneAt: Date; undoneBy: string | null },
) {
  return db
    .updateTable('customers.merge')
    .set(undone)
    .where('workspaceId', '=', workspaceId)
    .where('mergeId', '=', mergeId)
    .where('undoneAt', 'is', null)
    .returning('mergeId')
    .executeTakeFirst();
}

/** Merges newest first, all of the shop or those that made one person. */
export function listMergeRows(
  db: Db,
  workspaceId: string,
  { customerIds, limit }: { customerIds?: readonly string[]; limit: number },
): Promise<MergeRow[]> {
  return db
    .selectFrom('customers.merge')
    .select(MERGE_COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .$if(customerIds !== undefined, (query) =>
      query
        .where(sql<boolean>`into_customer_id = any(${[...(customerIds ?? [])]}::uuid[])`)
        .where('undoneAt', 'is', null),
    )
    .orderBy('at', 'desc')
    .orderBy('mergeId', 'desc')
    .limit(limit)
    .execute();
}

/** By what two records of one name are told apart: what was on each before it was merged. */
export async function listRecordMarks(db: Db, workspaceId: string, customerIds: readonly string[]) {
  const { rows } = await sql<{
    customerId: string;
    source: string;
    createdAt: Date;
    last4: string | null;
    externalId: string | null;
  }>`
    select c.customer_id, c.source, c.created_at, (
        select p.last4 from customers.contact_point p
        where p.workspace_id = c.workspace_id and p.customer_id = coalesce(c.merged_into, c.customer_id)
          and coalesce(p.merged_from, p.customer_id) = c.customer_id and p.last4 <> '' and p.kind <> 'card'
        order by p.contact_point_id limit 1) as last4, (
        select e.external_id from customers.external_id e
        where e.workspace_id = c.workspace_id and e.customer_id = coalesce(c.merged_into, c.customer_id)
          and coalesce(e.merged_from, e.customer_id) = c.customer_id
        order by e.source, e.external_id limit 1) as external_id
    from customers.customer c
    where c.workspace_id = ${workspaceId}::uuid and c.customer_id = any(${[...customerIds]}::uuid[])`.execute(db);
  return rows;
}

/** The newest merges that were made for one reason at one instant and still stand, in the order in which they were made. */
export async function findLastMergesFor(
  db: Db,
  workspaceId: string,
  reason: string,
): Promise<{ at: Date; mergeIds: string[] } | undefined> {
  const { rows } = await sql<{ at: Date; mergeIds: string[] }>`
    select at, array_agg(merge_id order by merge_id) as merge_ids from customers.merge
    where workspace_id = ${workspaceId}::uuid and reason = ${reason} and undone_at is null
    group by at order by at desc limit 1`.execute(db);
  return rows[0];
}

/** Everybody who is merged into a person, directly or through another: the nearest first, in the order in which they came. */
export async function listBeneath(db: Db, workspaceId: string, customerId: string): Promise<string[]> {
  return (await listBeneathOf(db, workspaceId, [customerId])).get(customerId) ?? [];
}

/** `listBeneath` of many people, by each of them; who has nobody beneath is absent. */
export async function listBeneathOf(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ root: string; customerId: string }>`
    with recursive beneath as (
      select m.into_customer_id as root, m.from_customer_id, m.at, m.merge_id, 1 as depth from customers.merge m
      where m.workspace_id = ${workspaceId}::uuid and m.into_customer_id = any(${[...customerIds]}::uuid[]) and m.undone_at is null
      union all
      select b.root, m.from_customer_id, m.at, m.merge_id, b.depth + 1 from customers.merge m
      join beneath b on m.into_customer_id = b.from_customer_id
      where m.workspace_id = ${workspaceId}::uuid and m.undone_at is null
    )
    select root, from_customer_id as customer_id from beneath order by depth, at, merge_id`.execute(db);
  const beneath = new Map<string, string[]>();
  for (const { root, customerId } of rows) beneath.set(root, [...(beneath.get(root) ?? []), customerId]);
  return beneath;
}

/** Says who shows these people; null: they themselves. */
export function setShownAs(db: Db, workspaceId: string, customerIds: readonly string[], shownAs: string | null) {
  return db
    .updateTable('customers.customer')
    .set({ mergedInto: shownAs })
    .where('workspaceId', '=', workspaceId)
    .where(sql<boolean>`customer_id = any(${[...customerIds]}::uuid[])`)
    .execute();
}

const zBorrowed = z.partialRecord(
  z.enum(['name', 'birthDate', 'birthday', 'note']),
  z.object({ from: z.string(), value: z.string() }),
);

/** Records with their lent fields, in the order asked for. */
export async function listLending(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<LendingRecord[]> {
  const rows = await db
    .selectFrom('customers.customer')
    .select([
      'customerId',
      'name',
      'givenName',
      'familyName',
      'birthDate',
      'birthday',
      'birthdayCalendar',
      'note',
      'borrowed',
    ])
    .where('workspaceId', '=', workspaceId)
    .where(sql<boolean>`customer_id = any(${[...customerIds]}::uuid[])`)
    .execute();
  const byId = new Map(rows.map((row) => [row.customerId, row]));
  return customerIds.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const { birthdayCalendar, ...record } = row;
    const birthday = row.birthday === null ? '' : `${birthdayCalendar} ${row.birthday}`;
    return [{ ...record, birthDate: row.birthDate ?? '', birthday, borrowed: zBorrowed.parse(row.borrowed) }];
  });
}

/** What people show, in one statement. Leaves `updated_at` alone: nobody edited them. */
export async function setShownValues(
  db: Db,
  workspaceId: string,
  people: readonly { customerId: string; values: FieldValues; borrowed: LendingRecord['borrowed'] }[],
): Promise<void> {
  const rows = people.map(({ customerId, values, borrowed }) => {
    const [calendar, monthDay] = values.birthday.split(' ');
    return {
      customer_id: customerId,
      name: values.name,
      given_name: values.givenName,
      family_name: values.familyName,
      birth_date: values.birthDate === '' ? null : values.birthDate,
      birthday: monthDay ?? null,
      birthday_calendar: monthDay === undefined ? null : calendar,
      note: values.note,
      borrowed,
    };
  });
  await sql`
    update customers.customer c
    set name = v.name, given_name = v.given_name, family_name = v.family_name, birth_date = v.birth_date, birthday = v.birthday,
        birthday_calendar = v.birthday_calendar, note = v.note, borrowed = v.borrowed
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as v (customer_id uuid, name text, given_name text, family_name text,
      birth_date date, birthday text, birthday_calendar text, note text, borrowed jsonb)
    where c.workspace_id = ${workspaceId}::uuid and c.customer_id = v.customer_id`.execute(db);
}

/** Pairs with one of these people are no longer as they were computed. */
export function deletePairsOf(db: Db, workspaceId: string, customerIds: readonly string[]) {
  return db
    .deleteFrom('customers.duplicatePair')
    .where('workspaceId', '=', workspaceId)
    .where(
      sql<boolean>`(a_customer_id = any(${[...customerIds]}::uuid[]) or b_customer_id = any(${[...customerIds]}::uuid[]))`,
    )
    .execute();
}

/** Which of these people are one with somebody who is not among them. */
export async function findMergedCustomers(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ customerId: string }>`
    select case when into_customer_id = any(${[...customerIds]}::uuid[]) then into_customer_id else from_customer_id end as customer_id
    from customers.merge
    where workspace_id = ${workspaceId}::uuid and undone_at is null
      and (into_customer_id = any(${[...customerIds]}::uuid[])) <> (from_customer_id = any(${[...customerIds]}::uuid[]))`.execute(
    db,
  );
  return [...new Set(rows.map((row) => row.customerId))];
}
