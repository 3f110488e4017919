/**
 * Issue 4, honesty: what a shop owner reads when the data cannot bear a figure. Each case is a shop, asked over HTTP as her
 * screens ask it; one huge order and too little data are in src/modules/insights/pages.test.ts.
 */
import type { FastifyInstance } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  explainAudience,
  listAudience,
  listExpectedDays,
  listExpectedGuests,
  listFirstVisitEntries,
  listRfmAsOf,
  listShopDays,
  REPEAT_MODELS,
  refitPeople,
  refreshMart,
} from '../src/mart/index.ts';
import { reportBasket, reportForecast, reportRepeat, sayMenuChanges } from '../src/modules/insights/index.ts';
import { getCohortsPage } from '../src/modules/insights/regulars.ts';
import { getOverview } from '../src/modules/insights/service.ts';
import { getToday } from '../src/modules/today/index.ts';
import { addDays, weekdayOf } from '../src/shared/time.ts';
import { createTestContext, type TestContext } from './database.ts';
import { buildServer, buildShop, signIn, type TestShop } from './factories.ts';
import { buildItem, buildOrders, buildPeople, type TestOrder } from './factories-people.ts';

const TODAY = '2026-11-21';
const back = (days: number) => addDays(TODAY, -days);

let context: TestContext;
let server: FastifyInstance;
beforeAll(async () => {
  context = await createTestContext();
  server = await buildServer(context);
});

interface Saying {
  key: string;
  params: Record<string, unknown>;
  text: string;
}
interface Read {
  shop: TestShop;
  people: string[];
  /** What a page says, by key. */
  says: (page: string) => Promise<Record<string, string>>;
  card: (
    customerId: string,
  ) => Promise<{ sentence: { text: string }; outlook: Saying[]; lapse: unknown; nextExpectedOn: string | null }>;
}

async function read(
  count: number,
  ordersOf: (people: string[], shop: TestShop) => Promise<TestOrder[]> | TestOrder[],
): Promise<Read> {
  const shop = await buildShop(context);
  const people = await buildPeople(shop, count);
  await buildOrders(shop, await ordersOf(people, shop));
  const { db, workspaceId } = shop;
  const now = context.clock.now();
  await refreshMart(db, { workspaceId, now });
  await refitPeople(db, { workspaceId, now });
  const { cookie } = await signIn(context, shop);
  const get = async (path: string) => {
    const answer = await server.inject({ method: 'GET', url: `/api/insights/${path}`, headers: { cookie } });
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json();
  };
  return {
    shop,
    people,
    says: async (page) =>
      Object.fromEntries((await get(page)).sentences.map(({ key, text }: Saying) => [key, text] as const)),
    card: (customerId) => get(`people/${customerId}`),
  };
}

/** Numbers between 0 and 1 that are the same each time. */
function createDraw(): () => number {
  let state = 17;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe('of people', () => {
  it('all come four times as seldom since a day: that is said, and neither that they are alike nor that nobody left', async () => {
    const draw = createDraw();
    const { says, card, people } = await read(150, (ids) =>
      ids.flatMap((customerId) => {
        const orders: TestOrder[] = [];
        const own = 5 + draw() * 6;
        for (let day = 400 - draw() * 10; day >= 1; ) {
          orders.push({ customerId, businessDay: back(Math.ceil(day)) });
          day -= own * (0.8 + 0.4 * draw()) * (day < 82 ? 4 : 1);
        }
        return orders;
      }),
    );
    const said = await says('regulars');
    expect(said['drift_by_time']).toMatch(
      /간격이 전과 달라졌어요. 두 주 전까지 넉 주 동안 전처럼이면 .*번쯤이었을 텐데 .*번/,
    );
    for (const key of ['degenerate', 'not_converged', 'model_held']) expect(said).not.toHaveProperty(key);
    expect((await card(people[0] ?? '')).outlook.map(({ key }) => key)).not.toContain('outlook_alive');
  });

  it('everyone came once: no chance, no date and no value, on the page and on a card', async () => {
    const { says, card, people } = await read(220, (ids) =>
      ids.map((customerId, at) => ({ customerId, businessDay: back(1 + (at % 360)) })),
    );
    const said = await says('regulars');
    for (const key of ['not_converged', 'degenerate', 'too_few_repeaters']) expect(said).not.toHaveProperty(key);
    expect(said).toMatchObject({
      states_unknown: '여러 번 오신 손님이 아직 없어 주기를 모릅니다.',
      everybody_once: '아는 손님 220명이 모두 한 번씩만 오셔서, 누가 또 올지는 아직 모릅니다.',
      dates_unknown: '여러 번 오신 손님이 아직 적어 다음 방문 날짜는 말하지 않아요.',
    });
    const { sentence, outlook, lapse } = await card(people[200] ?? '');
    expect(sentence.text).toBe('첫 손님 · 주기는 아직 모릅니다');
    expect([outlook, lapse]).toEqual([[], null]);
  });

  it('all are alike: their dates, and nobody’s chance of coming back', async () => {
    const { says, card, people, shop } = await read(210, (ids) =>
      ids.flatMap((customerId) =>
        Array.from({ length: 40 }, (_, at) => ({ customerId, businessDay: back(1 + at * 7) })),
      ),
    );
    expect((await says('regulars'))['degenerate']).toContain('너무 비슷하거나 떠난 손님이 없어');
    const { outlook } = await card(people[0] ?? '');
    expect(outlook.map(({ key }) => key)).toEqual(['outlook_next']);
    for (const model of REPEAT_MODELS) {
      const report = await reportRepeat(shop.db, shop.actor(), {
        model,
        unit: 'week',
        until: back(60),
        holdoutUntil: TODAY,
        spend: true,
      });
      expect(report).toMatchObject({ params: null, logLikelihood: null, converged: false, spend: null });
      expect(report.warnings).toEqual(expect.arrayContaining(['degenerate', 'spend_unknown']));
      expect(report.holdout).toMatchObject({ actual: expect.any(Number), expected: null, mae: null });
    }
  });

  it('the shop was closed for a month: nobody stayed away from a shop that was shut', async () => {
    const open = Array.from({ length: 399 }, (_, at) => 399 - at).filter((day) => day > 0 && (day < 100 || day > 142));
    const { says, card, people } = await read(60, (ids) =>
      ids.flatMap((customerId, at) =>
        open.filter((_, place) => (place + at) % 10 === 0).map((day) => ({ customerId, businessDay: back(day) })),
      ),
    );
    expect((await says('regulars'))['closed']).toBe(
      `${back(142)}부터 ${back(100)}까지는 주문이 하나도 없어 문을 닫은 때로 보고 빼고 셌어요.`,
    );
    expect((await says('cohorts'))['cohorts_closed']).toBe(
      `${back(142)}부터 ${back(100)}까지는 주문이 하나도 없어 가게가 쉰 때로 봐요. 그때 아무도 안 오신 것은 손님 탓이 아니에요.`,
    );
    expect((await says('forecast'))['cause_closed_long']).toContain('부터 2주 넘게 기록이 없어 문을 닫은 때로 봤어요.');
    for (const id of people.slice(0, 10)) {
      const { outlook } = await card(id);
      expect(outlook[0]?.key).toBe('outlook_next');
      // Every ten days, closed time apart: the month is no part of anybody's rhythm.
      expect(String(outlook[0]?.params['on']) < back(-12)).toBe(true);
    }
  });

  it('the shop rests on Mondays: nobody is expected on one, and who would come then comes on Tuesday (MT-15)', async () => {
    const draw = createDraw();
    const { shop } = await read(120, (ids) =>
      ids.flatMap((customerId) => {
        const orders: TestOrder[] = [];
        for (let day = 260 - Math.floor(draw() * 9); day > 0; day -= 7 + Math.floor(draw() * 5) - 2) {
          const businessDay = back(day);
          orders.push({
            customerId,
            businessDay: weekdayOf(businessDay) === 1 ? addDays(businessDay, 1) : businessDay,
          });
        }
        return orders;
      }),
    );
    const { db, workspaceId } = shop;
    const monday = addDays(TODAY, 2);
    const models = await db.selectFrom('mart.personModel').selectAll().where('workspaceId', '=', workspaceId).execute();
    const dated = models.filter(({ expectedNextOn }) => expectedNextOn !== null);
    expect(dated.length).toBeGreaterThan(60);
    for (const row of dated) {
      const ends = [
        row.expectedFromOn,
        row.expectedHalfFromOn,
        row.expectedNextOn,
        row.expectedHalfToOn,
        row.expectedToOn,
      ];
      expect(ends.map((day) => weekdayOf(day ?? ''))).not.toContain(1);
      expect((row.expectedFromOn ?? '') <= (row.expectedNextOn ?? '')).toBe(true);
      expect((row.expectedNextOn ?? '') <= (row.expectedToOn ?? '')).toBe(true);
    }
    const days = await listExpectedDays(db, { workspaceId, today: TODAY, days: 14 });
    const on = (day: string) => days.find((one) => one.day === day)?.people ?? -1;
    expect([on(monday), on(addDays(monday, 7))]).toEqual([0, 0]);
    expect(on(addDays(monday, 1))).toBeGreaterThan(on(addDays(monday, 2)));
    const whose = (today: string) => listExpectedGuests(db, { workspaceId, today, limit: 5 });
    expect(await whose(monday)).toEqual([]);
    expect((await whose(addDays(monday, 1))).length).toBeGreaterThan(0);
  });

  it.each([
    ['and opened again yesterday', 1],
    ['and still is', 0],
  ])('the shop was closed for a month %s: nobody rests because of that (MT-15)', async (_when, reopened) => {
    const open = Array.from({ length: 300 }, (_, at) => 300 - at).filter((day) => day <= reopened || day > 44);
    const { says, card, people, shop } = await read(40, (ids) =>
      ids
        .flatMap((customerId, at): TestOrder[] =>
          open
            // The last of them stayed away for three of her turns before the shop closed.
            .filter((day, place) => day > 44 && (place + at) % 7 === 0 && (at < 39 || day > 44 + 21))
            .map((day) => ({ customerId, businessDay: back(day) })),
        )
        .concat(open.map((day) => ({ customerId: null, businessDay: back(day) }))),
    );
    const closedDays = 44 - reopened;
    const page = await says('regulars');
    expect(page['states']).toMatch(/^세 번 이상 오셔서 주기를 아는 40명 가운데 /);
    // Data that end are told as that: nobody's turn of the coming days is made up from them.
    const until = `${back(45)} 뒤로 매출 기록이 없어요. 손님들의 모습은 그날까지 본 것이고, 누가 언제 오실지는 말하지 않아요. 빠진 매출이 있으면 가져와 주세요.`;
    expect([page['sales_ended'], page['closed'] === undefined]).toEqual(
      reopened === 0 ? [until, true] : [undefined, false],
    );
    const board = await getToday(shop.db, shop.actor(), context.clock.now());
    expect([board.isBehind, board.lastSaleOn]).toEqual(reopened === 0 ? [true, back(45)] : [false, back(1)]);
    if (board.isBehind) {
      expect(board.greet).toMatchObject({ expected: [], expectedTotal: 0 });
      // Nor is anything foreseen of the shop, on the page or on the command line, and people are told as of the last sale.
      const stopped = `${back(45)} 뒤로 매출 기록이 없어 앞날은 말하지 않아요. 빠진 매출이 있으면 가져와 주세요.`;
      expect(await says('forecast')).toEqual({ forecast_stopped: stopped });
      const asked = { series: 'orders', until: back(1), horizon: 7 };
      expect(await reportForecast(shop.db, shop.actor(), asked)).toMatchObject({
        forecast: [],
        salesEndedOn: back(45),
      });
      const report = await reportRepeat(shop.db, shop.actor(), {
        model: 'bg-nbd',
        unit: 'week',
        until: TODAY,
        isAsOfToday: true,
        holdoutUntil: undefined,
        spend: false,
      });
      expect([report.until, report.warnings.includes('sales_ended')]).toEqual([back(45), true]);
    }
    const states = new Set<unknown>();
    for (const id of people.slice(0, 39)) states.add(((await card(id)).lapse as { state: string }).state);
    expect([...states].every((state) => state === 'on_rhythm')).toBe(true);
    const one = await card(people[0] ?? '');
    expect([one.nextExpectedOn === null, one.outlook.some(({ key }) => key === 'outlook_next')]).toEqual(
      reopened === 0 ? [true, false] : [false, true],
    );
    const late = await card(people[39] ?? '');
    expect(late.lapse).toMatchObject({ state: expect.stringMatching(/watch|lapsed/) });
    expect(late.sentence.text).toContain(`(가게가 쉰 ${closedDays}일은 빼고)`);
    const rule = { fact: 'lapse' as const, in: ['watch', 'lapsed'] };
    const { workspaceId } = shop;
    expect(await listAudience(shop.db, { workspaceId, today: TODAY, rule })).toEqual([people[39]]);
    const why = await explainAudience(shop.db, { workspaceId, today: TODAY, rule, customerId: people[39] ?? '' });
    expect(why.facts[0]?.value).toMatchObject({ closedDays });
  });

  it('the till’s clock ran ahead: orders of days to come are left out and told', async () => {
    const { says, card, people } = await read(1, ([one = '']) => [
      { customerId: one, businessDay: back(3) },
      { customerId: one, businessDay: '2027-01-01' },
      { customerId: one, businessDay: '2027-02-01' },
    ]);
    expect((await says('regulars'))['future_orders']).toBe(
      '오늘보다 뒤 날짜로 적힌 주문 2건은 빼고 봤어요. 계산대 시계를 확인해 주세요.',
    );
    expect((await card(people[0] ?? '')).outlook).toEqual([]);
  });

  it('the till’s clock had gone back: orders of years ago are left out of months, new people, funnel and models', async () => {
    const old = ['1970-01-02', '2006-05-01'];
    const weekly = (customerId: string) =>
      Array.from({ length: 60 }, (_, at) => ({ customerId, businessDay: back(1 + at * 7) }));
    const lately = [back(3), back(2), back(1)];
    // The first comes weekly, the second came thrice of late; both have orders of the wrong clock, the third nothing else.
    const { says, card, people, shop } = await read(3, async ([one = '', two = '', three = ''], own) => {
      const items = [await buildItem(own, '마라탕')];
      return [
        ...weekly(one),
        ...lately.map((businessDay) => ({ customerId: two, businessDay })),
        ...[one, two, three].flatMap((customerId) => old.map((businessDay) => ({ customerId, businessDay }))),
      ].map((order) => ({ ...order, items }));
    });
    const [one = '', two = '', three = ''] = people;
    const told =
      '2006-05-01까지로 적힌 주문 6건은 ' +
      `${back(1 + 59 * 7)}부터의 다른 주문보다 훨씬 앞서 있어요. 계산대 시계가 틀렸던 것으로 보고, 첫 방문과 주기, 예상에서 빼고 셌어요.`;
    for (const page of ['cohorts', 'regulars']) {
      const said = await says(page);
      expect(said['clock_went_back'], page).toBe(told);
      expect(said, page).not.toHaveProperty('cohorts_closed');
      expect(said, page).not.toHaveProperty('closed');
    }
    const { db, workspaceId } = shop;
    const now = context.clock.now();
    const page = await getCohortsPage(db, shop.actor(), now);
    expect(page.cohorts.map(({ cohort }) => cohort)).toEqual([back(1 + 59 * 7).slice(0, 7), back(3).slice(0, 7)]);
    expect(page.funnel).toMatchObject({ first: 1, second: 1 });
    expect(page.setApart).toMatchObject({ orders: 6, last: '2006-05-01', first: back(1 + 59 * 7) });
    expect(page.setApart?.rows.map(({ businessDay }) => businessDay)).toEqual([
      '2006-05-01',
      '2006-05-01',
      '2006-05-01',
      '1970-01-02',
      '1970-01-02',
      '1970-01-02',
    ]);
    expect((await getOverview(db, shop.actor(), now)).newPeople).toBe(1);
    expect(await card(one)).toMatchObject({ visits: 60, firstVisitOn: back(1 + 59 * 7) });
    expect(await card(two)).toMatchObject({ visits: 3, firstVisitOn: back(3), visitDays: lately });
    expect(await card(three)).toMatchObject({ visits: 0, visitDays: [] });
    const models = await db.selectFrom('mart.personModel').selectAll().where('workspaceId', '=', workspaceId).execute();
    expect(Object.fromEntries(models.map(({ customerId, nVisits }) => [customerId, nVisits]))).toEqual({
      [one]: 60,
      [two]: 3,
    });
    const report = await reportRepeat(db, shop.actor(), {
      model: 'bg-nbd',
      unit: 'week',
      until: TODAY,
      holdoutUntil: undefined,
      spend: false,
    });
    expect(report).toMatchObject({ customers: 2, repeaters: 2 });
    const basket = { minSupport: 0.01, minConfidence: 0.5, maxLength: 2, from: '1900-01-01', until: TODAY };
    expect((await reportBasket(db, shop.actor(), basket)).transactions).toBe(63);
    const first = back(1 + 59 * 7);
    const days = await listShopDays(db, { workspaceId, until: TODAY });
    expect(days[0]?.day).toBe(first);
    const rfm = await listRfmAsOf(db, { workspaceId, asOf: TODAY });
    expect(Object.fromEntries(rfm.map(({ customerId, visits }) => [customerId, visits]))).toEqual({
      [one]: 60,
      [two]: 3,
    });
    const lastWeek = { workspaceId, from: new Date(now.getTime() - 7 * 86_400_000), until: now };
    expect((await listFirstVisitEntries(db, lastWeek)).map(({ customerId }) => customerId)).toEqual([two]);
    // An order that is put right counts again, and so does everybody's past once none is left.
    await db
      .deleteFrom('orders.saleOrder')
      .where('workspaceId', '=', workspaceId)
      .where('businessDay', '<', '2020-01-01')
      .execute();
    await refreshMart(db, { workspaceId, customerIds: people, now });
    expect((await getCohortsPage(db, shop.actor(), now)).setApart).toBeNull();
  });

  it('people changed their ways: the back-test says so, and no chance or value is given', async () => {
    const draw = createDraw();
    const { says, card, people } = await read(300, (ids) =>
      ids.flatMap((customerId) => {
        // Buys at a rate of her own and may stop after any visit; in the last half year three times as often.
        const rate = -Math.log(1 - draw()) / 12;
        const orders: TestOrder[] = [];
        for (let day = 540 - draw() * 300; ; ) {
          orders.push({
            customerId,
            businessDay: back(Math.ceil(day)),
            grossMinor: 5_000 + Math.floor(draw() * 20_000),
          });
          day += Math.log(1 - draw()) / (day <= 182 ? rate * 3 : rate);
          if (day < 1 || (day > 182 && draw() < 0.06)) return orders;
        }
      }),
    );
    const said = await says('regulars');
    expect(said['drift']).toMatch(/손님의 움직임이 전과 달라졌어요. 예상은 .*번이었는데 실제는 .*번 오셨어요/);
    expect(said).not.toHaveProperty('model_held');
    for (const id of people.slice(0, 5)) {
      const keys = (await card(id)).outlook.map(({ key }) => key);
      expect(keys).not.toContain('outlook_alive');
      expect(keys).not.toContain('outlook_value');
    }
  });
});

it('of the menu: a new price and a new name are told as that, and not as a fall', async () => {
  const { says, shop } = await read(0, async (_people, shop) => {
    const ids = await Promise.all(['마라탕', '옛 볶음밥', '새 볶음밥', '콜라'].map((name) => buildItem(shop, name)));
    const [soup = '', old = '', renamed = '', cola = ''] = ids;
    // Twelve weeks up to yesterday; from the seventh the soup costs more, in the ninth the rice gets another name.
    return Array.from({ length: 84 }, (_, at) => 84 - at).flatMap((daysAgo) => {
      const week = 11 - Math.floor((daysAgo - 1) / 7);
      const sold = (itemId: string, grossMinor: number) =>
        Array.from({ length: 2 }, () => ({
          customerId: null,
          businessDay: back(daysAgo),
          grossMinor,
          items: [itemId],
        }));
      return [...sold(soup, week < 6 ? 9_000 : 10_000), ...sold(week < 8 ? old : renamed, 8_000), ...sold(cola, 2_000)];
    });
  });
  const said = await says('menu');
  expect(said['menu_renamed']).toBe(
    '‘옛 볶음밥’ 대신 ‘새 볶음밥’ 기록이 시작됐어요. 이름만 바뀐 것 같아 줄었다고 보지 않았어요.',
  );
  expect(said['menu_price_changed']).toBe(
    '‘마라탕’ 값이 9,000원에서 10,000원으로 바뀌었어요. 판매량을 견줄 때 함께 보세요.',
  );
  expect(said).not.toHaveProperty('menu_falling');
  // Ahead learns from both names, and says what else it has learnt from.
  const ahead = await says('forecast');
  expect(ahead['forecast_renamed']).toBe('‘새 볶음밥’은 ‘옛 볶음밥’에서 이름만 바뀐 것 같아 둘을 이어서 예상했어요.');
  expect(ahead['forecast_price_changed']).toBe(
    '‘마라탕’ 값이 9,000원에서 10,000원으로 바뀌었어요. 예상은 바뀌기 전에 팔린 수도 보고 배운 것이에요.',
  );
  // The command line foresees it from both under either name, and says what the page says.
  for (const series of ['옛 볶음밥', '새 볶음밥']) {
    const report = await reportForecast(shop.db, shop.actor(), { series, until: back(1), horizon: 3 });
    expect(report.renamed).toEqual({ name: '새 볶음밥', before: '옛 볶음밥' });
    expect(report.forecast[0]?.mean).toBeCloseTo(2, 0);
  }
  const { workspaceId } = shop;
  const told = await sayMenuChanges(shop.db, { workspaceId, until: back(1), currency: 'KRW' });
  expect(told.said.map(({ saying }) => saying.ko)).toEqual([said['menu_renamed'], said['menu_price_changed']]);
});
