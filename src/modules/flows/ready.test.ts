import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { ACT, buildFlowOn } from '../../../test/factories-flows.ts';
import { buildProgramme } from '../../../test/factories-loyalty.ts';
import { buildItem, buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { refreshMart } from '../../mart/index.ts';
import { newId } from '../../shared/ids.ts';
import { addDays } from '../../shared/time.ts';
import { FIRST_SETTINGS } from '../loyalty/contract.ts';
import { issueCoupons } from '../loyalty/index.ts';
import { recordMovements } from '../loyalty/ledger/service.ts';
import { renderTemplate } from '../messaging/index.ts';
import { chooseKinds, READY_KEYS, type ReadyKey, type ReadyNeed, readKinds } from './contract.ts';
import { tendFlows } from './jobs.ts';
import { findMissing, makeReady } from './ready.ts';
import { getFlow, listFlows } from './service/list.ts';
import { previewFlow } from './service/preview.ts';
import { startFlow } from './service/start.ts';
import { createFlow, updateFlow } from './service/write.ts';

/** Every ready-made automation with people whom it should find and people who only look like them, in one shop. */
const context = await createTestContext();
/** A Saturday. */
const TODAY = '2026-11-21';
const ago = (days: number) => addDays(TODAY, -days);
const at = (clock: string, day = TODAY) => context.clock.set(`${day}T${clock}:00+09:00`);
const now = () => context.clock.now();

let shop: TestShop;
const flowOf = new Map<ReadyKey, string>();
const nameOf = new Map<string, string>();

async function somebody(name: string): Promise<string> {
  const customerId = await buildPerson(shop, { name });
  nameOf.set(customerId, name);
  return customerId;
}

async function whoCame(name: string, days: readonly number[], hour = 19): Promise<void> {
  const customerId = await somebody(name);
  await buildOrders(
    shop,
    days.map((day) => ({ customerId, businessDay: ago(day), hour })),
  );
}

async function whoHolds(
  name: string,
  unit: 'points' | 'stamps',
  { amount, inDays, used = 0 }: { amount: number; inDays: number | null; used?: number },
): Promise<void> {
  const { db, workspaceId } = shop;
  const owner = { customerId: await somebody(name), mergedFrom: null };
  const told = { unit, owner, at: now(), businessDay: TODAY };
  const expiresOn = inDays === null ? null : addDays(TODAY, inDays);
  const earn = { ...told, key: newId(), action: { kind: 'earn' as const, amount, expiresOn } };
  const use = { ...told, key: newId(), action: { kind: 'use' as const, amount: used } };
  await recordMovements(db, { workspaceId, commands: used > 0 ? [earn, use] : [earn], now: now() });
}

async function whoHasCoupon(name: string, endsInDays: number, status = 'issued'): Promise<void> {
  const { db, workspaceId } = shop;
  const customerId = await somebody(name);
  const offer = { kind: 'amount' as const, value: 1_000, minSpendMinor: 0 };
  const validUntil = addDays(TODAY, endsInDays);
  await issueCoupons(db, { workspaceId, playId: newId(), customerIds: [customerId], offer, validUntil, now: now() });
  await db.updateTable('loyalty.coupon').set({ status }).where('customerId', '=', customerId).execute();
}

async function whoComplained(name: string, closedAt: readonly (string | null)[]): Promise<void> {
  const customerId = await somebody(name);
  const openedAt = new Date('2026-11-10T12:00:00+09:00');
  for (const closed of closedAt) {
    const complaint = { workspaceId: shop.workspaceId, complaintId: newId(), customerId, openedAt };
    await shop.db
      .insertInto('messaging.complaint')
      .values({ ...complaint, closedAt: closed === null ? null : new Date(closed) })
      .execute();
  }
}

async function whoWasBorn(name: string, birthday: string): Promise<void> {
  const customerId = await somebody(name);
  await shop.db
    .updateTable('customers.customer')
    .set({ birthday, birthdayCalendar: 'solar' })
    .where('customerId', '=', customerId)
    .execute();
}

const namesIn = async (flowId: string) => {
  const runs = await shop.db.selectFrom('flows.run').select('customerId').where('flowId', '=', flowId).execute();
  return runs.map(({ customerId }) => nameOf.get(customerId) ?? '').sort();
};
const entered = (key: ReadyKey) => namesIn(flowOf.get(key) ?? '');
const tend = () => tendFlows(context, shop.workspaceId);

beforeAll(async () => {
  at('11:00');
  shop = await buildShop(context);
  const stamps = { ...FIRST_SETTINGS.stamps, cardSize: 10, reward: '아메리카노' };
  await buildProgramme(context, shop, { unit: 'stamps', stamps });

  await whoCame('first yesterday', [1], 11);
  await whoCame('first today', [0], 11);
  await whoCame('once, 25 days ago', [25]);
  await whoCame('once, 60 days ago', [60]);
  await whoCame('twice', [25, 10]);
  await whoCame('Saturdays at one', [7, 14, 21, 28, 35, 42, 49, 56], 13);
  await whoCame('Fridays at one', [8, 15, 22, 29, 36, 43, 50, 57], 13);
  await whoCame('Saturdays at seven', [7, 14, 21, 28, 35, 42, 49, 56]);
  await whoCame('late by her weeks', [18, 25, 32, 39, 46, 53, 60]);
  await whoCame('gone for long', [100, 107, 114, 121, 128, 135]);
  await whoHolds('eight stamps', 'stamps', { amount: 8, inDays: null });
  await whoHolds('seven stamps', 'stamps', { amount: 7, inDays: null });
  await whoHolds('a full card', 'stamps', { amount: 10, inDays: null });
  await whoHolds('points end in ten days', 'points', { amount: 500, inDays: 10 });
  await whoHolds('points end in two months', 'points', { amount: 500, inDays: 60 });
  await whoHolds('points used up', 'points', { amount: 500, inDays: 10, used: 500 });
  await whoHasCoupon('coupon ends in two days', 2);
  await whoHasCoupon('coupon ends in three weeks', 21);
  await whoHasCoupon('coupon used', 2, 'redeemed');
  await whoHasCoupon('coupon over', -1);
  await whoComplained('settled three days ago', ['2026-11-18T11:00:00+09:00']);
  await whoComplained('settled yesterday', ['2026-11-20T11:00:00+09:00']);
  await whoComplained('settled, and another open', ['2026-11-18T11:00:00+09:00', null]);
  await whoWasBorn('birthday in four days', '11-25');
  await whoWasBorn('birthday in a month', '12-20');
  await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: now() });

  for (const key of READY_KEYS) {
    const { document } = makeReady(key, { locale: 'ko', channel: 'email', minorDigits: 0 });
    // Its own trigger and re-entry; handed over by hand, so that the test needs no way out.
    flowOf.set(key, await buildFlowOn(context, shop, { ...document, steps: [ACT] }));
  }
});

describe('whom each ready-made automation finds, and whom not', () => {
  it('at her usual hour, ninety minutes before it and not earlier', async () => {
    at('11:29');
    await tend();
    expect(await entered('usual_hour')).toEqual([]);
    // Read in the morning it is about the whole Saturday, not about those whose hour comes next.
    at('09:00');
    const flowId = flowOf.get('usual_hour') ?? '';
    expect(await previewFlow(context, shop.actor(), { flowId, now: now() })).toMatchObject({ found: 2 });
    at('11:30');
    await tend();
    expect(await entered('usual_hour')).toEqual(['Saturdays at one']);
  });

  it.each<[ReadyKey, string[]]>([
    ['birthday', ['birthday in four days']],
    ['first_thanks', ['first yesterday']],
    ['staff_hint', ['first yesterday']],
    ['second_visit', ['once, 25 days ago']],
    ['slipping', ['late by her weeks']],
    ['usual_hour', ['Saturdays at one']],
    ['stamps', ['eight stamps']],
    ['points_expiring', ['points end in ten days']],
    ['coupon_ending', ['coupon ends in two days']],
    ['complaint', ['settled three days ago']],
    ['new_item', []],
    ['surplus', []],
  ])('%s', async (key, names) => {
    at('12:00');
    await tend();
    await tend();
    expect(await entered(key)).toEqual(names);
  });

  it('of a new item and of surplus: nobody by itself, whoever still comes when the shop starts it', async () => {
    const start = (key: ReadyKey) =>
      startFlow(context, shop.actor(), { flowId: flowOf.get(key) ?? '', startKey: newId(), now: now() });
    const here = ['Fridays at one', 'Saturdays at one', 'Saturdays at seven', 'late by her weeks'];
    await start('surplus');
    await start('surplus');
    expect(await entered('surplus')).toEqual(here);
    await start('new_item');
    expect(await entered('new_item')).toEqual([...here, 'gone for long'].sort());
  });

  it('of a new item of a kind: whoever likes that kind, and everybody again when no kind is chosen', async () => {
    const [noodles, rice] = [await buildItem(shop, '국수'), await buildItem(shop, '밥')];
    const kindOf = (itemId: string, category: string) =>
      shop.db.updateTable('menu.item').set({ category }).where('itemId', '=', itemId).execute();
    await kindOf(noodles, '면');
    await kindOf(rice, '밥');
    const eater = async (name: string, items: readonly string[]) => {
      const customerId = await somebody(name);
      const orders = items.map((item, at) => ({ customerId, businessDay: ago(200 - at * 40), hour: 8, items: [item] }));
      await buildOrders(shop, orders);
    };
    // On visits 200, 160, 120 and 80 days ago: what is longer ago than half a year does not count.
    await eater('likes noodles', [rice, rice, noodles, noodles]);
    await eater('had noodles once lately', [noodles, rice, rice, noodles]);
    await eater('likes rice', [rice, rice, rice, rice]);
    await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: now() });
    const made = await createFlow(context, shop.actor(), { readyKey: 'new_item', now: now() });
    const { flowId } = made;
    const choose = async (categories: string[]) => {
      const { document } = await getFlow(context, shop.actor(), { flowId, now: now() });
      const changed = chooseKinds(document, categories);
      const flow = await updateFlow(context, shop.actor(), { flowId, document: changed, now: now() });
      expect(readKinds(flow.document)).toEqual(categories);
      const { found } = await previewFlow(context, shop.actor(), { flowId, now: now() });
      return { found, says: flow.sentence.ko.includes('면') };
    };
    const everybody = (await previewFlow(context, shop.actor(), { flowId, now: now() })).found;
    expect(await choose(['면'])).toEqual({ found: 1, says: true });
    expect(await choose(['면', '밥'])).toEqual({ found: 3, says: true });
    expect(await choose([])).toEqual({ found: everybody, says: false });
    // Started, it lets in whom the choice names and nobody else.
    const { document } = makeReady('new_item', { locale: 'ko', channel: 'email', minorDigits: 0 });
    const own = await buildFlowOn(context, shop, { ...chooseKinds(document, ['면']), steps: [ACT] });
    await startFlow(context, shop.actor(), { flowId: own, startKey: newId(), now: now() });
    expect(await namesIn(own)).toEqual(['likes noodles']);
  });

  it('each person once, also the next day', async () => {
    at('12:00', addDays(TODAY, 1));
    await tend();
    for (const key of READY_KEYS) {
      const names = await entered(key);
      expect(new Set(names).size, key).toBe(names.length);
    }
    // Whoever came for the first time yesterday has had her day.
    expect(await entered('first_thanks')).toEqual(['first today', 'first yesterday']);
  });

  it('no stamp card where stamps are off: nobody is told of a reward that cannot be had', async () => {
    await shop.db.deleteFrom('flows.run').execute();
    await buildProgrammeOff();
    await tend();
    expect(await entered('stamps')).toEqual([]);
    expect(await entered('points_expiring')).toEqual(['points end in ten days']);
  });
});

describe('a ready-made automation that does not fit the shop', () => {
  const missingIn = async (of: TestShop) => {
    const { ready } = await listFlows(context, of.actor(), now());
    return Object.fromEntries(ready.flatMap(({ key, missing }) => (missing === null ? [] : [[key, missing]])));
  };

  it('is told with what is missing, and no more once the shop has it', async () => {
    at('12:00');
    const bare = await buildShop(context);
    const none: Partial<Record<ReadyKey, ReadyNeed>> = {
      stamps: 'stamps',
      points_expiring: 'points',
      coupon_ending: 'coupons',
    };
    expect(await missingIn(bare)).toEqual(none);
    // Points that never end: nothing to be told of.
    await buildProgramme(context, bare, { points: { ...FIRST_SETTINGS.points, expiresAfterDays: null } });
    expect(await missingIn(bare)).toEqual(none);
    // Stamps are off here again, and the points that people hold still end.
    expect(await missingIn(shop)).toEqual({ stamps: 'stamps' });
    const cafe = await buildShop(context);
    await buildProgramme(context, cafe, { unit: 'stamps' });
    expect(await missingIn(cafe)).toEqual({ coupon_ending: 'coupons' });
  });

  it('is told by the kind of shop', () => {
    const has = { stamps: true, earnsPoints: false, endingPoints: true, coupons: true };
    expect(findMissing('usual_hour', { pack: 'cafe', has })).toBeNull();
    expect(findMissing('usual_hour', { pack: 'salon', has })).toBe('pack');
    expect(findMissing('birthday', { pack: 'salon', has })).toBeNull();
  });
});

async function buildProgrammeOff(): Promise<void> {
  const { db, workspaceId } = shop;
  const settings = JSON.stringify({ ...FIRST_SETTINGS, unit: 'stamps', isOn: false });
  await db
    .insertInto('loyalty.programme')
    .values({ workspaceId, version: 2, settings, startsOn: TODAY, madeBy: null, createdAt: now() })
    .execute();
}

describe('the words of a ready-made automation', () => {
  const shopOf = (locale: 'ko' | 'en') => ({ locale, channel: 'email' as const, minorDigits: 0 });
  const actOf = (key: ReadyKey, locale: 'ko' | 'en') =>
    makeReady(key, shopOf(locale)).document.steps.flatMap((step) => (step.kind === 'act' ? [step.arm] : []));

  it.each(['ko', 'en'] as const)('read naturally to somebody of whom nothing is known (AD-23), %s', (locale) => {
    for (const key of READY_KEYS) {
      for (const { offer, message } of actOf(key, locale)) {
        const coupon = offer.kind === 'none' ? {} : { offer: '5,000', until: '12-01' };
        for (const text of [message.subject, message.body]) {
          const { text: said, unknown, missing } = renderTemplate(text, coupon, { locale });
          expect({ key, unknown, missing }).toEqual({ key, unknown: [], missing: [] });
          expect(said).not.toMatch(/customer|your usual is|your usual will|자주 드시던 메뉴|^,|고객님님/);
        }
      }
    }
    const [hour] = actOf('usual_hour', locale);
    expect(
      renderTemplate(hour?.message.body ?? '', { offer: 'x', until: 'y', usual: '짜장면' }, { locale }).text,
    ).toMatch(/짜장면(을| ready)/);
  });

  it('give a coupon of her own at her usual hour, good as long as it is measured', () => {
    const { document } = makeReady('usual_hour', shopOf('ko'));
    expect(actOf('usual_hour', 'ko')).toMatchObject([
      { offer: { kind: 'amount', value: 2_000, validDays: document.measureDays } },
    ]);
  });
});
