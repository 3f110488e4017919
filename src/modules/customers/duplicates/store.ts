import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../../../platform/db.ts';
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

/** Everybody who is shown, with all that two records can be compared by; those merged into somebody count as her. */
export async function listPeopleToCompare(db: Db, workspaceId: string): Promise<StoredPerson[]> {
  const { rows } = await sql<Omit<StoredPerson, 'addresses'> & { addresses: unknown }>`
    with contact as (
      select customer_id,
        array_agg(distinct value) filter (where kind in ('mobile', 'foreign')) as mobiles,
        array_agg(distinct value) filter (where kind in ('landline', 'voip')) as shared_phones,
        array_agg(distinct value) filter (where kind = 'email') as emails
      from customers.contact_point where workspace_id = ${workspaceId}::uuid
      group by customer_id
    ), place as (
      select customer_id, jsonb_agg(jsonb_build_object('full', full_text, 'streetNumber', street_number, 'street', street,
        'suburb', suburb, 'city', city, 'state', state, 'postcode', postcode) order by created_at, address_id) as addresses
      from customers.address where workspace_id = ${workspaceId}::uuid
      group by customer_id
    )
    select c.customer_id, c.name, c.given_name, c.family_name, c.birth_date,
      coalesce(contact.mobiles, '{}') as mobiles, coalesce(contact.shared_phones, '{}') as shared_phones,
      coalesce(contact.emails, '{}') as emails, coalesce(place.addresses, '[]') as addresses
    from customers.customer c
    left join contact using (customer_id)
    left join place using (customer_id)
    where c.workspace_id = ${workspaceId}::uuid and c.merged_into is null
    order by c.customer_id`.execute(db);
  return rows.map((row) => ({ ...row, addresses: zAddresses.parse(row.addresses) }));
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

/** Puts what a run found in the place of what the last one found. */
export async function replacePairs(
  db: Db,
  workspaceId: string,
  run: { pairs: readonly LikelyPair[]; computedAt: Date; people: number; candidates: number; tookMs: number },
): Promise<void> {
  const { pairs, ...figures } = run;
  await db.deleteFrom('customers.duplicatePair').where('workspaceId', '=', workspaceId).execute();
  for (let from = 0; from < pairs.length; from += PAIRS_A_STATEMENT) {
    const some = pairs.slice(from, from + PAIRS_A_STATEMENT);
    // Somebody may have been taken away since she was read.
    await sql`insert into customers.duplicate_pair (workspace_id, a_customer_id, b_customer_id, score, reasons)
      select ${workspaceId}::uuid, a, b, score, reasons::jsonb
      from unnest(${some.map(({ a }) => a)}::uuid[], ${some.map(({ b }) => b)}::uuid[],
        ${some.map(({ score }) => score)}::float8[], ${some.map(({ reasons }) => JSON.stringify(reasons))}::text[]) as new(a, b, score, reasons)
      where (select count(*) from customers.customer c where c.workspace_id = ${workspaceId}::uuid
             and c.customer_id in (a, b) and c.merged_into is null) = 2`.execute(db);
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
