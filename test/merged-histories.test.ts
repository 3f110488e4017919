import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { mergeCustomers, unmergeCustomers } from '../src/modules/customers/index.ts';
import { listConsents } from '../src/modules/privacy/index.ts';
import { createTestContext } from './database.ts';
import { buildWorld, type Event, happen, happening, PEOPLE, type World } from './merged-world.ts';

const context = await createTestContext();

/** Tables with at most one row a person that counts, and what they are about. */
const ONCE = [
  { table: 'segments.member', about: 'segment_id' },
  { table: 'plays.assignment', about: 'play_id' },
] as const;

/** Whose row each is: the record it was written for, with what tells it from others in two shops. */
const OWNED = {
  'messaging.message': sql`subject`,
  'loyalty.coupon': sql`value::text`,
  'loyalty.account': sql`unit || ' ' || balance`,
  'loyalty.receipt': sql`business_day::text`,
  'touchpoints.touchpoint': sql`idempotency_key`,
  'segments.member': sql`since::text`,
  'segments.member_event': sql`at::text`,
  'plays.assignment': sql`variant`,
  'customers.field_value': sql`field_key || ' ' || value || ' ' || source`,
  'customers.customer_tag': sql`(select name from customers.tag t where t.tag_id = customer_tag.tag_id) || ' ' || source`,
  'customers.address': sql`full_text`,
  'customers.household_member': sql`(select name from customers.household h where h.household_id = household_member.household_id)`,
  'flows.run': sql`entry_key`,
  'loyalty.tier_kept': sql`tier_key || ' ' || keep_until`,
  'messaging.complaint': sql`opened_at::text || (closed_at is null)`,
  'privacy.guardian': sql`name`,
  'privacy.consent_event': sql`kind || ' ' || state || ' ' || method`,
  'privacy.self_link': sql`expires_at::text`,
} as const;
const TAKEN_OFF: ReadonlySet<string> = new Set(['untag', 'unfield', 'calm']);

/** Who is shown as one person with somebody, by their places; she alone where nothing is merged. */
async function listShownTogether({ shop, ids }: World, who: number): Promise<number[]> {
  const rows = await shop.db
    .selectFrom('customers.customer')
    .select(['customerId', 'mergedInto'])
    .where('workspaceId', '=', shop.workspaceId)
    .where((eb) => eb.or([eb('customerId', '=', ids[who] ?? ''), eb('mergedInto', '=', ids[who] ?? '')]))
    .execute();
  return rows.map(({ customerId }) => ids.indexOf(customerId));
}

/** Each person shown has one row that counts where she or anybody who is she was taken in; nobody else has any. */
async function expectOneEach({ shop, ids }: World): Promise<void> {
  const { db, workspaceId } = shop;
  const records = await db
    .selectFrom('customers.customer')
    .select(['customerId', 'mergedInto'])
    .where('workspaceId', '=', workspaceId)
    .execute();
  const shownAs = new Map(records.map(({ customerId, mergedInto }) => [customerId, mergedInto ?? customerId]));
  for (const { table, about } of ONCE) {
    const { rows } = await sql<{ about: string; customerId: string; origin: string; counts: boolean }>`
      select ${sql.ref(about)}::text as about, customer_id, coalesce(merged_from, customer_id) as origin,
        merged_from is distinct from customer_id as counts
      from ${sql.table(table)} where workspace_id = ${workspaceId}::uuid`.execute(db);
    const wanted = new Set(rows.map(({ about, origin }) => `${about} ${shownAs.get(origin)}`));
    const counted = rows.filter(({ counts }) => counts).map(({ about, customerId }) => `${about} ${customerId}`);
    expect(counted.sort(), table).toEqual([...wanted].sort());
  }
  expect(ids).toHaveLength(PEOPLE);
}

async function describeWorld({ shop, ids, segments, plays }: World): Promise<Record<string, string[]>> {
  const numbers = new Map([...ids, ...segments, ...plays].map((id, at) => [id, at]));
  const described: Record<string, string[]> = {};
  for (const [table, tells] of Object.entries(OWNED)) {
    const about = ONCE.find((one) => one.table === table)?.about;
    const { rows } = await sql<{ customerId: string; mergedFrom: string | null; about: string; told: string }>`
      select customer_id, merged_from, ${about ? sql.ref(about) : sql`''`}::text as about, ${tells} as told
      from ${sql.table(table)} where workspace_id = ${shop.workspaceId}::uuid and customer_id is not null`.execute(
      shop.db,
    );
    described[table] = rows
      .map((row) =>
        JSON.stringify([numbers.get(row.customerId), row.mergedFrom, numbers.get(row.about) ?? null, row.told]),
      )
      .sort();
  }
  const { db, workspaceId } = shop;
  const held = await listConsents(db, { workspaceId, customerIds: ids });
  described['consents'] = ids.map((id) =>
    JSON.stringify(
      Object.entries(held.get(id) ?? {})
        .map(([kind, said]) => `${kind} ${said?.state}`)
        .sort(),
    ),
  );
  const born = await db
    .selectFrom('customers.customer')
    .select(['customerId', 'name', 'birthDate'])
    .where('workspaceId', '=', workspaceId)
    .execute();
  described['customers.customer'] = born
    .map(({ customerId, name, birthDate }) => JSON.stringify([numbers.get(customerId), name, birthDate]))
    .sort();
  return described;
}

it('gives both back what is theirs, from sales and points to fields, households and guardians, whatever happened in between', async () => {
  const found = { merges: 0, rows: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 8, maxLength: 32 }), async (history) => {
      const merged = await buildWorld(context);
      const { shop, ids } = merged;
      const { db } = shop;
      const now = context.clock.now();
      const open: string[] = [];
      const happened: { event: Event; at: number }[] = [];
      for (const [at, event] of history.entries()) {
        if ('into' in event) {
          const pair = { into: ids[event.into] ?? '', from: ids[event.from] ?? '', now };
          const merge = await mergeCustomers(db, shop.actor(), pair).catch((error: { code?: string }) => {
            if (error.code !== 'conflict') throw error;
          });
          if (merge) open.push(merge.mergeId);
          found.merges += merge ? 1 : 0;
        } else if ('nth' in event) {
          const [mergeId] = open.splice(event.nth % Math.max(1, open.length), 1);
          if (mergeId) await unmergeCustomers(db, shop.actor(), mergeId, now);
        } else if (await happen(merged, event, at)) {
          const whose = TAKEN_OFF.has(event.what) ? await listShownTogether(merged, event.who) : [event.who];
          happened.push(...whose.map((who) => ({ event: { ...event, who }, at })));
        }
        await expectOneEach(merged);
      }
      // In an order of their own, not the one in which they were made.
      for (const mergeId of [...open].sort((a, b) => a.slice(-6).localeCompare(b.slice(-6)))) {
        await unmergeCustomers(db, shop.actor(), mergeId, now);
        await expectOneEach(merged);
      }
      const never = await buildWorld(context);
      for (const { event, at } of happened) expect(await happen(never, event, at)).toBe(true);
      const described = await describeWorld(merged);
      expect(described).toEqual(await describeWorld(never));
      found.rows += Object.values(described).flat().length;
    }),
    { numRuns: Number(process.env['DANGOL_HISTORIES'] ?? 20) },
  );
  expect(found.merges).toBeGreaterThan(0);
  expect(found.rows).toBeGreaterThan(0);
}, 900_000);
