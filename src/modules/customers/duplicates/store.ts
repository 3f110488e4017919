import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../../../platform/db.ts';
import { cutInto } from '../../../shared/work-ahead.ts';
import { MAX_SHARERS } from './rules/block.ts';
import type { LikelyPair } from './rules/find.ts';
import type { StoredPerson } from './rules/person.ts';

const zAddresses = z.array(
  z.object({
    full: z.string(),
    streetNumber: z.string(),
    street: z.string(),
    suburb: z.string(),
    city: z.string(),
    state: z.string(),
    postcode: z.string(),
  }),
);

/** People who are shown, with all that two records can be compared by; those merged into somebody count as her. */
export async function listPeopleToCompare(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<StoredPerson[]> {
  const chosen = sql`and customer_id = any(${[...customerIds]}::uuid[])`;
  const { rows } = await sql<Omit<StoredPerson, 'addresses'> & { addresses: unknown }>`
    with contact as (
      select customer_id,
        array_agg(distinct value) filter (where kind in ('mobile', 'foreign')) as mobiles,
        array_agg(distinct value) filter (where kind in ('landline', 'voip')) as shared_phones,
        array_agg(distinct value) filter (where kind = 'email') as emails
      from customers.contact_point where workspace_id = ${workspaceId}::uuid ${chosen}
      group by customer_id
    ), place as (
      select customer_id, jsonb_agg(jsonb_build_object('full', full_text, 'streetNumber', street_number, 'street', street,
        'suburb', suburb, 'city', city, 'state', state, 'postcode', postcode) order by created_at, address_id) as addresses
      from customers.address where workspace_id = ${workspaceId}::uuid ${chosen}
      group by customer_id
    )
    select c.customer_id, c.name, c.given_name, c.family_name, c.birth_date,
      coalesce(contact.mobiles, '{}') as mobiles, coalesce(contact.shared_phones, '{}') as shared_phones,
      coalesce(contact.emails, '{}') as emails, coalesce(place.addresses, '[]') as addresses
    from customers.customer c
    left join contact using (customer_id)
    left join place using (customer_id)
    where c.workspace_id = ${workspaceId}::uuid and c.merged_into is null ${chosen}
    order by c.customer_id`.execute(db);
  return rows.map((row) => ({ ...row, addresses: zAddresses.parse(row.addresses) }));
}

/** People read by one statement: more would hold up everything else while they are unpacked. */
const PEOPLE_A_STATEMENT = 2_000;

/** As {@link listPeopleToCompare}, everybody, in portions and the order of their ids. */
export async function* readPeopleToCompare(db: Db, workspaceId: string): AsyncGenerator<StoredPerson[]> {
  const ids = await db
    .selectFrom('customers.customer')
    .select('customerId')
    .where('workspaceId', '=', workspaceId)
    .where('mergedInto', 'is', null)
    .orderBy('customerId')
    .execute();
  for (const some of cutInto(ids, PEOPLE_A_STATEMENT)) {
    const customerIds = some.map(({ customerId }) => customerId);
    yield await listPeopleToCompare(db, workspaceId, customerIds);
  }
}

/** Pairs that somebody called two people, as `smaller id larger id`. */
export async function listDifferentPairs(db: Db, workspaceId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('customers.duplicateDecision')
    .select(['aCustomerId', 'bCustomerId'])
    .where('workspaceId', '=', workspaceId)
    .execute();
  return new Set(rows.map(({ aCustomerId, bCustomerId }) => `${aCustomerId} ${bCustomerId}`));
}

/** Rows written by one statement. */
const PAIRS_A_STATEMENT = 5_000;

/** Puts what a run found in the place of what the last one found; who met by one number waits on, as it was seen then. */
export async function replacePairs(
  db: Db,
  workspaceId: string,
  run: { pairs: readonly LikelyPair[]; computedAt: Date; people: number; candidates: number; tookMs: number },
): Promise<void> {
  const { pairs, ...figures } = run;
  await db
    .deleteFrom('customers.duplicatePair')
    .where('workspaceId', '=', workspaceId)
    .where('meetingId', 'is', null)
    .execute();
  for (let from = 0; from < pairs.length; from += PAIRS_A_STATEMENT) {
    const some = pairs.slice(from, from + PAIRS_A_STATEMENT);
    // Somebody may have been taken away since she was read.
    await sql`insert into customers.duplicate_pair (workspace_id, a_customer_id, b_customer_id, score, reasons)
      select ${workspaceId}::uuid, a, b, score, reasons::jsonb
      from unnest(${some.map(({ a }) => a)}::uuid[], ${some.map(({ b }) => b)}::uuid[],
        ${some.map(({ score }) => score)}::float8[], ${some.map(({ reasons }) => JSON.stringify(reasons))}::text[]) as new(a, b, score, reasons)
      where (select count(*) from customers.customer c where c.workspace_id = ${workspaceId}::uuid
             and c.customer_id in (a, b) and c.merged_into is null) = 2
      on conflict do nothing`.execute(db);
  }
  await db
    .insertInto('customers.duplicateRun')
    .values({ workspaceId, ...figures })
    .onConflict((oc) => oc.column('workspaceId').doUpdateSet(figures))
    .execute();
}

/** One computation of a workspace at a time. */
export async function lockDuplicates(db: Db, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`duplicates ${workspaceId}`}, 0))`.execute(db);
}

/**
 * Who else has a mobile number of these people (OP-02: no other number says who somebody is). Left out are numbers of a
 * whole crowd, and two whom somebody called two people.
 */
export async function listOthersOnNumbers(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<{ customerId: string; otherId: string }[]> {
  const { rows } = await sql<{ customerId: string; otherId: string }>`
    with own as (
      select distinct customer_id, value from customers.contact_point
      where workspace_id = ${workspaceId}::uuid and customer_id = any(${[...customerIds]}::uuid[]) and kind = 'mobile'
    ), sharers as (
      select p.value, array_agg(distinct p.customer_id) as people
      from customers.contact_point p
      where p.workspace_id = ${workspaceId}::uuid and p.kind = 'mobile' and p.value = any(array(select value from own))
      group by p.value having count(distinct p.customer_id) between 2 and ${MAX_SHARERS}
    )
    select distinct own.customer_id, other.id as other_id
    from own join sharers using (value) cross join unnest(sharers.people) as other(id)
    where other.id <> own.customer_id and not exists (
      select from customers.duplicate_decision d
      where d.workspace_id = ${workspaceId}::uuid
        and d.a_customer_id = least(own.customer_id, other.id) and d.b_customer_id = greatest(own.customer_id, other.id))`.execute(
    db,
  );
  return rows;
}

/** Pairs that met by one number; one that waits already is left as it is. @returns those that wait since now */
export async function insertMeetings(
  db: Db,
  workspaceId: string,
  meetings: readonly (LikelyPair & { meetingId: string; metAt: Date })[],
): Promise<{ meetingId: string; a: string; b: string }[]> {
  if (meetings.length === 0) return [];
  const rows = meetings
    .map(({ a, b, reasons, ...rest }) => ({
      workspaceId,
      aCustomerId: a < b ? a : b,
      bCustomerId: a < b ? b : a,
      reasons: JSON.stringify(reasons),
      ...rest,
    }))
    // In one order everywhere, so that two deliveries never wait for each other in a ring.
    .sort((one, other) =>
      `${one.aCustomerId} ${one.bCustomerId}` < `${other.aCustomerId} ${other.bCustomerId}` ? -1 : 1,
    );
  const stored = await db
    .insertInto('customers.duplicatePair')
    .values(rows)
    .onConflict((oc) => oc.columns(['workspaceId', 'aCustomerId', 'bCustomerId']).doNothing())
    .returning(['meetingId', 'aCustomerId', 'bCustomerId'])
    .execute();
  return stored.map(({ meetingId, aCustomerId, bCustomerId }) => ({
    meetingId: meetingId ?? '',
    a: aCustomerId,
    b: bCustomerId,
  }));
}

/** One pair; left as it is where it stands, and left out where somebody called them two people. */
export async function insertPair(db: Db, workspaceId: string, { a, b, score, reasons }: LikelyPair): Promise<void> {
  await sql`insert into customers.duplicate_pair (workspace_id, a_customer_id, b_customer_id, score, reasons)
    select ${workspaceId}::uuid, least(a, b), greatest(a, b), ${score}, ${JSON.stringify(reasons)}::jsonb
    from (select ${a}::uuid as a, ${b}::uuid as b) new
    where not exists (
      select from customers.duplicate_decision d where d.workspace_id = ${workspaceId}::uuid
        and d.a_customer_id = least(a, b) and d.b_customer_id = greatest(a, b))
    on conflict do nothing`.execute(db);
}

/** When these people became known, and whether a mobile number of theirs was given up as somebody else's since. */
export async function listKnownSince(db: Db, workspaceId: string, customerIds: readonly string[]) {
  const { rows } = await sql<{ customerId: string; createdAt: Date; hasLostNumber: boolean }>`
    select c.customer_id, c.created_at, exists (
      select from customers.contact_point p
      where p.workspace_id = c.workspace_id and p.customer_id = c.customer_id and p.kind = 'mobile'
        and p.invalid_since is not null) as has_lost_number
    from customers.customer c
    where c.workspace_id = ${workspaceId}::uuid and c.customer_id = any(${[...customerIds]}::uuid[])`.execute(db);
  return rows;
}

/** Whom somebody called another person than this one. */
export async function listDifferentFrom(db: Db, workspaceId: string, customerId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('customers.duplicateDecision')
    .select(['aCustomerId', 'bCustomerId'])
    .where('workspaceId', '=', workspaceId)
    .where((eb) => eb.or([eb('aCustomerId', '=', customerId), eb('bCustomerId', '=', customerId)]))
    .execute();
  return new Set(rows.map(({ aCustomerId, bCustomerId }) => (aCustomerId === customerId ? bCustomerId : aCustomerId)));
}

/** Meetings of one person that wait, by the id of the other. */
export async function listMeetingsOf(db: Db, workspaceId: string, customerId: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('customers.duplicatePair')
    .select(['meetingId', 'aCustomerId', 'bCustomerId'])
    .where('workspaceId', '=', workspaceId)
    .where('meetingId', 'is not', null)
    .where((eb) => eb.or([eb('aCustomerId', '=', customerId), eb('bCustomerId', '=', customerId)]))
    .execute();
  return new Map(
    rows.map(({ meetingId, aCustomerId, bCustomerId }) => [
      aCustomerId === customerId ? bCustomerId : aCustomerId,
      meetingId ?? '',
    ]),
  );
}

export async function listMeetingRows(db: Db, workspaceId: string): Promise<{ meetingId: string; metAt: Date }[]> {
  const { rows } = await sql<{ meetingId: string; metAt: Date }>`
    select meeting_id, met_at from customers.duplicate_pair
    where workspace_id = ${workspaceId}::uuid and meeting_id is not null order by met_at desc, meeting_id`.execute(db);
  return rows;
}

export interface PairRow {
  aCustomerId: string;
  bCustomerId: string;
  score: number;
  reasons: unknown;
  meetingId: string | null;
  metAt: Date | null;
}

const PAIR_COLUMNS = ['aCustomerId', 'bCustomerId', 'score', 'reasons', 'meetingId', 'metAt'] as const;

/** Pairs that met by one number, the newest first; then computed ones, the surest first. */
export function listPairRows(db: Db, workspaceId: string, limit: number): Promise<PairRow[]> {
  return db
    .selectFrom('customers.duplicatePair')
    .select(PAIR_COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .orderBy('metAt', (ob) => ob.desc().nullsLast())
    .orderBy('score', 'desc')
    .orderBy('aCustomerId')
    .orderBy('bCustomerId')
    .limit(limit)
    .execute();
}

/** Pairs with one and the same mobile number or e-mail address, the likeliest first. */
export function listPairRowsOnOneContact(db: Db, workspaceId: string): Promise<PairRow[]> {
  return db
    .selectFrom('customers.duplicatePair')
    .select(PAIR_COLUMNS)
    .where('workspaceId', '=', workspaceId)
    .where(
      sql<boolean>`(reasons @> '[{"field": "mobile", "level": "same"}]' or reasons @> '[{"field": "email", "level": "same"}]')`,
    )
    .orderBy('score', 'desc')
    .orderBy('aCustomerId')
    .orderBy('bCustomerId')
    .execute();
}

export async function countPairRows(db: Db, workspaceId: string): Promise<number> {
  const { total } = await db
    .selectFrom('customers.duplicatePair')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('workspaceId', '=', workspaceId)
    .executeTakeFirstOrThrow();
  return total;
}

export function findRun(db: Db, workspaceId: string) {
  return db
    .selectFrom('customers.duplicateRun')
    .select(['computedAt', 'people', 'candidates'])
    .where('workspaceId', '=', workspaceId)
    .executeTakeFirst();
}

/** Remembers that two records are two people, and takes the pair off the list. */
export async function insertDifferent(
  db: Db,
  workspaceId: string,
  decision: { aCustomerId: string; bCustomerId: string; decidedAt: Date; decidedBy: string | null },
): Promise<void> {
  const { aCustomerId, bCustomerId } = decision;
  await db
    .insertInto('customers.duplicateDecision')
    .values({ workspaceId, ...decision })
    .onConflict((oc) => oc.columns(['workspaceId', 'aCustomerId', 'bCustomerId']).doNothing())
    .execute();
  await db
    .deleteFrom('customers.duplicatePair')
    .where('workspaceId', '=', workspaceId)
    .where('aCustomerId', '=', aCustomerId)
    .where('bCustomerId', '=', bCustomerId)
    .execute();
}

export function deleteDifferent(db: Db, workspaceId: string, { a, b }: { a: string; b: string }) {
  return db
    .deleteFrom('customers.duplicateDecision')
    .where('workspaceId', '=', workspaceId)
    .where('aCustomerId', '=', a)
    .where('bCustomerId', '=', b)
    .execute();
}

/** Two records as they stand side by side, in clear: whoever asks masks. */
export async function listSideRows(db: Db, workspaceId: string, customerIds: readonly string[]) {
  const { rows } = await sql<{
    customerId: string;
    name: string;
    birthDate: string | null;
    source: string;
    createdAt: Date;
    addresses: string[];
    externalIds: { source: string; externalId: string }[];
  }>`
    select c.customer_id, c.name, c.birth_date, c.source, c.created_at,
      array(select concat_ws(' ', nullif(a.full_text, ''), nullif(a.street_number, ''), nullif(a.street, ''), nullif(a.suburb, ''),
              nullif(a.city, ''), nullif(a.state, ''), nullif(a.postcode, ''))
            from customers.address a where a.workspace_id = c.workspace_id and a.customer_id = c.customer_id
            order by a.created_at, a.address_id) as addresses,
      coalesce((select jsonb_agg(jsonb_build_object('source', e.source, 'externalId', e.external_id) order by e.source, e.external_id)
        from customers.external_id e where e.workspace_id = c.workspace_id and e.customer_id = c.customer_id), '[]') as external_ids
    from customers.customer c
    where c.workspace_id = ${workspaceId}::uuid and c.customer_id = any(${[...customerIds]}::uuid[])`.execute(db);
  return rows;
}
