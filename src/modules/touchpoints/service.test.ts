import type { FastifyInstance } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { buildEmailConsent, buildItem, buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { recordTouchpoints } from './index.ts';

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

  it('tells what the log alone knows, in its phase, with its source and its words', async () => {
    const said = (key: string, phase: 'before' | 'after', kind: string, payload: object) => ({
      at: new Date('2026-11-20T10:00:00Z'),
      phase,
      kind,
      idempotencyKey: key,
      person: { customerId: hana },
      payload: { ...payload },
    });
    await recordTouchpoints(shop.db, shop.actor(), {
      from: { source: 'site', way: 'api', label: '우리 홈페이지', phase: 'before' },
      touchpoints: [
        said('t1', 'after', 'survey.answered', { 맛: '좋아요', 또: '네' }),
        said('t2', 'before', 'web.page_viewed', { path: '/menu' }),
        said('t3', 'after', 'review.received', { rating: 4.5, text: '국물이 깊어요' }),
      ],
      now: context.clock.now(),
    });
    const { json } = await get('?phase=after');
    const events = json.touchpoints.filter((one: { kind: string }) => one.kind === 'event');
    expect(events.map(({ data }: { data: object }) => data)).toMatchObject([
      { event: 'review.received', source: '우리 홈페이지', words: '국물이 깊어요', score: 4.5 },
      { event: 'survey.answered', words: expect.stringContaining('좋아요'), score: null },
    ]);
    expect(kindsOf((await get('?phase=before')).json)).toContain('before event');
    const paged = await get('?limit=1&phase=after');
    expect((await get(`?limit=1&phase=after&before=${paged.json.next}`)).json.touchpoints[0].data.event).toBe(
      'survey.answered',
    );
  });

  it('shows what was told wrong with what stands instead (OP-89)', async () => {
    const told = (key: string, payload: object, corrects?: string) =>
      recordTouchpoints(shop.db, shop.actor(), {
        from: { source: 'desk', way: 'api', phase: 'after' },
        touchpoints: [
          {
            at: new Date('2026-11-20T11:00:00Z'),
            phase: 'after',
            kind: 'survey.answered',
            idempotencyKey: key,
            person: { customerId: hana },
            payload: { ...payload },
            ...(corrects === undefined ? {} : { corrects }),
          },
        ],
        now: context.clock.now(),
      });
    const [wrong] = await told('c1', { score: 1, text: '짰어요' });
    await told('c2', { score: 9, text: '맛있어요' }, (wrong as { touchpointId: string }).touchpointId);
    const { json } = await get('?phase=after&limit=2');
    const replacedBy = { event: 'survey.answered', words: '맛있어요', score: 9 };
    expect(json.touchpoints.map(({ data }: { data: object }) => data)).toMatchObject([
      { words: '맛있어요', corrects: true, replacedBy: null },
      { words: '짰어요', score: 1, corrects: false, replacedBy },
    ]);
  });

  it('is closed to the anonymous and to another workspace', async () => {
    expect((await get('', '')).status).toBe(401);
    const theirs = (await signIn(context, await buildShop(context))).cookie;
    expect((await get('', theirs)).status).toBe(404);
  });
});
