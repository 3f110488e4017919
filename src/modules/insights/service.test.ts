import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { buildEmailConsent, buildItem, buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { listRfm, refreshMart } from '../../mart/index.ts';
import { newId } from '../../shared/ids.ts';
import { addDays } from '../../shared/time.ts';
import { reportRfm } from './index.ts';
import { findRfmOfPerson } from './rfm-of-person.ts';

const TODAY = '2026-11-21';

let context: TestContext;
let shop: TestShop;
let server: FastifyInstance;
let cookie: string;
let hana: string;
let duri: string;

beforeAll(async () => {
  context = await createTestContext();
  shop = await buildShop(context);
  server = await buildServer(context);
  cookie = (await signIn(context, shop)).cookie;
  const noodles = await buildItem(shop, '마라탕');
  hana = await buildPerson(shop, {
    name: '김하나',
    phone: '+821012345678',
    email: 'hana@example.com',
    externalId: 'H1',
  });
  duri = await buildPerson(shop, { name: '이두리' });
  const fridays = (customerId: string, lastDaysAgo: number, gapDays: number, visits: number, amount: number) =>
    Array.from({ length: visits }, (_, at) => ({
      customerId,
      businessDay: addDays(TODAY, -lastDaysAgo - at * gapDays),
      hour: 19,
      grossMinor: amount,
      items: [noodles],
      options: ['2단계'],
    }));
  await buildOrders(shop, [
    // Every other Friday, but not for five weeks and a day.
    ...fridays(hana, 36, 14, 8, 30_000),
    ...fridays(duri, 43, 14, 6, 10_000),
    { customerId: hana, businessDay: addDays(TODAY, -36), hour: 20, grossMinor: 4_000, refundMinor: -1_000 },
    { customerId: null, businessDay: TODAY, grossMinor: 7_000 },
  ]);
  await buildEmailConsent(shop, hana);
  await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: context.clock.now() });
});

async function get(url: string, as = cookie) {
  const response = await server.inject({ method: 'GET', url, headers: { cookie: as } });
  return { status: response.statusCode, json: response.json() };
}

describe('what we know of a person', () => {
  it('is one sentence and figures with their n (FE-07)', async () => {
    const { json } = await get(`/api/insights/people/${hana}`);
    expect(json.sentence.text).toBe('뜸해진 단골 · 보통 2주마다 금요일 저녁 · 마라탕 2단계 · 5주째 안 오셨어요');
    expect(json).toMatchObject({
      visits: 8,
      netMinor: 243_000,
      interval: { intervalDays: 14, source: 'own', n: 7 },
      lapse: { state: 'watch' },
      nextExpectedOn: addDays(TODAY, -22),
      usualItems: [{ name: '마라탕', option: '2단계', visits: 8, share: 1 }],
      rfm: { segment: 'loyal' },
    });
    expect(json.visitDays).toHaveLength(8);
  });

  it('greets her at the counter with the gap that just ended', async () => {
    const { json } = await get(`/api/insights/people/${hana}?here=true`);
    expect(json.sentence.text).toBe('단골 · 보통 2주마다 금요일 저녁 · 마라탕 2단계 · 이번엔 5주 만');
  });

  it('says so when nothing is known', async () => {
    const stranger = await buildPerson(shop, { name: '모르는분' });
    const { json } = await get(`/api/insights/people/${stranger}`);
    expect(json).toMatchObject({ sentence: { text: '아직 모릅니다' }, visits: 0, interval: null, rfm: null });
  });

  it('is closed to the anonymous and to another workspace', async () => {
    expect((await get(`/api/insights/people/${hana}`, '')).status).toBe(401);
    expect((await get('/api/insights/people/x')).status).toBe(404);
    expect((await get(`/api/insights/people/${newId()}`)).status).toBe(404);
    const theirs = (await signIn(context, await buildShop(context))).cookie;
    expect((await get(`/api/insights/people/${hana}`, theirs)).status).toBe(404);
  });
});

describe('쉬는 손님', () => {
  it('are sorted by worth, masked, each with her reason (MT-15)', async () => {
    const { json } = await get('/api/insights/resting');
    expect(json.people.map((one: { name: string }) => one.name)).toEqual(['김*나', '이*리']);
    expect(json.people[0]).toMatchObject({
      state: 'watch',
      mayEmail: true,
      reason: { text: '보통 14일마다 오시는데 36일째 안 오셨어요' },
    });
    expect(json.people[1]).toMatchObject({ state: 'lapsed', mayEmail: false });
    expect(json.total).toMatchObject({ people: 2, mayEmail: 1 });
    const worth = json.people.reduce(
      (sum: number, one: { worthPerMonthMinor: number }) => sum + one.worthPerMonthMinor,
      0,
    );
    expect(json.total.worthPerMonthMinor).toBe(worth);
  });

  it('can be turned a page at a time, and narrowed to a state', async () => {
    const first = await get('/api/insights/resting?limit=1');
    const second = await get(`/api/insights/resting?limit=1&after=${first.json.next}`);
    expect([first.json.people[0].customerId, second.json.people[0].customerId]).toEqual([hana, duri]);
    expect(second.json.next).toBeNull();
    expect((await get('/api/insights/resting?state=lapsed')).json.people).toHaveLength(1);
    expect((await get('/api/insights/resting?state=gone')).status).toBe(400);
  });
});

it('shows the shop at a glance, each rate with what it is a rate of (MT-02, MT-03, MT-13)', async () => {
  const { json } = await get('/api/insights/overview');
  expect(json.identified).toEqual({ rate: 15 / 16, count: 15, n: 16 });
  expect(json.repeat).toEqual({ rate: 1, count: 2, n: 2 });
  expect(json.newToSecond).toMatchObject({ count: 2, n: 2 });
  const { rows } = await sql<{
    net: number;
  }>`select sum(gross_minor + refund_minor)::bigint as net from orders.sale_order
    where workspace_id = ${shop.workspaceId}::uuid and business_day > '2025-11-21'`.execute(shop.db);
  expect(json.averageCheck).toEqual({
    perOrderMinor: Math.round((rows[0]?.net ?? 0) / 16),
    orders: 16,
    perCoverMinor: null,
    covers: 0,
    note: null,
  });
  expect(json.rfm.segments.reduce((sum: number, one: { people: number }) => sum + one.people, 0)).toBe(2);
});

it('explains every figure (MT-01)', async () => {
  const { json } = await get('/api/insights/definitions');
  const keys = json.definitions.map(({ key }: { key: string }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys).toEqual(
    expect.arrayContaining(['netSales', 'averageCheck', 'covers', 'recency', 'frequency', 'monetary', 'newPeople']),
  );
  // Each stands behind a figure of a screen, or at the foot of a page.
  const textsOf = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'))
      .map((name) => readFileSync(path.join(folder, name), 'utf8'));
  const files = [
    ...['src/web/features/insights', 'src/web/features/people'].flatMap(textsOf),
    ...textsOf('src/modules/insights').flatMap((text) => text.match(/metrics: \[[^\]]*\]/g) ?? []),
  ];
  const shown = keys.filter((key: string) => files.some((text) => new RegExp(`['"]${key}['"]`).test(text)));
  expect(shown).toEqual(keys);
  for (const { key, formula, filter, unit } of json.definitions)
    for (const words of [formula, filter, unit]) {
      expect(words.ko, key).toMatch(/\S/);
      expect(words.en, key).not.toMatch(/[가-힣]|^$/);
    }
});

it('scores one person as the whole shop is scored, and asks the shop once until the mart is rebuilt (MT-11, MT-12)', async () => {
  const { workspaceId, db } = shop;
  const today = '2026-11-21';
  const builtAt = new Date('2026-11-21T00:00:00Z');
  const all = await listRfm(db, { workspaceId, today });
  expect(all.length).toBeGreaterThan(0);
  for (const { customerId, r, f, m, segment } of all) {
    expect(await findRfmOfPerson(db, { workspaceId, customerId, today, builtAt })).toEqual({
      recency: r,
      frequency: f,
      monetary: m,
      segment,
    });
  }
  const stranger = { workspaceId, customerId: newId(), today, builtAt };
  expect(await findRfmOfPerson(db, stranger)).toBeUndefined();
});

describe('insights rfm', () => {
  const report = (change: object = {}) =>
    reportRfm(shop.db, shop.actor(), { asOf: TODAY, gross: true, frequency: 'visits', ...change });

  it('reconciles net with gross minus refunds', async () => {
    const gross = await report();
    const net = await report({ gross: false });
    expect(gross).toMatchObject({
      customers: 2,
      revenue: 304_000,
      recency: { median: 39.5 },
      frequency: { once: 0, median: 7 },
    });
    expect(gross.revenue - net.revenue).toBe(1_000);
    expect(gross.top[0]).toMatchObject({ customerId: hana, externalId: 'H1', amount: 244_000 });
  });

  it('counts orders when asked to, and nothing on or after the date', async () => {
    expect((await report({ frequency: 'orders' })).frequency.median).toBe(7.5);
    expect(await report({ asOf: '2020-01-01' })).toMatchObject({
      customers: 0,
      revenue: 0,
      recency: { median: null },
      topShare: { p20: null },
    });
  });
});
