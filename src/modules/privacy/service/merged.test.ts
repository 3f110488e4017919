import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildShop, type TestShop } from '../../../../test/factories.ts';
import { newId } from '../../../shared/ids.ts';
import {
  type ConsentSaid,
  expireImportedConsents,
  importEvidence,
  listConsents,
  moveConsents,
  moveConsentsBack,
  recomputeConsents,
  recordConsents,
} from '../index.ts';

const context = await createTestContext();
const at = (day: number) => new Date(Date.UTC(2026, 9, day));

const said = (shop: TestShop, customerId: string, change: Partial<ConsentSaid> = {}): ConsentSaid => ({
  workspaceId: shop.workspaceId,
  customerId,
  kind: 'ad_email',
  state: 'granted',
  method: 'paper',
  evidence: 'sheet',
  at: at(1),
  ...change,
});

/** Everything here was said in October, and is recorded a month later. */
const record = (shop: TestShop, all: readonly ConsentSaid[]) => recordConsents(shop.db, all, context.clock.now());

async function stateOf(shop: TestShop, customerId: string) {
  return (await listConsents(shop.db, { workspaceId: shop.workspaceId, customerIds: [customerId] })).get(customerId);
}

it('is the stricter of two people until the one they are says something', async () => {
  const shop = await buildShop(context);
  const { db, workspaceId } = shop;
  const [from, into] = [newId(), newId()];
  const merged = { workspaceId, from, into };
  await record(shop, [
    said(shop, into),
    said(shop, into, { kind: 'ad_sms' }),
    said(shop, into, { kind: 'marketing_use' }),
    said(shop, from, { state: 'withdrawn', at: at(2) }),
    said(shop, from, { kind: 'marketing_use', at: at(3) }),
  ]);
  await moveConsents(db, { ...merged, at: at(5) });
  // Withdrawn beats granted; nobody asked beats granted; where both said yes, it is yes.
  expect(await stateOf(shop, into)).toMatchObject({
    ad_email: { state: 'withdrawn' },
    marketing_use: { state: 'granted' },
  });
  expect((await stateOf(shop, into))?.ad_sms).toBeUndefined();
  expect(await stateOf(shop, from)).toBeUndefined();
  // An old yes that is only recorded now changes nothing; what the merged person says does.
  await record(shop, [said(shop, into, { at: at(4) })]);
  expect((await stateOf(shop, into))?.ad_email?.state).toBe('withdrawn');
  await record(shop, [said(shop, into, { at: at(6) })]);
  expect((await stateOf(shop, into))?.ad_email?.state).toBe('granted');
  await moveConsentsBack(db, merged);
  expect(await stateOf(shop, from)).toMatchObject({
    ad_email: { state: 'withdrawn' },
    marketing_use: { state: 'granted' },
  });
  expect(await stateOf(shop, into)).toMatchObject({ ad_email: { state: 'granted' }, ad_sms: { state: 'granted' } });
});

it('takes a file back from the person whose it was, also while she is merged', async () => {
  const shop = await buildShop(context);
  const { db, workspaceId } = shop;
  const [from, into, batchId] = [newId(), newId(), newId()];
  await record(shop, [said(shop, into), said(shop, from, { method: 'import', evidence: importEvidence(batchId, 2) })]);
  await moveConsents(db, { workspaceId, from, into, at: at(5) });
  expect((await stateOf(shop, into))?.ad_email?.state).toBe('granted');
  await expireImportedConsents(db, { workspaceId, batchId, now: at(6) });
  expect((await stateOf(shop, into))?.ad_email?.state).toBe('expired');
  await moveConsentsBack(db, { workspaceId, from, into });
  expect((await stateOf(shop, from))?.ad_email?.state).toBe('expired');
  expect((await stateOf(shop, into))?.ad_email?.state).toBe('granted');
});

it('leaves every person as she was without the merge, whatever was said before, while and by whom', async () => {
  const shop = await buildShop(context);
  const { db, workspaceId } = shop;
  const zSaid = fc.record({
    who: fc.constantFrom(0, 1, 2),
    kind: fc.constantFrom('ad_email' as const, 'marketing_use' as const),
    state: fc.constantFrom('granted' as const, 'refused' as const, 'withdrawn' as const),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(zSaid, { maxLength: 6 }), fc.array(zSaid, { maxLength: 6 }), async (before, during) => {
      const merged = [newId(), newId(), newId()] as const;
      const apart = [newId(), newId(), newId()] as const;
      const say = (people: readonly string[], who: number, change: Partial<ConsentSaid>) =>
        said(shop, people[who] ?? '', change);
      for (const [index, { who, ...what }] of before.entries()) {
        await record(
          shop,
          [merged, apart].map((people) => say(people, who, { ...what, at: at(1 + index) })),
        );
      }
      // The third into the second, then both into the first.
      await moveConsents(db, { workspaceId, from: merged[2], into: merged[1], at: at(10) });
      await moveConsents(db, { workspaceId, from: merged[1], into: merged[0], at: at(11) });
      for (const [index, { who, ...what }] of during.entries()) {
        const mergedFrom = who === 0 ? undefined : merged[who];
        await record(shop, [
          said(shop, merged[0], { ...what, mergedFrom, at: at(12 + index) }),
          say(apart, who, { ...what, at: at(12 + index) }),
        ]);
      }
      await moveConsentsBack(db, { workspaceId, from: merged[1], into: merged[0] });
      await moveConsentsBack(db, { workspaceId, from: merged[2], into: merged[1] });
      for (const who of [0, 1, 2]) {
        await recomputeConsents(db, workspaceId, apart[who] ?? '');
        expect(await stateOf(shop, merged[who] ?? '')).toEqual(await stateOf(shop, apart[who] ?? ''));
      }
    }),
    { numRuns: 25 },
  );
});
