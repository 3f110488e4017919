import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildShop, type TestShop } from '../../../../test/factories.ts';
import { newId } from '../../../shared/ids.ts';
import { type ConsentKind, listConsents, recordConsents } from '../../privacy/index.ts';
import { resolvePeople } from '../resolve/index.ts';
import { updateCustomer } from '../service.ts';
import { mergeCustomers, unmergeCustomers } from './service.ts';

const context = await createTestContext();
const PEOPLE = 4;
const person = fc.integer({ min: 0, max: PEOPLE - 1 });
const consentKind = fc.constantFrom<ConsentKind>('ad_email', 'marketing_use');

/** What can happen to people; those merged away are found by what is known of them, as a till finds them. */
const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('order' as const), who: person }) },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('email' as const), who: person, number: fc.integer({ min: 0, max: 5 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('consent' as const),
      who: person,
      kind: consentKind,
      state: fc.constantFrom('granted' as const, 'refused' as const, 'withdrawn' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('note' as const),
      who: person,
      text: fc.constantFrom('', '창가', '복도', '알림'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('merge' as const), into: person, from: person }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('unmerge' as const), nth: fc.nat(5) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const STARTING = [
  { name: '김하나', note: '' },
  { name: '', note: '창가 자리' },
  { name: '박건', note: '' },
  { name: '', note: '' },
];

/** A shop in which a history happens; without merges it is what the merged one has to become again. */
async function play(history: readonly Happening[], { merging }: { merging: boolean }) {
  const shop = await buildShop(context);
  const { db, workspaceId } = shop;
  const clues = STARTING.map(({ name }, at) => ({ name, externalIds: [{ source: 'till', externalId: `T${at}` }] }));
  const start = new Date('2026-01-01T00:00:00Z');
  const made = await resolvePeople(db, { workspaceId, source: 'till', now: start, clues });
  const ids = made.map((one) => one?.customerId ?? '');
  const indexOf = new Map(ids.map((id, at) => [id, at]));
  for (const [at, { note }] of STARTING.entries()) {
    await db
      .updateTable('customers.customer')
      .set({ note })
      .where('customerId', '=', ids[at] ?? '')
      .execute();
  }
  const open: string[] = [];
  for (const [at, event] of history.entries()) {
    await happen(shop, event, new Date(start.getTime() + (at + 1) * 3_600_000));
  }
  const end = new Date('2026-06-01T00:00:00Z');
  // In an order of their own, not the one in which they were made.
  for (const mergeId of [...open].sort((a, b) => a.slice(-6).localeCompare(b.slice(-6)))) {
    await unmergeCustomers(db, shop.actor(), mergeId, end);
  }
  return describeShop(shop, ids, indexOf);

  async function happen(shop: TestShop, event: Happening, now: Date): Promise<void> {
    if (event.what === 'merge') {
      if (!merging) return;
      const input = { into: ids[event.into] ?? '', from: ids[event.from] ?? '', now };
      const merge = await mergeCustomers(db, shop.actor(), input).catch((error: { code?: string }) => {
        if (error.code !== 'conflict') throw error;
      });
      if (merge) open.push(merge.mergeId);
      return;
    }
    if (event.what === 'unmerge') {
      const [mergeId] = open.splice(event.nth % Math.max(1, open.length), 1);
      if (mergeId) await unmergeCustomers(db, shop.actor(), mergeId, now);
      return;
    }
    const clue = { externalIds: [{ source: 'till', externalId: `T${event.who}` }] };
    const email = event.what === 'email' ? { email: `guest${event.number}@example.com` } : {};
    const [known] = await resolvePeople(db, { workspaceId, source: 'till', now, clues: [{ ...clue, ...email }] });
    if (!known) throw new Error('the till knows everybody');
    const { customerId, mergedFrom } = known;
    if (event.what === 'order') {
      const order = {
        workspaceId,
        orderId: newId(),
        source: 'till',
        orderNo: newId(),
        orderedAt: now,
        businessDay: '2026-01-02',
      };
      const sums = { grossMinor: now.getTime() / 3_600_000, refundMinor: 0, lineCount: 0 };
      await db
        .insertInto('orders.saleOrder')
        .values({ ...order, ...sums, customerId, mergedFrom })
        .execute();
    } else if (event.what === 'consent') {
      const { kind, state } = event;
      const said = {
        workspaceId,
        customerId,
        mergedFrom,
        kind,
        state,
        method: 'paper' as const,
        evidence: 'sheet',
        at: now,
      };
      await recordConsents(db, [said], now);
    } else if (event.what === 'note' && mergedFrom === null) {
      // Only who is shown has a card to write on: what is written there is hers.
      await updateCustomer(db, shop.actor(), customerId, { change: { note: event.text }, now });
    }
  }
}

async function describeShop(shop: TestShop, ids: readonly string[], indexOf: ReadonlyMap<string, number>) {
  const { db, workspaceId } = shop;
  const [records, contacts, external, orders, consents] = await Promise.all([
    db
      .selectFrom('customers.customer')
      .select(['customerId', 'name', 'note', 'birthDate', 'mergedInto', 'borrowed'])
      .where('workspaceId', '=', workspaceId)
      .execute(),
    db
      .selectFrom('customers.contactPoint')
      .select(['customerId', 'value', 'mergedFrom'])
      .where('workspaceId', '=', workspaceId)
      .execute(),
    db
      .selectFrom('customers.externalId')
      .select(['customerId', 'externalId', 'mergedFrom'])
      .where('workspaceId', '=', workspaceId)
      .execute(),
    db
      .selectFrom('orders.saleOrder')
      .select(['customerId', 'grossMinor', 'mergedFrom'])
      .where('workspaceId', '=', workspaceId)
      .execute(),
    listConsents(db, { workspaceId, customerIds: ids }),
  ]);
  const who = (id: string | null) => (id === null ? null : (indexOf.get(id) ?? id));
  const text = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).sort();
  return {
    records: text(records.map((row) => ({ ...row, customerId: who(row.customerId) }))),
    contacts: text(contacts.map((row) => ({ ...row, customerId: who(row.customerId) }))),
    external: text(external.map((row) => ({ ...row, customerId: who(row.customerId) }))),
    orders: text(orders.map((row) => ({ ...row, customerId: who(row.customerId) }))),
    consents: ids.map((id) => JSON.stringify(consents.get(id) ?? {})),
  };
}

/** Where nothing is merged there is nothing to take apart. */
const NOTHING: Happening = { what: 'unmerge', nth: 0 };

/** Notes are written on whoever is shown, so a history without merges has none of those that a merged record refused. */
function withoutRefusedNotes(history: readonly Happening[]): Happening[] {
  const open: { from: number; into: number }[] = [];
  const shownAs = (who: number): number => {
    const merge = open.find(({ from }) => from === who);
    return merge ? shownAs(merge.into) : who;
  };
  return history.map((event) => {
    if (event.what === 'merge') {
      const [into, from] = [shownAs(event.into), shownAs(event.from)];
      if (into !== from) open.push({ into, from });
    }
    if (event.what === 'unmerge') open.splice(event.nth % Math.max(1, open.length), 1);
    return event.what === 'note' && shownAs(event.who) !== event.who ? NOTHING : event;
  });
}

it('leaves everybody as if nobody had ever been merged, with what each did since, whatever happened in between', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 4, maxLength: 24 }), async (history) => {
      const merged = await play(history, { merging: true });
      expect(merged).toEqual(await play(withoutRefusedNotes(history), { merging: false }));
    }),
    { numRuns: 40 },
  );
}, 240_000);
