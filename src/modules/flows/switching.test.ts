import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { ACT, buildFlowOn, flowDocument, listRunsOf } from '../../../test/factories-flows.ts';
import { buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { Actor } from '../../platform/actor.ts';
import { newId } from '../../shared/ids.ts';
import { listPlays } from '../plays/index.ts';
import type { Role } from '../staff/contract.ts';
import { RIGHTS } from '../staff/rules.ts';
import { sayAtCounter } from './contract.ts';
import { listHints } from './hints.ts';
import { tendFlows } from './jobs.ts';
import { askSwitchOn, sendBackFlow } from './service/approval.ts';
import { getFlow, listFlows } from './service/list.ts';
import { checkFlow } from './service/preview.ts';
import { listRuns } from './service/runs.ts';
import { startFlow } from './service/start.ts';
import { pauseFlow, switchOff, switchOn } from './service/switch.ts';
import { listFlowsToRead } from './service/unread.ts';
import { createFlow, updateFlow } from './service/write.ts';

const context = await createTestContext();
const at = (now: string) => context.clock.set(now);
const now = () => context.clock.now();
const NOON = '2026-11-21T12:00:00+09:00';
const PAUSE = { id: 'pause', kind: 'wait', amount: 2, unit: 'days' } as const;

let shop: TestShop;
beforeAll(async () => {
  shop = await buildShop(context);
});
/** Somebody with an account of her own. */
const somebody = (role: Role) =>
  new Actor({
    workspaceId: shop.workspaceId,
    accountId: newId(),
    locale: 'ko',
    ip: '127.0.0.1',
    rights: RIGHTS[role],
    clockOffsetDays: 0,
  });
const start = (flowId: string) => startFlow(context, shop.actor(), { flowId, startKey: newId(), now: now() });

describe('an automation that runs', () => {
  it('stands still while it is paused, changes by a new version, and says who is where', async () => {
    at(NOON);
    const person = await buildPerson(shop, { name: '김하나' });
    const flowId = await buildFlowOn(context, shop, { steps: [PAUSE, ACT] });
    await start(flowId);
    await tendFlows(context, shop.workspaceId);
    await pauseFlow(shop.db, shop.actor(), { flowId, now: now() });
    at('2026-11-24T12:00:00+09:00');
    await tendFlows(context, shop.workspaceId);
    expect((await listRunsOf(shop))[0]).toMatchObject({ state: 'active', stepKey: 'message' });
    const inside = await listRuns(shop.db, shop.actor(), { flowId, limit: 30, now: now() });
    expect(inside.runs).toMatchObject([{ customerId: person, name: '김*나', state: 'active', stepId: 'message' }]);
    expect(await switchOn(context, shop.actor(), { flowId, now: now() })).toMatchObject({ state: 'on', version: 1 });
    const changed = await updateFlow(context, shop.actor(), {
      flowId,
      document: flowDocument({ steps: [{ ...ACT, id: 'other' }] }),
      now: now(),
    });
    expect(changed).toMatchObject({ state: 'on', version: 2 });
    await tendFlows(context, shop.workspaceId);
    const flow = await getFlow(context, shop.actor(), { flowId, now: now() });
    // She goes on by the version she entered with; the new one has its play, with nobody in it.
    expect(flow.plays.map(({ version, stepId, treated, holdout }) => [version, stepId, treated + holdout])).toEqual([
      [1, 'message', 1],
      [2, 'other', 0],
    ]);
    expect(flow.lately.reached + flow.lately.heldOut).toBe(1);
    // What stands behind its steps is no play of the owner's.
    expect(await listPlays(context, shop.actor(), '2026-11-24')).toEqual([]);
    await switchOff(shop.db, shop.actor(), { flowId, now: now() });
    const plays = await shop.db.selectFrom('plays.play').select('state').execute();
    expect(new Set(plays.map(({ state }) => state))).toEqual(new Set(['stopped']));
    await expect(pauseFlow(shop.db, shop.actor(), { flowId, now: now() })).rejects.toThrow('off');
  });

  it('is switched on once when two press at once', async () => {
    const input = { flowId: newId(), name: '둘이서', document: flowDocument({}), now: now() };
    // Saved twice under one id it is made once.
    const twins = [await createFlow(context, shop.actor(), input), await createFlow(context, shop.actor(), input)];
    expect(new Set(twins.map((one) => one.flowId))).toEqual(new Set([input.flowId]));
    const { flowId } = input;
    const press = () => switchOn(context, shop.actor(), { flowId, now: now() });
    const both = await Promise.all([press(), press()]);
    expect(both.map(({ state, version }) => [state, version])).toEqual([
      ['on', 1],
      ['on', 1],
    ]);
    const { plays } = await getFlow(context, shop.actor(), { flowId, now: now() });
    expect(plays).toHaveLength(1);
    await switchOff(shop.db, shop.actor(), { flowId, now: now() });
  });

  it('is switched on by who may approve where the shop wants it so; others ask', async () => {
    const { workspaceId } = shop;
    await shop.db
      .insertInto('plays.policy')
      .values({ workspaceId, approvalRequired: true, updatedAt: now() })
      .execute();
    const made = await createFlow(context, shop.actor('manager'), {
      name: '점심',
      document: flowDocument({}),
      now: now(),
    });
    const { flowId } = made;
    await expect(switchOn(context, shop.actor('manager'), { flowId, now: now() })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect((await askSwitchOn(shop.db, shop.actor('manager'), { flowId, now: now() })).askedAt).not.toBeNull();
    expect((await listFlowsToRead(context, shop.actor(), { now: now() })).asked).toEqual([{ flowId, name: '점심' }]);
    // Another manager can neither switch it on nor send it back; whoever may approve sends it back with a word.
    const back = (actor: Actor, note = '') => sendBackFlow(shop.db, actor, { flowId, note, now: now() });
    await expect(back(somebody('manager'))).rejects.toMatchObject({ code: 'forbidden' });
    expect(await back(somebody('owner'), '쿠폰이 커요')).toMatchObject({
      state: 'off',
      askedAt: null,
      sentBackNote: '쿠폰이 커요',
    });
    await expect(back(somebody('owner'))).rejects.toMatchObject({ code: 'conflict' });
    expect((await listFlowsToRead(context, shop.actor(), { now: now() })).asked).toEqual([]);
    // Asked again, the word is gone; whoever asked takes it back.
    const asker = somebody('manager');
    expect(await askSwitchOn(shop.db, asker, { flowId, now: now() })).toMatchObject({ sentBackNote: '' });
    expect(await back(asker)).toMatchObject({ askedAt: null, sentBackNote: '' });
    expect(await switchOn(context, shop.actor(), { flowId, now: now() })).toMatchObject({ state: 'on', askedAt: null });
    // While it is on, changing it is as good as sending.
    await expect(
      updateFlow(context, shop.actor('manager'), { flowId, document: flowDocument({ goal: 'visit' }), now: now() }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    expect((await listFlows(context, shop.actor(), now())).flows.map(({ state }) => state)).toEqual([
      'off',
      'off',
      'on',
    ]);
  });
});

describe('a document that is being written', () => {
  it('is read line by line, and what is wrong names its step', async () => {
    const good = await checkFlow(context, shop.actor(), {
      document: flowDocument({ steps: [PAUSE, ACT] }),
      now: now(),
    });
    expect(good.lines.map(({ stepId, text }) => [stepId, text.ko])).toEqual([
      ['pause', '2일 기다려요'],
      ['message', '2,000원 할인 쿠폰(7일)과 함께 직접 전해요'],
    ]);
    const fork = {
      id: 'fork',
      kind: 'branch',
      rule: { all: [] },
      yes: [{ id: 'word', kind: 'hint', text: '', days: 3 }],
      no: [],
    };
    const bad = await checkFlow(context, shop.actor(), {
      document: { ...flowDocument({}), steps: [fork] },
      now: now(),
    });
    expect(bad.problems).toEqual([{ stepId: 'word', field: 'text', code: 'too_small' }]);
    const empty = await checkFlow(context, shop.actor(), { document: flowDocument({ steps: [] }), now: now() });
    expect(empty.problems).toEqual([{ stepId: null, field: 'steps', code: 'no_steps' }]);
    const letter = { ...ACT, arm: { ...ACT.arm, channel: 'email' as const } };
    const unsent = await checkFlow(context, shop.actor(), { document: flowDocument({ steps: [letter] }), now: now() });
    expect(unsent.warnings).toContainEqual({ code: 'no_subject', blocking: true, detail: '', stepId: 'message' });
  });
});

describe('a branch with nothing on either side', () => {
  it('is said at the branch, in the whole sentence too, and cannot be switched on', async () => {
    const document = flowDocument({
      steps: [ACT, { id: 'fork', kind: 'branch', rule: { fact: 'visits', atLeast: 5 }, yes: [], no: [] }],
    });
    const checked = await checkFlow(context, shop.actor(), { document, now: now() });
    expect(checked.warnings).toContainEqual({ code: 'empty_branch', blocking: true, detail: '', stepId: 'fork' });
    expect(checked.lines.at(-1)?.text.en).toMatch(/\(nothing follows either way\)$/);
    expect(checked.sentence?.ko).toContain('(어느 쪽에도 할 일이 없어요).');
    const { flowId } = await createFlow(context, shop.actor(), { name: '나누다 만 것', document, now: now() });
    await expect(switchOn(context, shop.actor(), { flowId, now: now() })).rejects.toMatchObject({
      code: 'invalid_input',
      details: { warnings: ['empty_branch'] },
    });
  });
});

describe('the birthday greeting of a shop that cannot send mail', () => {
  it('goes as words at the counter, with nothing to fill in, and everybody who met it is accounted for', async () => {
    at(NOON);
    const own = await buildShop(context);
    const actor = own.actor();
    // One in ten is held out: that all eight are is one in a hundred million.
    const people = await Promise.all(Array.from({ length: 8 }, (_one, n) => buildPerson(own, { name: `생일${n}` })));
    const customerId = await buildPerson(own, { name: '불만' });
    await own.db
      .insertInto('messaging.complaint')
      .values({ workspaceId: own.workspaceId, complaintId: newId(), customerId, openedAt: now() })
      .execute();
    await own.db
      .updateTable('customers.customer')
      .set({ birthday: '11-28', birthdayCalendar: 'solar' })
      .where('workspaceId', '=', own.workspaceId)
      .execute();
    const { flowId, document } = await createFlow(context, actor, { readyKey: 'birthday', now: now() });
    const press = () => switchOn(context, actor, { flowId, now: now() });
    await expect(press()).rejects.toMatchObject({ code: 'invalid_input' });
    const spoken = sayAtCounter(document, '축하드린다고 말씀해 주세요.');
    await updateFlow(context, actor, { flowId, document: spoken, now: now() });
    expect(await press()).toMatchObject({ state: 'on' });
    await tendFlows(context, own.workspaceId);
    const said = await Promise.all(people.map((customerId) => listHints(own.db, actor, { customerId, now: now() })));
    const told = said.flat();
    expect(told.length).toBeGreaterThan(0);
    for (const hint of told) {
      expect(hint).toMatchObject({
        text: '축하드린다고 말씀해 주세요.',
        shownUntil: '2026-12-05',
        flowName: '생일 축하',
      });
    }
    const came = people[said.findIndex((hints) => hints.length > 0)] ?? '';
    await buildOrders(own, [{ customerId: came, businessDay: '2026-11-22', hour: 19 }]);
    const { lately } = await getFlow(context, actor, { flowId, now: now() });
    const treated = told.length;
    expect(lately).toEqual({
      met: 9,
      reached: treated,
      waiting: 0,
      treated,
      came: 1,
      heldOut: 8 - treated,
      heldOutCame: 0,
      leftOut: [{ reason: 'open_complaint', count: 1 }],
    });
    const messages = await own.db
      .selectFrom('messaging.message')
      .select('messageId')
      .where('workspaceId', '=', own.workspaceId)
      .execute();
    expect(messages).toEqual([]);
  });
});
