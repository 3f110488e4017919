import { beforeAll, expect, it } from 'vitest';
import { refreshMart } from '../src/mart/index.ts';
import { addDays } from '../src/shared/time.ts';
import { createTestContext } from './database.ts';
import { buildServer, buildShop, signIn } from './factories.ts';
import { buildConsents, buildOrders, buildPerson } from './factories-people.ts';

const TODAY = '2026-11-21';
const RESTING = { fact: 'lapse', in: ['watch', 'lapsed'] };
let get: (url: string, body?: object) => Promise<Record<string, Record<string, unknown>>>;
let once = '';

/** Six who came weekly until ten weeks ago, three who still do, and twenty who came once or twice a year ago. */
beforeAll(async () => {
  const context = await createTestContext();
  const shop = await buildShop(context);
  const server = await buildServer(context);
  const { cookie } = await signIn(context, shop);
  const comes = async (daysAgo: readonly number[], person: { email?: string } = {}) => {
    const customerId = await buildPerson(shop, person);
    await buildOrders(
      shop,
      daysAgo.map((back) => ({ customerId, businessDay: addDays(TODAY, -back) })),
    );
    return customerId;
  };
  for (let at = 0; at < 6; at += 1) {
    // Three agreed to e-mail; of one a source told the address later (AD-10), of one the two years are over (AD-15).
    const customerId = await comes([70, 77, 84, 91], { email: `p${at}@example.com` });
    const agreedAt = at === 1 ? { at: new Date('2024-11-20T12:00:00+09:00') } : {};
    if (at < 3)
      await buildConsents(shop, { customerId, kinds: ['marketing_use', 'ad_email'], state: 'granted', ...agreedAt });
    if (at === 2)
      await shop.db
        .updateTable('customers.contactPoint')
        .set({ toldBySourceAt: new Date('2026-10-01T12:00:00+09:00') })
        .where('customerId', '=', customerId)
        .execute();
  }
  for (let at = 0; at < 3; at += 1) await comes([3, 10, 17, 24]);
  for (let at = 0; at < 20; at += 1) once = await comes(at % 2 === 0 ? [300] : [300, 330]);
  await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: context.clock.now() });
  get = async (url, body) => {
    const answer = await server.inject({
      method: body ? 'POST' : 'GET',
      url,
      headers: { cookie },
      ...(body ? { payload: body } : {}),
    });
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json();
  };
});

it('means the same people at home, in insights, in groups and in lists: those with a rhythm, which takes three visits (MT-14, MT-15)', async () => {
  const found = {
    home: (await get('/api/today'))['resting'],
    page: (await get('/api/insights/resting'))['total'],
    group: await get('/api/segments/count', { rule: RESTING }),
    list: await get(`/api/customers?filter=${encodeURIComponent(JSON.stringify([RESTING]))}`),
    regulars: await get('/api/insights/regulars'),
  };
  const states = found.regulars['states'] as unknown as { state: string | null; people: number }[];
  expect(found.home).toMatchObject({ total: 6 });
  expect(found.page).toMatchObject({ people: 6 });
  expect(found.group).toMatchObject({ count: 6 });
  expect(found.list['customers']).toHaveLength(6);
  expect([
    found.home?.['mayEmail'],
    found.page?.['mayEmail'],
    (found.group['contactable'] as { email: number }).email,
  ]).toEqual([1, 1, 1]);
  const sources = (await get('/api/sources/reach'))['sources'] as unknown as { mayEmail: number }[];
  expect(sources.map(({ mayEmail }) => mayEmail)).toEqual([1]);
  expect(states).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ state: 'lapsed', people: 6 }),
      expect.objectContaining({ state: 'on_rhythm', people: 3 }),
      expect.objectContaining({ state: null, people: 20 }),
    ]),
  );
});

it('is not said of somebody who came once or twice, who is told to have been away all the same', async () => {
  const card = (await get(`/api/insights/people/${once}`)) as unknown as {
    sentence: { text: string };
    lapse: unknown;
    reason: { text: string };
  };
  expect(card.lapse).toBeNull();
  expect(card.sentence.text).toBe('다시 온 손님 · 주기는 아직 모릅니다 · 10달째 안 오셨어요');
  expect(card.reason.text).toBe('다른 손님은 보통 7일마다 오시는데 300일째 안 오셨어요');
});
