import type { FastifyInstance } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { buildEmailConsent, buildItem, buildOrders, buildPerson } from '../../../test/factories-people.ts';

let context: TestContext;
let shop: TestShop;
let server: FastifyInstance;
let cookie: string;
let hana: string;

beforeAll(async () => {
  context = await createTestContext();
  shop = await buildShop(context);
  server = await buildServer(context);
  cookie = (await signIn(context, shop)).cookie;
  hana = await buildPerson(shop, { name: '김하나' });
  const noodles = await buildItem(shop, '마라탕');
  await buildOrders(shop, [
    { customerId: hana, businessDay: '2026-10-02', items: [noodles] },
    { customerId: hana, businessDay: '2026-10-16', items: [noodles], options: ['2단계'], refundMinor: -3_000 },
  ]);
  await buildEmailConsent(shop, hana);
});

async function get(query: string, as = cookie) {
  const response = await server.inject({
    method: 'GET',
    url: `/api/customers/${hana}/timeline${query}`,
    headers: { cookie: as },
  });
  return { status: response.statusCode, json: response.json() };
}
const kindsOf = (json: { touchpoints: { kind: string; phase: string }[] }) =>
  json.touchpoints.map((one) => `${one.phase} ${one.kind}`);

describe('the timeline of a person (FE-03)', () => {
  it('puts what happened into three phases, newest first', async () => {
    const { json } = await get('');
    expect(kindsOf(json).filter((kind) => kind !== 'before known_since')).toEqual([
      'after refund',
      'during order',
      'during order',
      'before consent',
      'before consent',
    ]);
    const order = json.touchpoints.find((one: { kind: string }) => one.kind === 'order');
    expect(order.data).toMatchObject({
      amountMinor: 7_000,
      items: [{ name: '마라탕', options: '2단계', quantity: 1 }],
    });
  });

  it('can be narrowed to a phase', async () => {
    expect(kindsOf((await get('?phase=after')).json)).toEqual(['after refund']);
    expect((await get('?phase=never')).status).toBe(400);
  });

  it('shows every event once however the pages are cut', async () => {
    const whole = kindsOf((await get('')).json);
    const turned: string[] = [];
    let before: string | null = '';
    while (before !== null) {
      const page: Awaited<ReturnType<typeof get>> = await get(`?limit=1${before ? `&before=${before}` : ''}`);
      turned.push(...kindsOf(page.json));
      before = page.json.next;
    }
    expect(turned).toEqual(whole);
  });

  it('is closed to the anonymous and to another workspace', async () => {
    expect((await get('', '')).status).toBe(401);
    const theirs = (await signIn(context, await buildShop(context))).cookie;
    expect((await get('', theirs)).status).toBe(404);
  });
});
