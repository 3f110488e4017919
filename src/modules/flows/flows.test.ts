import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { buildField } from '../../../test/factories-fields.ts';
import { ACT, buildFlowOn, flowDocument, listRunsOf } from '../../../test/factories-flows.ts';
import { buildItem, buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { newId } from '../../shared/ids.ts';
import { businessDayOf } from '../../shared/time.ts';
import { markItems } from '../menu/index.ts';
import { createPlay, launchPlay } from '../plays/index.ts';
import { updatePlayPolicy } from '../plays/service/policy.ts';
import { followMembersJob } from '../segments/index.ts';
import type { FlowDocument, ReadyKey, Step } from './contract.ts';
import { enterFlow } from './enter.ts';
import { listHints, sayHint } from './hints.ts';
import { enterByGroupJob, tendFlows } from './jobs.ts';
import { chooseOffer, planSteps, waitUntilUsualHour } from './rules.ts';
import { listFlows } from './service/list.ts';
import { previewFlow } from './service/preview.ts';
import { startFlow } from './service/start.ts';
import { switchOff, switchOn } from './service/switch.ts';
import { createFlow, updateFlow } from './service/write.ts';

const context = await createTestContext();
const NOON = '2026-11-21T12:00:00+09:00';
const at = (now: string) => context.clock.set(now);
const now = () => context.clock.now();

const buildFlow = (shop: TestShop, change: Partial<FlowDocument>) => buildFlowOn(context, shop, change);

const runsOf = listRunsOf;
const assigned = (shop: TestShop) => shop.db.selectFrom('plays.assignment').selectAll().execute();
const born = (shop: TestShop, customerId: string, calendar: string, birthday: string) =>
  shop.db
    .updateTable('customers.customer')
    .set({ birthday, birthdayCalendar: calendar })
    .where('customerId', '=', customerId)
    .execute();

describe('the rules of a flow', () => {
  it('joins what stands after a branch, and ends at an end', () => {
    const steps: Step[] = [
      { id: 'b', kind: 'branch', rule: { all: [] }, yes: [{ id: 'y', kind: 'end' }], no: [] },
      { ...ACT, id: 'z' },
    ];
    const plan = planSteps({ steps });
    expect(plan.first).toBe('b');
    expect(plan.steps.get('b')).toMatchObject({ yes: 'y', no: 'z' });
    expect(plan.steps.get('y')).toMatchObject({ next: null });
  });

  it('waits until before her usual hour, of the next day when it has passed', () => {
    const until = (from: string) =>
      waitUntilUsualHour({ from: new Date(from), usualHour: 19, minutesBefore: 30, timeZone: 'Asia/Seoul' });
    expect(until(NOON)).toEqual(new Date('2026-11-21T18:30:00+09:00'));
    expect(until('2026-11-21T18:31:00+09:00')).toEqual(new Date('2026-11-22T18:30:00+09:00'));
  });

  it('chooses the first offer that suits, is in stock and leaves a margin, and says why not the others', () => {
    const candidate = (key: string, inStock: boolean, itemId: string | null) => ({
      key,
      name: key,
      when: null,
      itemId,
      inStock,
      arm: ACT.arm,
    });
    const item = newId();
    const choice = chooseOffer({
      candidates: [
        candidate('a', false, null),
        candidate('b', true, null),
        candidate('c', true, item),
        candidate('d', true, null),
      ],
      suits: (key) => key !== 'b',
      isSoldOut: () => false,
      marginMinor: () => 1_500,
    });
    expect(choice).toEqual({
      key: 'd',
      passed: [
        { key: 'a', why: 'out_of_stock' },
        { key: 'b', why: 'not_for_her' },
        { key: 'c', why: 'margin_too_small' },
      ],
    });
  });
});

describe('a month whose ceiling is reached', () => {
  it('takes nobody on silently: whoever it leaves out leaves, and it is said why', async () => {
    at(NOON);
    const shop = await buildShop(context);
    const customerId = await buildPerson(shop);
    await born(shop, customerId, 'solar', '11-25');
    const { workspaceId } = shop;
    await buildFlow(shop, { trigger: { kind: 'birthday', daysBefore: 7 }, steps: [ACT, { ...ACT, id: 'second' }] });
    const policy = { approvalRequired: false, graceMinutes: 0, adsPerWeek: null, standingRate: 0, standingDays: 91 };
    const leaflets = await createPlay(
      shop.db,
      shop.actor(),
      {
        name: '전단',
        rule: { all: [] },
        channel: 'none',
        kind: 'offline',
        fixedCostMinor: 5_000,
        offline: { medium: 'leaflet', place: '역 앞', copies: 500, discountMinor: 0 },
      },
      now(),
    );
    await launchPlay(context, shop.actor(), { playId: leaflets.playId, today: '2026-11-21', now: now() });
    await updatePlayPolicy(shop.db, shop.actor(), {
      policy: { ...policy, monthlyBudgetMinor: 5_000 },
      today: '2026-11-21',
      now: now(),
    });
    await tendFlows(context, workspaceId);
    expect(await runsOf(shop)).toMatchObject([{ customerId, state: 'left', reason: 'month_spent' }]);
    expect(await assigned(shop)).toEqual([]);
  });
});

describe('a birthday flow (OP-72)', () => {
  it('finds the sun and the moon, lets each in once, and again a year later in a play of its own', async () => {
    at(NOON);
    const shop = await buildShop(context);
    const [solar, lunar, far] = [await buildPerson(shop), await buildPerson(shop), await buildPerson(shop)];
    // Lunar 10/19 of 2026 is kept on 2026-11-27.
    await born(shop, solar, 'solar', '11-25');
    await born(shop, lunar, 'lunar', '10-19');
    await born(shop, far, 'solar', '12-20');
    await buildFlow(shop, { trigger: { kind: 'birthday', daysBefore: 7 }, reentry: { kind: 'yearly' } });
    await tendFlows(context, shop.workspaceId);
    await tendFlows(context, shop.workspaceId);
    const runs = await runsOf(shop);
    expect(new Set(runs.map(({ customerId }) => customerId))).toEqual(new Set([solar, lunar]));
    expect(runs).toHaveLength(2);
    expect(runs.every(({ state }) => state === 'done')).toBe(true);
    expect(await assigned(shop)).toHaveLength(2);
    at('2027-11-20T12:00:00+09:00');
    await tendFlows(context, shop.workspaceId);
    const again = (await runsOf(shop)).filter(({ round }) => round === 2);
    expect(again.map(({ customerId }) => customerId)).toContain(solar);
    const plays = await shop.db
      .selectFrom('flows.stepPlay')
      .selectAll()
      .where('workspaceId', '=', shop.workspaceId)
      .execute();
    expect(new Set(plays.map(({ round }) => round))).toEqual(new Set([1, 2]));
    expect(plays).toHaveLength(2);
  });
});

describe('a flow with a wait', () => {
  it('lets whoever came meanwhile leave, and gives the others their coupon once, killed in between or not', async () => {
    at(NOON);
    const shop = await buildShop(context);
    const [came, stayed] = [await buildPerson(shop), await buildPerson(shop)];
    const flowId = await buildFlow(shop, {
      goal: 'visit',
      steps: [{ id: 'pause', kind: 'wait', amount: 2, unit: 'days' }, ACT],
    });
    const startKey = newId();
    expect(await startFlow(context, shop.actor(), { flowId, startKey, now: now() })).toEqual({ entered: 2 });
    expect(await startFlow(context, shop.actor(), { flowId, startKey, now: now() })).toEqual({ entered: 0 });
    await tendFlows(context, shop.workspaceId);
    expect(await assigned(shop)).toHaveLength(0);
    await buildOrders(shop, [{ customerId: came, businessDay: '2026-11-22' }]);
    at('2026-11-23T12:01:00+09:00');
    await tendFlows(context, shop.workspaceId);
    // As if it had been killed after she entered the play and before that was written down.
    await shop.db
      .updateTable('flows.run')
      .set({ state: 'active', stepKey: 'message', endedAt: null })
      .where('customerId', '=', stayed)
      .execute();
    await tendFlows(context, shop.workspaceId);
    expect((await assigned(shop)).map(({ customerId }) => customerId)).toEqual([stayed]);
    const runs = await runsOf(shop);
    expect(runs.find(({ customerId }) => customerId === came)).toMatchObject({ state: 'left', reason: 'came' });
    expect(runs.find(({ customerId }) => customerId === stayed)).toMatchObject({ state: 'done' });
  });

  it('lets everybody leave when it is switched off, and begins anew when it is on again', async () => {
    at(NOON);
    const shop = await buildShop(context);
    await buildPerson(shop);
    const flowId = await buildFlow(shop, {
      reentry: { kind: 'after_days', days: 1 },
      steps: [{ id: 'pause', kind: 'wait', amount: 2, unit: 'days' }, ACT],
    });
    await startFlow(context, shop.actor(), { flowId, startKey: newId(), now: now() });
    await switchOff(shop.db, shop.actor(), { flowId, now: now() });
    expect((await runsOf(shop))[0]).toMatchObject({ state: 'left', reason: 'switched_off' });
    expect(await switchOn(context, shop.actor(), { flowId, now: now() })).toMatchObject({ state: 'on', version: 2 });
  });
});

describe('other ways in', () => {
  it('hints at the till after the first visit, to those who are not held out', async () => {
    at(NOON);
    const shop = await buildShop(context);
    const people = [await buildPerson(shop), await buildPerson(shop), await buildPerson(shop), await buildPerson(shop)];
    await buildOrders(
      shop,
      people.map((customerId) => ({ customerId, businessDay: '2026-11-20', hour: 11 })),
    );
    await buildFlow(shop, {
      trigger: { kind: 'first_visit', hoursAfter: 24 },
      steps: [{ id: 'hint', kind: 'hint', text: '고맙다고 말씀해 주세요', days: 60 }],
    });
    await tendFlows(context, shop.workspaceId);
    await tendFlows(context, shop.workspaceId);
    const drawn = await assigned(shop);
    expect(drawn).toHaveLength(4);
    for (const { customerId, arm } of drawn) {
      const hints = await listHints(shop.db, shop.actor('staff'), { customerId, now: now() });
      // Whoever is held out is left alone by staff as well (MT-30).
      expect(hints.map(({ text }) => text)).toEqual(arm === 'treatment' ? ['고맙다고 말씀해 주세요'] : []);
      for (const { hintId } of hints) await sayHint(shop.db, shop.actor('staff'), { customerId, hintId, now: now() });
      expect(await listHints(shop.db, shop.actor('staff'), { customerId, now: now() })).toEqual([]);
    }
  });

  it('says nothing of what is sold out now, and says it again when it is there', async () => {
    at(NOON);
    const shop = await buildShop(context);
    const people = [await buildPerson(shop), await buildPerson(shop), await buildPerson(shop), await buildPerson(shop)];
    const noodles = await buildItem(shop, '마라탕');
    await buildOrders(
      shop,
      people.map((customerId) => ({ customerId, businessDay: '2026-11-20', hour: 11 })),
    );
    await buildFlow(shop, {
      trigger: { kind: 'first_visit', hoursAfter: 24 },
      steps: [{ id: 'hint', kind: 'hint', text: '마라탕을 권해 주세요', days: 60 }],
    });
    await tendFlows(context, shop.workspaceId);
    await tendFlows(context, shop.workspaceId);
    const customerId = (await assigned(shop)).find(({ arm }) => arm === 'treatment')?.customerId ?? '';
    const hints = async () => (await listHints(shop.db, shop.actor('staff'), { customerId, now: now() })).length;
    const mark = (availability: 'sold_out' | 'in_stock') =>
      markItems(shop.db, {
        workspaceId: shop.workspaceId,
        accountId: null,
        sayings: [{ itemId: noodles, availability, untilDay: null }],
        today: businessDayOf(now(), shop.workspace),
        now: now(),
      });
    expect(await hints()).toBe(1);
    await mark('sold_out');
    expect(await hints()).toBe(0);
    await mark('in_stock');
    expect(await hints()).toBe(1);
    // 마라 is sold out, and the hint speaks of 마라탕, which is there.
    const mara = await buildItem(shop, '마라');
    await markItems(shop.db, {
      workspaceId: shop.workspaceId,
      accountId: null,
      sayings: [{ itemId: mara, availability: 'sold_out', untilDay: null }],
      today: businessDayOf(now(), shop.workspace),
      now: now(),
    });
    expect(await hints()).toBe(1);
  });

  it('lets somebody in who came into a group, told twice or once', async () => {
    at(NOON);
    const shop = await buildShop(context);
    const customerId = await buildPerson(shop);
    const segmentId = newId();
    await buildFlow(shop, { trigger: { kind: 'group', segmentId } });
    const told = { workspaceId: shop.workspaceId, segmentId, customerIds: [customerId] };
    const signal = new AbortController().signal;
    await enterByGroupJob.run(context, told, signal);
    await enterByGroupJob.run(context, told, signal);
    await tendFlows(context, shop.workspaceId);
    expect(await assigned(shop)).toHaveLength(1);
  });

  it('hears once of everybody who came into a group together, and not of groups that no automation waits for', async () => {
    at(NOON);
    const shop = await buildShop(context);
    const { workspaceId } = shop;
    const signal = new AbortController().signal;
    const [waitedFor, other] = [newId(), newId()];
    for (const segmentId of [waitedFor, other]) {
      await shop.db
        .insertInto('segments.segment')
        .values({ workspaceId, segmentId, name: '모두', rule: JSON.stringify({ all: [] }) })
        .execute();
    }
    await buildFlow(shop, { trigger: { kind: 'group', segmentId: waitedFor } });
    const off = await buildFlow(shop, { trigger: { kind: 'group', segmentId: other } });
    await switchOff(shop.db, shop.actor(), { flowId: off, now: now() });
    await followMembersJob.run(context, { workspaceId }, signal);
    const people = [await buildPerson(shop), await buildPerson(shop), await buildPerson(shop)];
    await followMembersJob.run(context, { workspaceId }, signal);
    const { rows } = await context.database.pool.query<{ payload: unknown }>(
      `select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier = 'flows.enterByGroup' and payload ->> 'workspaceId' = $1`,
      [workspaceId],
    );
    expect(rows).toHaveLength(1);
    const told = enterByGroupJob.payload.parse(rows[0]?.payload);
    expect(told).toMatchObject({ workspaceId, segmentId: waitedFor });
    expect(told.customerIds.toSorted()).toEqual(people.toSorted());
    await enterByGroupJob.run(context, told, signal);
    expect(await runsOf(shop)).toHaveLength(3);
  });
});

describe('ready-made automations', () => {
  it('are off until they are read, there once, and say whom the law leaves out and what is missing', async () => {
    at(NOON);
    const shop = await buildShop(context);
    const person = await buildPerson(shop, { name: '김하나' });
    await born(shop, person, 'solar', '11-25');
    const { ready } = await listFlows(context, shop.actor(), now());
    expect(ready).toHaveLength(12);
    const make = (readyKey: ReadyKey) => createFlow(context, shop.actor(), { readyKey, now: now() });
    const made = await make('birthday');
    expect((await make('birthday')).flowId).toBe(made.flowId);
    expect(made).toMatchObject({ state: 'off' });
    const preview = await previewFlow(context, shop.actor(), { flowId: made.flowId, now: now() });
    expect(preview).toMatchObject({ found: 1, eligible: 0, holdoutRate: 0.1 });
    expect(preview.excluded.reduce((sum, { count }) => sum + count, 0)).toBe(1);
    expect(preview.samples.map(({ which }) => which)).toEqual(['real', 'fullest', 'emptiest']);
    expect(preview.samples[0]).toMatchObject({ person: '김*나' });
    expect(preview.samples[0]?.text).not.toContain('김하나');
    await expect(switchOn(context, shop.actor(), { flowId: made.flowId, now: now() })).rejects.toThrow('cannot be');
    await expect(
      enterFlow(shop.db, {
        workspaceId: shop.workspaceId,
        flowId: made.flowId,
        entries: [{ customerId: person, entryKey: 'x' }],
        now: now(),
      }),
    ).resolves.toEqual([]);
  });
});

describe('a sensitive field in an automation (PV-14)', async () => {
  const shop = await buildShop(context);
  const key = await buildField(shop, { fieldKey: 'allergy', type: 'sensitive' });
  const rule = { all: [{ not: { fact: 'field' as const, key } }] };
  const candidate = { key: 'one', name: '하나', itemId: null, inStock: true, arm: ACT.arm };
  const places: Record<string, Partial<FlowDocument>> = {
    'who it is started for': { trigger: { kind: 'manual', rule } },
    'who leaves': { exitWhen: rule },
    'which branch': { steps: [{ id: 'fork', kind: 'branch', rule, yes: [ACT], no: [] }] },
    'which offer': { steps: [{ id: 'pick', kind: 'choose', candidates: [{ ...candidate, when: rule }] }] },
  };

  it.each(Object.entries(places))('decides nothing: not %s, neither new nor changed', async (_, change) => {
    const refused = { code: 'invalid_input', message: expect.stringContaining('PV-14') };
    const document = flowDocument(change);
    await expect(createFlow(context, shop.actor(), { name: '시험', document, now: now() })).rejects.toMatchObject(
      refused,
    );
    const plain = { name: '시험', document: flowDocument({}), now: now() };
    const { flowId } = await createFlow(context, shop.actor(), plain);
    await expect(updateFlow(context, shop.actor(), { flowId, document, now: now() })).rejects.toMatchObject(refused);
  });
});
