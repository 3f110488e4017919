import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import {
  buildConsents,
  buildEmailConsent,
  buildItem,
  buildOrders,
  buildPerson,
} from '../../../test/factories-people.ts';
import { refreshMart } from '../../mart/index.ts';
import { newId } from '../../shared/ids.ts';
import { addDays } from '../../shared/time.ts';
import { countMembers, explainMember, listMembers, type Rule, zBoundedRule } from './index.ts';

const TODAY = '2026-11-21';

let context: TestContext;
let shop: TestShop;
let server: FastifyInstance;
let cookie: string;
/** Weekly until ten weeks ago; weekly until now; once last week; never. */
let resting: string;
let regular: string;
let once: string;
let never: string;
let noodles: string;

beforeAll(async () => {
  context = await createTestContext();
  shop = await buildShop(context);
  server = await buildServer(context);
  cookie = (await signIn(context, shop)).cookie;
  noodles = await buildItem(shop, '마라탕');
  resting = await buildPerson(shop, { name: '이쉬어', email: 'rest@example.com' });
  regular = await buildPerson(shop, { name: '박단골', phone: '+821011112222' });
  once = await buildPerson(shop, { name: '최처음', email: 'once@example.com' });
  never = await buildPerson(shop, { name: '안오심' });
  const weekly = (customerId: string, firstDaysAgo: number, visits: number, hour: number) =>
    Array.from({ length: visits }, (_, at) => ({
      customerId,
      businessDay: addDays(TODAY, at * 7 - firstDaysAgo),
      hour,
      grossMinor: 20_000,
      items: [noodles],
    }));
  await buildOrders(shop, [
    ...weekly(resting, 133, 10, 12),
    ...weekly(regular, 70, 11, 19),
    { customerId: once, businessDay: addDays(TODAY, -7), grossMinor: 5_000 },
  ]);
  await buildEmailConsent(shop, resting);
  await buildEmailConsent(shop, once, 'refused');
  await buildConsents(shop, { customerId: regular, kinds: ['marketing_use', 'ad_sms'], state: 'granted' });
  await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: context.clock.now() });
});

const members = (rule: Rule) => listMembers(shop.db, { workspaceId: shop.workspaceId, rule, today: TODAY });
const sorted = (...ids: string[]) => [...ids].sort();

describe('who is in a group', () => {
  it.each<[string, Rule, () => string[]]>([
    ['an empty all is everybody', { all: [] }, () => sorted(resting, regular, once, never)],
    ['an empty any is nobody', { any: [] }, () => []],
    ['visits at least', { fact: 'visits', atLeast: 10 }, () => sorted(resting, regular)],
    ['visits at most, those who never came too', { fact: 'visits', atMost: 1 }, () => sorted(once, never)],
    ['visits within days', { fact: 'visits', atLeast: 2, withinDays: 30 }, () => [regular]],
    ['spend', { fact: 'spend', atLeastMinor: 200_000 }, () => sorted(resting, regular)],
    ['spend within days', { fact: 'spend', atLeastMinor: 1, withinDays: 8 }, () => sorted(regular, once)],
    ['lapse state', { fact: 'lapse', in: ['lapsed'] }, () => [resting]],
    [
      'not lapsed, those without a rhythm too',
      { not: { fact: 'lapse', in: ['lapsed'] } },
      () => sorted(regular, once, never),
    ],
    ['last visit', { fact: 'lastVisit', daysAgoAtLeast: 60 }, () => [resting]],
    ['first visit', { fact: 'firstVisit', daysAgoAtMost: 30 }, () => [once]],
    ['usual daypart', { fact: 'usualDaypart', in: ['lunch'] }, () => [resting]],
    ['usual weekday', { fact: 'usualWeekday', in: [6] }, () => sorted(resting, regular)],
    ['reachable by e-mail', { fact: 'contactable', channel: 'email' }, () => [resting]],
    ['reachable by text', { fact: 'contactable', channel: 'sms' }, () => [regular]],
    ['reachable by KakaoTalk', { fact: 'contactable', channel: 'kakao' }, () => []],
    [
      'all of several',
      {
        all: [
          { fact: 'visits', atLeast: 5 },
          { fact: 'usualDaypart', in: ['dinner'] },
        ],
      },
      () => [regular],
    ],
    [
      'any of several',
      {
        any: [
          { fact: 'lapse', in: ['lapsed'] },
          { fact: 'visits', atLeast: 1, atMost: 1 },
        ],
      },
      () => sorted(resting, once),
    ],
    ['segment', { fact: 'rfm', in: ['new', 'potential_loyalist', 'champions', 'loyal'] }, () => sorted(regular, once)],
  ])('%s', async (_name, rule, expected) => {
    expect(await members(rule)).toEqual(expected());
  });

  it('ordered items within days, some times', async () => {
    expect(await members({ fact: 'ordered', itemIds: [noodles] })).toEqual(sorted(resting, regular));
    expect(await members({ fact: 'ordered', itemIds: [noodles], withinDays: 30, timesAtLeast: 3 })).toEqual([regular]);
    expect(await members({ fact: 'ordered', itemIds: [newId()] })).toEqual([]);
  });

  it('counts whom e-mail may reach, and why not the others', async () => {
    const counted = await countMembers(context, { workspaceId: shop.workspaceId, rule: { all: [] }, today: TODAY });
    expect(counted).toEqual({
      count: 4,
      email: 1,
      sms: 1,
      kakao: 0,
      noAddress: 2,
      noConsent: 0,
      refused: 1,
    });
  });

  it('stops counting in the database when nobody waits for it any more', async () => {
    // Two: what others do is shown as it was when a transaction first looked.
    const [owner, watcher] = [1, 2].map(() => new pg.Client({ connectionString: context.ownerUrl }));
    if (!owner || !watcher) throw new Error('no connection');
    await Promise.all([owner.connect(), watcher.connect()]);
    const counting = async () =>
      (
        await watcher.query(
          `select from pg_stat_activity where datname = current_database() and state = 'active' and query like '%as no_consent%' and pid <> pg_backend_pid()`,
        )
      ).rowCount;
    try {
      // Nothing that looks at people gets on while this is held.
      await owner.query('begin; lock table customers.contact_point in access exclusive mode');
      const gone = new AbortController();
      const question = { workspaceId: shop.workspaceId, rule: { all: [] }, today: TODAY };
      const counted = countMembers(context, question, gone.signal);
      await expect.poll(counting, { timeout: 20_000 }).toBe(1);
      gone.abort();
      await expect(counted).rejects.toThrow(/abort/i);
      await expect.poll(counting, { timeout: 20_000 }).toBe(0);
    } finally {
      await Promise.all([owner.end(), watcher.end()]);
    }
  });

  it('explains itself with the person’s own values', async () => {
    const rule: Rule = { all: [{ fact: 'visits', atLeast: 5 }, { not: { fact: 'lapse', in: ['on_rhythm'] } }] };
    const explained = await explainMember(shop.db, {
      workspaceId: shop.workspaceId,
      rule,
      today: TODAY,
      customerId: resting,
    });
    expect(explained).toEqual({
      member: true,
      facts: [
        {
          condition: { fact: 'visits', atLeast: 5 },
          met: true,
          value: 10,
          text: { ko: '방문 10번', en: 'Visited 10 times' },
        },
        {
          condition: { fact: 'lapse', in: ['on_rhythm'] },
          met: false,
          value: 'lapsed',
          text: { ko: '상태: 쉬는 분', en: 'State: resting' },
        },
      ],
    });
    const other = await explainMember(shop.db, {
      workspaceId: shop.workspaceId,
      rule,
      today: TODAY,
      customerId: never,
    });
    expect(other).toMatchObject({
      member: false,
      facts: [
        { met: false, value: 0 },
        { met: false, value: null },
      ],
    });
  });
});

describe('over HTTP', () => {
  async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: object, as = cookie) {
    const response = await server.inject({ method, url, headers: { cookie: as }, ...(body ? { payload: body } : {}) });
    return { status: response.statusCode, json: response.json() };
  }

  it('counts with a masked preview and says who is left out', async () => {
    const { json } = await call('POST', '/api/segments/count', { rule: { all: [] } });
    expect(json).toMatchObject({
      count: 4,
      contactable: { email: 1, sms: 1, kakao: 0 },
      excluded: [
        { reason: 'no_address', count: 2 },
        { reason: 'refused', count: 1 },
      ],
    });
    expect(json.preview).toHaveLength(4);
    expect(JSON.stringify(json)).not.toContain('박단골');
  });

  it('saves, changes and removes a group, with the right to', async () => {
    const rule = { fact: 'visits', atLeast: 5 };
    const staff = (await signIn(context, shop, 'staff')).cookie;
    expect((await call('POST', '/api/segments', { name: '단골', rule }, staff)).status).toBe(403);
    const { json: made } = await call('POST', '/api/segments', { name: '단골', rule });
    expect((await call('PATCH', `/api/segments/${made.segmentId}`, { name: '큰 단골' })).json).toMatchObject({
      name: '큰 단골',
      rule,
    });
    const listed = await call('GET', '/api/segments');
    expect(listed.json.segments).toHaveLength(1);
    expect(listed.json.suggestions.map((one: { key: string }) => one.key)).toContain('resting_regulars');
    const theirs = (await signIn(context, await buildShop(context))).cookie;
    expect((await call('GET', `/api/segments/${made.segmentId}`, undefined, theirs)).status).toBe(404);
    expect((await call('DELETE', `/api/segments/${made.segmentId}`)).status).toBe(200);
    expect((await call('GET', `/api/segments/${made.segmentId}`)).status).toBe(404);
  });

  it('refuses a word it does not know with its path and the words it knows, and what nobody can meet', async () => {
    const issuesOf = async (rule: unknown) => {
      const answer = await call('POST', '/api/segments/count', { rule });
      expect(answer.status).toBe(400);
      return answer.json.error.details.issues as { path: string; message: string }[];
    };
    const [unknown] = await issuesOf({ all: [{ fact: 'visits' }, { not: { fact: 'visists' } }] });
    expect(unknown?.path).toBe('body.rule.all.1.not.fact');
    expect(unknown?.message).toContain('visits, spend, worthPerMonth');
    const paths = async (rule: unknown) => (await issuesOf(rule)).map(({ path }) => path);
    expect(await paths({ all: [{ fact: 'bought', itemIds: ['x'] }] })).toEqual(['body.rule.all.0.itemIds.0']);
    expect(await paths({ any: [{ fact: 'visits', atleast: 2 }] })).toEqual(['body.rule.any.0']);
    expect(await paths({ fact: 'lapse', in: ['gone'] })).toEqual(['body.rule.in.0']);
    expect(await paths({ fact: 'visits', withinDays: 999_999 })).toEqual(['body.rule.withinDays']);
    expect(await paths({ fact: 'visits', atLeast: -1 })).toEqual(['body.rule.atLeast']);
    expect(await paths({ some: [] })).toEqual(['body.rule']);
    expect(await paths({ fact: 'lapse' })).toEqual(['body.rule.in']);
    for (const [rule, path] of [
      [{ fact: 'visits', atLeast: 5, atMost: 3 }, 'atMost'],
      [{ fact: 'bought', timesAtLeast: 2, timesAtMost: 1 }, 'timesAtMost'],
      [{ fact: 'lastVisit', daysAgoAtLeast: 30, daysAgoAtMost: 7 }, 'daysAgoAtMost'],
      [{ fact: 'bucket', from: 20, to: 10 }, 'to'],
      [{ fact: 'spend', atLeastMinor: -5 }, 'atLeastMinor'],
    ] as const) {
      const [issue] = await issuesOf({ any: [rule] });
      expect(issue?.path).toBe(`body.rule.any.0.${path}`);
      expect(issue?.message).toMatch(/한도|금액|bound|Money/);
    }
  });

  it('refuses the anonymous and what is no rule', async () => {
    expect((await call('POST', '/api/segments/count', { rule: { all: [] } }, '')).status).toBe(401);
    expect((await call('POST', '/api/segments/count', { rule: { fact: 'mood' } })).status).toBe(400);
    let deep: Rule = { fact: 'visits', atLeast: 1 };
    for (let depth = 0; depth < 10; depth += 1) deep = { not: deep };
    expect(zBoundedRule.safeParse(deep).success).toBe(false);
    for (let depth = 0; depth < 20_000; depth += 1) deep = { not: deep };
    expect(zBoundedRule.safeParse(deep).success).toBe(false);
    const wide: Rule = {
      any: Array.from({ length: 20 }, () => ({ all: Array.from({ length: 20 }, () => ({ all: [] })) })),
    };
    expect(zBoundedRule.safeParse(wide).success).toBe(false);
  });
});
