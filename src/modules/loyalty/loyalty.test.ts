import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { buildApiKey } from '../../../test/factories-keys.ts';
import { findLedgerFaults } from '../../../test/factories-ledger.ts';
import { buildItem, buildOrders, buildPerson, type TestOrder } from '../../../test/factories-people.ts';
import { newId } from '../../shared/ids.ts';
import { mergeCustomers, unmergeCustomers } from '../customers/index.ts';
import { eraseCustomer } from '../privacy/index.ts';
import { FIRST_SETTINGS } from './contract/programme.ts';
import { computePrepaidRefund } from './prepaid/rules.ts';

const context = await createTestContext();
const now = context.clock.now();
const server = await buildServer(context);
let shop: TestShop;
let owner: string;
let staff: string;

async function call(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object, cookie = owner) {
  const answer = await server.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) });
  return { status: answer.statusCode, json: answer.json() };
}

async function turnOn(change: object = {}) {
  const { json } = await call('GET', '/api/loyalty/programme');
  const settings = { ...FIRST_SETTINGS, isOn: true, prepaid: { isOn: true, expiresAfterDays: 1_825 }, ...change };
  const answer = await call('PUT', '/api/loyalty/programme', { settings, expectedVersion: json.programme.version });
  expect(answer.status).toBe(200);
}

beforeAll(async () => {
  shop = await buildShop(context);
  owner = (await signIn(context, shop)).cookie;
  staff = (await signIn(context, shop, 'staff')).cookie;
  await turnOn();
});

const holdings = async (customerId: string) =>
  (await call('GET', `/api/customers/${customerId}/loyalty`)).json.holdings;
const sell = (customerId: string, body: object = {}) =>
  call('POST', '/api/loyalty/sales', { key: newId(), customerId, billMinor: 12_000, ...body }, staff);

describe('points at the counter', () => {
  it('are earned, spent in part, and taken back with a reason', async () => {
    const customerId = await buildPerson(shop);
    expect((await sell(customerId, { billMinor: 100_000 })).json).toMatchObject({ earned: 5_000, isNew: true });
    const key = newId();
    const spent = { key, customerId, unit: 'points', amount: 1_500 };
    expect((await call('POST', '/api/loyalty/use', spent, staff)).json.holdings.points).toBe(3_500);
    expect((await call('POST', '/api/loyalty/use', spent, staff)).json.holdings.points).toBe(3_500);
    expect((await call('POST', '/api/loyalty/use', { ...spent, key: newId(), amount: 999 }, staff)).status).toBe(409);
    expect((await call('POST', '/api/loyalty/use', { ...spent, key: newId(), amount: 4_000 }, staff)).status).toBe(409);
    const { json } = await call('GET', `/api/customers/${customerId}/loyalty`, undefined, staff);
    const use = json.moves.find(({ kind }: { kind: string }) => kind === 'use');
    expect(use).toMatchObject({ amount: -1_500, mayUndo: true });
    const undo = (reason: string) => call('POST', `/api/loyalty/movements/${use.movementId}/undo`, { reason }, staff);
    expect((await undo('')).status).toBe(400);
    expect((await undo('잘못 눌렀어요')).json.holdings.points).toBe(5_000);
    expect((await undo('다시')).status).toBe(409);
  });

  it('are given by hand only with a reason and the right (OP-53)', async () => {
    const customerId = await buildPerson(shop);
    const body = { key: newId(), customerId, unit: 'points', amount: 500, reason: '불편을 드려서' };
    expect((await call('POST', '/api/loyalty/adjust', body, staff)).status).toBe(403);
    expect((await call('POST', '/api/loyalty/adjust', { ...body, reason: '' })).status).toBe(400);
    expect((await call('POST', '/api/loyalty/adjust', body)).json.holdings.points).toBe(500);
    const other = await buildPerson(shop);
    const gift = { key: newId(), customerId, toCustomerId: other, amount: 200, reason: '가족' };
    expect((await call('POST', '/api/loyalty/transfer', gift)).json.holdings.points).toBe(300);
    expect((await holdings(other)).points).toBe(200);
    // What only a manager may book is a manager's to take back, whole or not at all.
    const given = (await call('GET', `/api/customers/${customerId}/loyalty`, undefined, staff)).json.moves[0];
    expect(given).toMatchObject({ kind: 'transfer', amount: -200, mayUndo: false });
    const undo = (who?: string) =>
      call('POST', `/api/loyalty/movements/${given.movementId}/undo`, { reason: '다른 분' }, who);
    expect((await undo(staff)).status).toBe(403);
    const spend = (amount: number) =>
      call('POST', '/api/loyalty/adjust', { key: newId(), customerId: other, unit: 'points', amount, reason: '확인' });
    await spend(-50);
    expect((await undo()).json.error.details.reason).toBe('spent');
    const taken = (await call('GET', `/api/customers/${other}/loyalty`)).json.moves[0];
    await call('POST', `/api/loyalty/movements/${taken.movementId}/undo`, { reason: '확인' });
    expect((await undo()).json.error.details.reason).toBe('spent');
    const gift2 = { key: newId(), customerId, toCustomerId: other, amount: 300, reason: '가족' };
    await call('POST', '/api/loyalty/transfer', gift2);
    const last = (await call('GET', `/api/customers/${other}/loyalty`)).json.moves[0];
    expect(last).toMatchObject({ kind: 'transfer', amount: 300, mayUndo: true });
    const back = await call('POST', `/api/loyalty/movements/${last.movementId}/undo`, { reason: '다른 분' });
    expect([back.json.holdings.points, (await holdings(other)).points]).toEqual([300, 200]);
    expect((await call('POST', `/api/loyalty/movements/${last.movementId}/undo`, { reason: '다른 분' })).status).toBe(
      409,
    );
  });

  it('ring an alarm on a number of the shop itself', async () => {
    const customerId = await buildPerson(shop);
    await call('PUT', `/api/customers/${customerId}/loyalty/staff`, { isStaff: true });
    await sell(customerId);
    const { json } = await call('GET', '/api/loyalty/alarms');
    const alarm = json.alarms.find((one: { customerId: string }) => one.customerId === customerId);
    // By hand as well: a gift or an adjustment is no way around it.
    const body = { key: newId(), customerId, unit: 'points', amount: 500, reason: '불편을 드려서' };
    await call('POST', '/api/loyalty/adjust', body);
    const giver = await buildPerson(shop);
    await sell(giver);
    const gift = { key: newId(), customerId: giver, toCustomerId: customerId, amount: 100, reason: '가족' };
    await call('POST', '/api/loyalty/transfer', gift);
    const { json: after } = await call('GET', '/api/loyalty/alarms');
    expect(after.alarms.filter((one: { customerId: string }) => one.customerId === customerId)).toHaveLength(3);
    expect(alarm).toMatchObject({ kind: 'staff_number', seenAt: null });
    expect((await call('POST', `/api/loyalty/alarms/${alarm.alarmId}/seen`)).status).toBe(200);
  });

  it('follow two people who become one, and go back to each (OP-04)', async () => {
    const [a, b] = [await buildPerson(shop), await buildPerson(shop)];
    await sell(a);
    await sell(b, { billMinor: 40_000 });
    const { mergeId } = await mergeCustomers(shop.db, shop.actor(), { into: a, from: b, now });
    expect((await holdings(a)).points).toBe(2_600);
    await call('POST', '/api/loyalty/use', { key: newId(), customerId: a, unit: 'points', amount: 1_000 });
    await unmergeCustomers(shop.db, shop.actor(), mergeId, now);
    expect([(await holdings(a)).points, (await holdings(b)).points]).toEqual([0, 1_600]);
    expect(await findLedgerFaults(shop.db, shop.workspaceId)).toEqual([]);
  });

  it('belong to nobody once she is erased, and the books still balance (PV-23)', async () => {
    const customerId = await buildPerson(shop);
    await sell(customerId);
    const { key } = context.secrets;
    const { workspaceId } = shop;
    await eraseCustomer(shop.db, { workspaceId, customerId, reason: 'request', actor: null, now, key });
    expect(await findLedgerFaults(shop.db, workspaceId)).toEqual([]);
    expect((await call('GET', `/api/customers/${customerId}/loyalty`)).status).toBe(404);
  });

  it('are reckoned as what the shop owes (OP-57)', async () => {
    const { json } = await call('GET', '/api/loyalty/report');
    expect(json.outstanding).toBeGreaterThan(0);
    expect(json.months.at(-1).earned).toBeGreaterThan(json.months.at(-1).used);
  });
});

it('is reckoned at the counter what goes back of a deposit and of tuition (OP-30, §5.7)', async () => {
  const booking = { bookingClass: 'reserved', wasTold: true, billMinor: 100_000, depositMinor: 100_000 };
  const { json } = await call('POST', '/api/refunds/no-show', booking, staff);
  expect(json).toEqual({ penaltyMinor: 40_000, refundMinor: 60_000, rule: 'reserved' });
  const course = { monthlyMinor: 300_000, lessons: 12, heldLessons: 3, monthsLeft: 2 };
  expect((await call('POST', '/api/refunds/tuition', course, staff)).json.refundMinor).toBe(800_000);
  expect((await call('POST', '/api/refunds/tuition', { ...course, heldLessons: 13 }, staff)).status).toBe(400);
});

describe('prepaid money (OP-55)', () => {
  it.each([
    [{ faceMinor: 50_000, leftMinor: 50_000, chargedOn: '2020-01-01', expiresOn: '2025-01-01' }, 45_000, 'expired'],
    [{ faceMinor: 60_000, leftMinor: 60_000, chargedOn: '2020-01-01', expiresOn: '2025-01-01' }, 57_000, 'expired'],
    [{ faceMinor: 60_000, leftMinor: 60_000, chargedOn: '2026-11-14', expiresOn: null }, 60_000, 'within_7_days'],
    [{ faceMinor: 60_000, leftMinor: 60_000, chargedOn: '2026-11-13', expiresOn: null }, 0, 'not_yet'],
    [{ faceMinor: 50_000, leftMinor: 20_000, chargedOn: '2026-01-01', expiresOn: null }, 20_000, 'mostly_used'],
    [{ faceMinor: 10_000, leftMinor: 4_000, chargedOn: '2026-01-01', expiresOn: null }, 0, 'not_yet'],
    [{ faceMinor: 10_000, leftMinor: 2_000, chargedOn: '2026-01-01', expiresOn: null }, 2_000, 'mostly_used'],
    [{ faceMinor: 50_000, leftMinor: 50_000, chargedOn: '2015-01-01', expiresOn: '2020-01-01' }, 0, 'too_late'],
  ])('%o gives back %i (%s)', (charge, dueMinor, rule) => {
    expect(computePrepaidRefund(charge, '2026-11-21')).toEqual({ dueMinor, rule });
  });

  it('is charged, used and paid back apart from points', async () => {
    const customerId = await buildPerson(shop);
    await call('POST', '/api/loyalty/prepaid/charge', { key: newId(), customerId, amountMinor: 50_000 });
    await call('POST', '/api/loyalty/use', { key: newId(), customerId, unit: 'prepaid', amount: 40_000 });
    expect(await holdings(customerId)).toMatchObject({ points: 0, prepaidMinor: 10_000 });
    const { json } = await call('GET', `/api/customers/${customerId}/prepaid-refund`);
    expect(json).toMatchObject({ dueMinor: 10_000, charges: [{ rule: 'mostly_used' }] });
    const refund = { key: newId(), expectedMinor: 10_000 };
    expect((await call('POST', `/api/customers/${customerId}/prepaid-refund`, refund)).json.paidMinor).toBe(10_000);
    expect((await holdings(customerId)).prepaidMinor).toBe(0);
    // The answer was lost: the same payout is asked again, told as it was, and booked once.
    const { status, json: again } = await call('POST', `/api/customers/${customerId}/prepaid-refund`, refund);
    expect([status, again]).toMatchObject([200, { paidMinor: 10_000, holdings: { prepaidMinor: 0 } }]);
    const another = { ...refund, key: newId() };
    expect((await call('POST', `/api/customers/${customerId}/prepaid-refund`, another)).status).toBe(409);
    const stranger = await buildPerson(shop);
    expect((await call('POST', `/api/customers/${stranger}/prepaid-refund`, refund)).status).toBe(409);
    const { json: shown } = await call('GET', `/api/customers/${customerId}/loyalty`);
    expect(shown.prepaidOwedMinor).toBe(0);
  });

  it('goes back into its own charge when a use is taken back, and a charge by mistake is paid out whole', async () => {
    const customerId = await buildPerson(shop);
    const charged = { key: newId(), customerId, amountMinor: 50_000 };
    await call('POST', '/api/loyalty/prepaid/charge', charged, staff);
    const used = { key: newId(), customerId, unit: 'prepaid', amount: 40_000 };
    await call('POST', '/api/loyalty/use', used, staff);
    const { json } = await call('GET', `/api/customers/${customerId}/loyalty`, undefined, staff);
    const [use, charge] = json.moves;
    expect([use, charge]).toMatchObject([
      { kind: 'use', unit: 'prepaid', amount: -40_000, mayUndo: true },
      { kind: 'charge', amount: 50_000, mayUndo: true },
    ]);
    const undo = ({ movementId }: { movementId: string }) =>
      call('POST', `/api/loyalty/movements/${movementId}/undo`, { reason: '금액이 달라요' }, staff);
    expect((await undo(charge)).json.error.details.reason).toBe('spent');
    expect((await undo(use)).json.holdings.prepaidMinor).toBe(50_000);
    // One charge again, not a fresh one with seven days of its own.
    const { json: refund } = await call('GET', `/api/customers/${customerId}/prepaid-refund`);
    expect(refund.charges).toMatchObject([{ faceMinor: 50_000, leftMinor: 50_000, rule: 'within_7_days' }]);
    expect((await undo(charge)).json.holdings.prepaidMinor).toBe(0);
    expect(await findLedgerFaults(shop.db, shop.workspaceId)).toEqual([]);
  });
});

describe('coupons outside of plays (OP-54)', () => {
  const offer = async (body: object) => {
    const base = { name: '전단', campaign: 'leaflet-11', kind: 'amount', value: 2_000 };
    const { json, status } = await call('POST', '/api/offers', {
      ...base,
      validFrom: '2026-11-01',
      validUntil: '2026-12-31',
      ...body,
    });
    expect(status, JSON.stringify(json)).toBe(200);
    return json.offer;
  };
  const redeem = (code: string, body: object = {}, cookie = staff) =>
    call('POST', `/api/coupons/${encodeURIComponent(code)}/redeem`, { billMinor: 20_000, ...body }, cookie);

  it('are redeemed exactly once by 200 tills at the same moment', async () => {
    const { offerId } = await offer({});
    const { json } = await call('POST', `/api/offers/${offerId}/codes`, { count: 1 });
    const answers = await Promise.all(Array.from({ length: 200 }, () => redeem(json.codes[0], { key: newId() })));
    const counts = (status: number) => answers.filter((one) => one.status === status).length;
    expect([counts(200), counts(409)]).toEqual([1, 199]);
    const uses = await shop.db
      .selectFrom('loyalty.couponUse')
      .select('couponUseId')
      .where('offerId', '=', offerId)
      .execute();
    expect(uses).toHaveLength(1);
  }, 60_000);

  it('stop at their budget and their number, however many ask at once', async () => {
    const word = await offer({ sharedCode: 'leaflet10', budgetMinor: 9_000 });
    const answers = await Promise.all(Array.from({ length: 30 }, () => redeem(' Leaflet10', { key: newId() })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    const { json } = await call('GET', '/api/offers');
    const shown = json.offers.find((one: { offerId: string }) => one.offerId === word.offerId);
    expect(shown).toMatchObject({ usedCount: 4, spentMinor: 8_000, campaign: 'leaflet-11' });
  });

  it('are one redemption for a till that repeats itself, and good again when taken back', async () => {
    const { offerId } = await offer({ totalLimit: 1 });
    const { json } = await call('POST', `/api/offers/${offerId}/codes`, { count: 1 });
    const key = newId();
    const [first, again] = [await redeem(json.codes[0], { key }), await redeem(json.codes[0], { key })];
    expect(again.json.couponUseId).toBe(first.json.couponUseId);
    const undo = { reason: '손님이 마음을 바꿈' };
    expect((await call('POST', `/api/coupon-uses/${first.json.couponUseId}/undo`, undo, staff)).status).toBe(200);
    expect((await redeem(json.codes[0], { key: newId() })).status).toBe(200);
  });

  it('ask for their day, hour, items, person and no second coupon', async () => {
    const customerId = await buildPerson(shop);
    const reason = async (code: string, body: object = {}) => (await redeem(code, body)).json.error?.details?.reason;
    // 2026-11-21 is a Saturday, noon.
    await offer({ sharedCode: 'WEEKDAY', conditions: { weekdays: [1, 2, 3, 4, 5] } });
    await offer({ sharedCode: 'EVENING', conditions: { dayparts: [{ fromMinute: 1_080, toMinute: 60 }] } });
    await offer({ sharedCode: 'NOODLE', conditions: { itemNames: ['국수'] } });
    await offer({ sharedCode: 'ONCE', conditions: { perPersonLimit: 1, stacks: true } });
    expect(await reason('WEEKDAY')).toBe('wrong_day');
    expect(await reason('EVENING')).toBe('wrong_hour');
    // The counter is told which items to ask for.
    expect((await redeem('NOODLE')).json.error.details).toMatchObject({ reason: 'no_item', itemNames: ['국수'] });
    expect((await redeem('NOODLE', { itemNames: ['국수'] })).status).toBe(200);
    expect(await reason('ONCE')).toBe('person_needed');
    expect(await reason('ONCE', { customerId, otherCodes: ['NOODLE'] })).toBe('not_beside_others');
    expect((await redeem('ONCE', { customerId })).status).toBe(200);
    expect(await reason('ONCE', { customerId })).toBe('person_limit');
  });

  it('are told later by a till that had no line, and what could not be is told to the owner', async () => {
    const { offerId } = await offer({ validUntil: '2026-11-20' });
    const { json } = await call('POST', `/api/offers/${offerId}/codes`, { count: 1 }).then(async (made) =>
      made.status === 200 ? made : { json: { codes: [] } },
    );
    expect(json.codes).toEqual([]);
    const live = await offer({ totalLimit: 5 });
    const codes = (await call('POST', `/api/offers/${live.offerId}/codes`, { count: 1 })).json.codes;
    const { bearer } = await buildApiKey(context, shop, { source: 'till-2', scopes: ['loyalty:write'] });
    const tell = (key: string) =>
      server.inject({
        method: 'POST',
        url: '/api/v1/coupons/redeem',
        headers: bearer,
        payload: { code: codes[0], billMinor: 9_000, key, at: '2026-11-21T02:00:00Z' },
      });
    expect((await tell('till-2-0001')).json()).toMatchObject({ status: 'redeemed', discountMinor: 2_000 });
    expect((await tell('till-2-0001')).statusCode).toBe(200);
    expect((await tell('till-2-0002')).statusCode).toBe(409);
    const { json: alarms } = await call('GET', '/api/loyalty/alarms');
    expect(alarms.alarms.filter(({ kind }: { kind: string }) => kind === 'coupon_twice')).toHaveLength(1);
  });
});

/** A guest's answers to the words in force. */
const answersTo = (form: { texts: { kind: string; textVersionId: string }[] }, granted: readonly string[]) =>
  form.texts
    .filter(({ kind }) => !kind.startsWith('ad_'))
    .map(({ kind, textVersionId }) => ({ kind, textVersionId, state: granted.includes(kind) ? 'granted' : 'refused' }));

describe('the tablet at the counter (OP-51)', () => {
  it('takes numbers with a key that can do nothing else, asks for consent once, and no promotion (PV-06)', async () => {
    const { bearer } = await buildApiKey(context, shop, { source: 'tablet-1', scopes: ['tablet:use'] });
    const ask = async (method: 'GET' | 'POST', url: string, payload?: object) => {
      const answer = await server.inject({ method, url, headers: bearer, ...(payload ? { payload } : {}) });
      return { status: answer.statusCode, json: answer.json() };
    };
    const tap = (key: string, change: object = {}) =>
      ask('POST', '/api/v1/tablet/sales', {
        taps: [{ key, phone: '010-2222-7777', billMinor: 12_000, at: now.toISOString(), ...change }],
      });
    expect((await ask('GET', '/api/v1/customers?phone=01022227777')).status).toBe(403);
    expect((await ask('POST', '/api/v1/coupons/redeem', { code: 'LEAFLET10' })).status).toBe(403);
    expect((await ask('POST', '/api/v1/tablet/look-up', { phone: '010-2222-7777' })).json).toEqual({
      isMember: false,
      holdings: null,
    });
    // Who is new becomes a member by a mobile only (OP-02).
    for (const phone of ['150-0000-0000', '02-123-4567', '0502-1234-5678']) {
      expect((await ask('POST', '/api/v1/tablet/look-up', { phone })).json, phone).toMatchObject({
        error: { code: 'invalid_input', message: expect.stringContaining('휴대전화번호') },
      });
    }
    expect((await tap('tablet-00000001')).json.results[0]).toMatchObject({ status: 'refused', reason: 'not_a_member' });
    const form = (await ask('GET', '/api/v1/tablet/consent?lang=ko')).json;
    const joined = await ask('POST', '/api/v1/tablet/consent', {
      name: '단골',
      phone: '010-2222-7777',
      choices: answersTo(form, ['svc_membership']),
    });
    expect(joined.json, JSON.stringify(joined.json)).toEqual({ joined: true });
    expect((await tap('tablet-00000002')).json.results[0]).toMatchObject({
      status: 'earned',
      earned: 600,
      holdings: { points: 600 },
    });
    expect((await tap('tablet-00000002')).json.results[0]).toMatchObject({
      status: 'known',
      earned: 600,
      holdings: { points: 600 },
    });
    const consents = await shop.db
      .selectFrom('privacy.consent')
      .select(['kind', 'state'])
      .where('workspaceId', '=', shop.workspaceId)
      .execute();
    expect(consents).toContainEqual({ kind: 'marketing_use', state: 'refused' });
  });

  it('counts stamps as cards, and begins the second where the first is full (OP-52)', async () => {
    const cafe = await buildShop(context);
    const cookie = (await signIn(context, cafe)).cookie;
    const stamps = { ...FIRST_SETTINGS.stamps, cardSize: 3, reward: '아메리카노' };
    const settings = {
      ...FIRST_SETTINGS,
      isOn: true,
      unit: 'stamps',
      stamps,
      guards: { maxEarnsADay: 9, lateEarnHours: 24 },
    };
    await call('PUT', '/api/loyalty/programme', { settings, expectedVersion: 0 }, cookie);
    const customerId = await buildPerson(cafe);
    for (let visit = 0; visit < 4; visit += 1)
      await call('POST', '/api/loyalty/sales', { key: newId(), customerId, billMinor: null }, cookie);
    const shown = await call('GET', `/api/customers/${customerId}/loyalty`, undefined, cookie);
    expect(shown.json.holdings.cards).toEqual({ full: 1, onCard: 1, missing: 2, size: 3, reward: '아메리카노' });
    const part = await call(
      'POST',
      '/api/loyalty/use',
      { key: newId(), customerId, unit: 'stamps', amount: 2 },
      cookie,
    );
    expect([part.status, part.json.error.details.reason]).toEqual([409, 'no_whole_card']);
    const reward = { key: newId(), customerId, unit: 'stamps', amount: 3 };
    expect((await call('POST', '/api/loyalty/use', reward, cookie)).json.holdings.cards).toMatchObject({
      full: 0,
      onCard: 1,
    });
    for (let visit = 0; visit < 2; visit += 1)
      await call('POST', '/api/loyalty/sales', { key: newId(), customerId, billMinor: null }, cookie);
    const visit = { key: newId(), customerId, billMinor: null, use: 3 };
    // The card is used and the visit earns the first stamp of the next; no least of points stands in the way.
    expect((await call('POST', '/api/loyalty/sales', visit, cookie)).json).toMatchObject({
      used: 3,
      holdings: { cards: { full: 0, onCard: 1 } },
    });
  });
});

describe('the code on a receipt', () => {
  it('makes an anonymous sale hers, once, with consent', async () => {
    const [orderId = ''] = await buildOrders(shop, [
      { customerId: null, businessDay: '2026-11-20', grossMinor: 20_000 },
    ]);
    const { json } = await call('GET', `/api/orders/${orderId}/claim-link`);
    expect(json).toMatchObject({ lastDay: '2026-11-27' });
    const token = json.url.split('/').at(-1);
    const url = `/api/claims/${token}`;
    const open = (await server.inject({ url })).json();
    // The rules began on the 21st: a sale of the day before earns nothing.
    expect(open).toMatchObject({ state: 'open', billMinor: 20_000 });
    const [later = ''] = await buildOrders(shop, [
      { customerId: null, businessDay: '2026-11-21', hour: 9, grossMinor: 20_000 },
    ]);
    const link = await call('GET', `/api/orders/${later}/claim-link`);
    const claimUrl = `/api/claims/${link.json.url.split('/').at(-1)}`;
    const choices = answersTo(open.form, ['svc_membership']);
    const claim = (phone: string) =>
      server.inject({ method: 'POST', url: claimUrl, payload: { name: '손님', phone, choices } });
    expect((await claim('010-3333-1111')).json()).toEqual({ joined: true, earned: 1_000 });
    expect((await claim('010-3333-2222')).statusCode).toBe(409);
    expect((await server.inject({ url: `/api/claims/${'A'.repeat(59)}` })).statusCode).toBe(404);
    const order = await shop.db
      .selectFrom('orders.saleOrder')
      .select('customerId')
      .where('orderId', '=', later)
      .executeTakeFirstOrThrow();
    expect((await holdings(order.customerId ?? '')).points).toBe(1_000);
  });

  it('shows what is booked: by the items, groups and refunds of the order, at her own level', async () => {
    const cafe = await buildShop(context);
    const { cookie } = await signIn(context, cafe);
    const save = async (change: object) => {
      const { json } = await call('GET', '/api/loyalty/programme', undefined, cookie);
      const settings = { ...FIRST_SETTINGS, isOn: true, ...change };
      const body = { settings, expectedVersion: json.programme.version };
      expect((await call('PUT', '/api/loyalty/programme', body, cookie)).status).toBe(200);
    };
    const [latte, soju] = [await buildItem(cafe, '라떼'), await buildItem(cafe, '소주')];
    await cafe.db.updateTable('menu.item').set({ category: '주류' }).where('itemId', '=', soju).execute();
    const claim = async (phone: string, order: Partial<TestOrder>) => {
      const [orderId = ''] = await buildOrders(cafe, [
        { customerId: null, businessDay: '2026-11-21', hour: 9, grossMinor: 20_000, ...order },
      ]);
      const link = await call('GET', `/api/orders/${orderId}/claim-link`, undefined, cookie);
      const url = `/api/claims/${link.json.url.split('/').at(-1)}`;
      const open = (await server.inject({ url })).json();
      const payload = { name: '손님', phone, choices: answersTo(open.form, ['svc_membership']) };
      const { earned } = (await server.inject({ method: 'POST', url, payload })).json();
      return { unit: open.unit, willEarn: open.willEarn, earned };
    };
    const levels = [{ key: 'regular', name: '단골', threshold: 100, rateBasisPoints: 1_000 }];
    await save({ excludedCategories: ['주류'], tiers: { ...FIRST_SETTINGS.tiers, levels } });
    const points = (willEarn: number, earned = willEarn) => ({ unit: 'points', willEarn, earned });
    expect(await claim('010-4444-1111', { items: [latte, soju] })).toEqual(points(500));
    expect(await claim('010-4444-2222', { refundMinor: -5_000 })).toEqual(points(750));
    // Nobody's level is known before she says who she is.
    expect(await claim('010-4444-1111', {})).toEqual(points(1_000, 2_000));
    await save({ unit: 'stamps', stamps: { ...FIRST_SETTINGS.stamps, per: 'item', itemNames: ['라떼'] } });
    expect(await claim('010-4444-3333', { items: [latte, latte, soju] })).toEqual({
      unit: 'stamps',
      willEarn: 2,
      earned: 2,
    });
  });
});
