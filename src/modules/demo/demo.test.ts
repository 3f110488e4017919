import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn } from '../../../test/factories.ts';
import { buildFlowOn } from '../../../test/factories-flows.ts';
import { workOff } from '../../../test/work-off.ts';
import { systemActor } from '../../platform/actor.ts';
import { shiftDays } from '../../platform/clock.ts';
import type { Db } from '../../platform/db.ts';
import { importSales } from '../imports/index.ts';
import { getPersonInsight } from '../insights/index.ts';
import { createPlay, getPlayResult, launchPlay, zPlayDraft } from '../plays/index.ts';
import { getToday } from '../today/index.ts';
import { listLateSources } from '../touchpoints/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import { readDelivered } from './feed.ts';
import { askForDays, createDemo, findDemo, getTruth, readBrought, runDemoWork } from './index.ts';
import { advance, computeStateOn, createWorld } from './simulation/index.ts';
import { getState } from './store.ts';
import { readReactions } from './work.ts';

let context: TestContext;
let workspaceId: string;
let db: Db;
let made: { orders: number; people: number };

const actor = () => systemActor(workspaceId);

async function count(db: Db, table: string, where = 'true'): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from ${sql.raw(table)} where ${sql.raw(where)}`.execute(db);
  return rows[0]?.n ?? 0;
}

beforeAll(async () => {
  context = await createTestContext();
  workspaceId = await createDemo(context);
  db = context.database.of(workspaceId);
  made = await runDemoWork(context, workspaceId);
}, 120_000);

describe('entering the demo before the first run', () => {
  it('is open to anybody', async () => {
    const server = await buildServer(context);
    const visitor = await server.inject({ method: 'POST', url: '/api/demo', payload: { locale: 'en' } });
    expect(visitor.statusCode).toBe(200);
    expect(visitor.json().session).toMatchObject({
      role: 'owner',
      workspace: { kind: 'demo' },
      account: { locale: 'en' },
    });
    await server.close();
  });
});

describe('the demo shop', () => {
  it('has 18 months of about 60,000 orders and 3,000 people', async () => {
    expect(made.orders).toBeGreaterThan(50_000);
    expect(made.people).toBeGreaterThan(2_500);
    expect(await count(db, 'orders.sale_order')).toBe(made.orders);
    expect(await count(db, 'customers.external_id', "source = 'demo'")).toBe(made.people);
    expect(await count(db, 'customers.customer')).toBe(made.people);
    expect(await count(db, 'menu.item')).toBe(45);
  });

  it('hears from the site, the booking app and reviews, and finds the waiting-list app silent', async () => {
    const late = await listLateSources(db, actor(), context.clock.now());
    expect(late).toMatchObject([{ label: '웨이팅 앱', state: 'silent' }]);
    const rows = await count(db, 'touchpoints.touchpoint');
    expect(rows).toBeGreaterThan(300);
    expect(await count(db, 'touchpoints.touchpoint', 'customer_id is not null')).toBeGreaterThan(50);
  });

  it('keeps four in ten orders anonymous', async () => {
    const anonymous = (await count(db, 'orders.sale_order', 'customer_id is null')) / made.orders;
    expect(anonymous).toBeGreaterThan(0.35);
    expect(anonymous).toBeLessThan(0.45);
  });

  it('has nothing in its future: the last order is of yesterday', async () => {
    expect(await count(db, 'orders.sale_order', "business_day > '2026-11-20'")).toBe(0);
    expect(await count(db, 'orders.sale_order', "business_day = '2026-11-20'")).toBeGreaterThan(0);
    expect(await getState(db, workspaceId)).toMatchObject({ step: 'done', simulatedUntil: '2026-11-20' });
  });

  it('knows who consented to what, and leaves those who were not asked without an answer', async () => {
    const granted = await count(db, 'privacy.consent', "kind = 'ad_email' and state = 'granted'");
    expect(granted).toBeGreaterThan(500);
    expect(await count(db, 'privacy.consent', "kind = 'marketing_use'")).toBeLessThan(made.people);
  });

  it('names what its till sent by what it is and of which days, in the language of the shop', async () => {
    const batches = await db
      .selectFrom('imports.batch')
      .select('fileName')
      .where('workspaceId', '=', workspaceId)
      .execute();
    const names = batches.map(({ fileName }) => fileName);
    expect(names.filter((name) => !/^매출 \d{4}-\d\d-\d\d( ~ \d{4}-\d\d-\d\d)?$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('is there once: making it again finds it and changes nothing', async () => {
    expect(await createDemo(context)).toBe(workspaceId);
    expect(await findDemo(context)).toBe(workspaceId);
    expect(await runDemoWork(context, workspaceId)).toEqual({ orders: 0, people: 0 });
    await expect(createDemo(context, { seed: 7 })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('goes on where a killed run stopped, and feeds no receipt twice', async () => {
    // As if the process had died after storing a part and before noting it.
    await db
      .updateTable('demo.state')
      .set({ simulatedUntil: '2026-10-31', step: 'sales' })
      .where('workspaceId', '=', workspaceId)
      .execute();
    expect(await runDemoWork(context, workspaceId)).toEqual({ orders: 0, people: 0 });
    expect(await count(db, 'orders.sale_order')).toBe(made.orders);
    expect(await getState(db, workspaceId)).toMatchObject({ step: 'done', simulatedUntil: '2026-11-20' });
  });

  it('knows how its regulars have their dish: the line about one of them says her options (FE-07)', async () => {
    const { rows } = await sql<{ customerId: string; item: { name: string; option: string } }>`
      select customer_id, usual_items -> 0 as item from mart.customer_fact
      where usual_items -> 0 ->> 'option' is not null order by visits desc limit 1`.execute(db);
    const [regular] = rows;
    const said = `${regular?.item.name} ${regular?.item.option}`;
    const now = context.clock.now();
    const insight = await getPersonInsight(db, actor(), regular?.customerId ?? '', { here: true, now });
    expect(insight.sentence.text).toContain(` · ${said}`);
    const share = (await count(db, 'mart.customer_fact', "usual_items -> 0 ->> 'option' is not null")) / made.people;
    expect(share).toBeGreaterThan(0.05);
  });

  it('refuses files: real sales are never mixed into it', async () => {
    const file = { source: '/nowhere.csv', fileName: 'a.csv' };
    await expect(importSales(context, systemActor(workspaceId), file)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('never works on a real shop, and cannot be advanced there', async () => {
    const shop = await buildShop(context);
    await expect(runDemoWork(context, shop.workspaceId)).rejects.toMatchObject({ code: 'conflict' });
    const server = await buildServer(context);
    const owner = await signIn(context, shop);
    const inject = (headers: Record<string, string>, payload: unknown) =>
      server.inject({ method: 'POST', url: '/api/demo/advance', headers, payload: payload as object });
    expect((await inject({}, { days: 14 })).statusCode).toBe(401);
    expect((await inject(owner, { days: 0 })).statusCode).toBe(400);
    expect((await inject(await signIn(context, shop, 'staff'), { days: 14 })).statusCode).toBe(403);
    expect((await inject(owner, { days: 14 })).statusCode).toBe(409);
    await server.close();
  });
});

describe('entering the demo after the first run', () => {
  it('is for owners only', async () => {
    const shop = await buildShop(context);
    const server = await buildServer(context);
    const enter = (headers: Record<string, string> = {}) =>
      server.inject({ method: 'POST', url: '/api/demo', headers, payload: { locale: 'en' } });
    expect((await enter()).statusCode).toBe(401);
    expect((await enter(await signIn(context, shop, 'manager'))).statusCode).toBe(403);
    const owner = await enter(await signIn(context, shop, 'owner'));
    expect(owner.json().session.workspace.workspaceId).toBe(workspaceId);
    const cookie = String(owner.headers['set-cookie']).split(';')[0] ?? '';
    const work = await server.inject({ url: '/api/demo/work', headers: { cookie } });
    expect(work.json()).toEqual({ state: 'ready', step: 'done', doneShare: 1, beingMade: false });
    await server.close();
  });
});

describe('the loop', () => {
  const now = () => shiftDays(context.clock.now(), offset);
  let offset = 0;
  let playId: string;

  it('sends a play to people who are slipping away, and holds some back', async () => {
    // What the worker did while the shop was made: refusals written down then stop nothing that is sent later.
    await workOff(context);
    const draft = zPlayDraft.parse({
      name: '돌아와요',
      rule: {
        all: [
          { fact: 'lapse', in: ['watch', 'lapsed'] },
          { fact: 'visits', atLeast: 3 },
        ],
      },
      channel: 'email',
      offer: { kind: 'amount', value: 5000, minSpendMinor: 0, validDays: 14 },
      message: { subject: '오랜만이에요', body: '{{name}}님, 보고 싶었어요. {{coupon}}', locale: 'ko' },
      holdoutRate: 0.2,
      measureDays: 14,
    });
    playId = (await createPlay(db, actor(), draft, now())).playId;
    const launched = await launchPlay(context, actor(), { playId, today: '2026-11-21', now: now(), seed: 'loop' });
    expect(launched.treated).toBeGreaterThan(200);
    expect(launched.holdout).toBeGreaterThan(50);
    // A run sends for a few seconds and leaves the rest to the next one.
    for (let run = 0; run < 60 && (await count(db, 'messaging.message', "state = 'queued'")) > 0; run++)
      await workOff(context);
    expect(await count(db, 'messaging.message', "state = 'sent'")).toBe(launched.queued);
  });

  it('lets the days happen in pieces as it would at once, and moves the shop’s clock along', async () => {
    expect(await askForDays(context, workspaceId, 9)).toEqual({ from: '2026-11-21', to: '2026-11-29' });
    expect(await askForDays(context, workspaceId, 9)).toBeUndefined();
    const first = await runDemoWork(context, workspaceId);
    expect(first.people).toBeGreaterThan(10);
    expect((await getWorkspace(db, workspaceId)).clockOffsetDays).toBe(9);
    await askForDays(context, workspaceId, 5);
    const second = await runDemoWork(context, workspaceId);
    offset = (await getWorkspace(db, workspaceId)).clockOffsetDays;
    expect(offset).toBe(14);
    expect(await getState(db, workspaceId)).toMatchObject({ simulatedUntil: '2026-12-04', step: 'done' });
    const world = createWorld({ seed: 42, today: '2026-11-20' });
    const reactions = await readReactions(context, workspaceId);
    const atOnce = [
      ...advance(world, computeStateOn(world, '2026-11-20'), { fromDay: '2026-11-21', toDay: '2026-12-04', reactions }),
    ];
    expect(first.orders + second.orders).toBe(atOnce.flatMap((day) => day.orders).length);
    expect(first.people + second.people).toBe(atOnce.flatMap((day) => day.newPeople).length);
  });

  it('redeems the coupons that people brought', async () => {
    await workOff(context);
    const brought = await count(db, 'orders.sale_order', "coupon_code <> ''");
    expect(brought).toBeGreaterThan(10);
    expect(await count(db, 'loyalty.coupon', "status = 'redeemed'")).toBe(brought);
  });

  it('has people who unsubscribe, each through the shop’s own door', async () => {
    const left = await count(db, 'messaging.message', 'opted_out_at is not null');
    expect(left).toBeGreaterThan(0);
    expect(await count(db, 'privacy.consent', "kind = 'ad_email' and state = 'withdrawn'")).toBe(left);
  });

  it('reads a result near the truth that the generator knows (It must show 5)', async () => {
    const result = await getPlayResult(context, actor(), { playId, today: '2026-12-05' });
    const truth = await getTruth(context, workspaceId, playId);
    expect(truth.incrementalConversionRate).toBeGreaterThan(0.02);
    // Who is held back follows from ids that are new in every run, so an interval of 95 % misses in one run of twenty: how
    // often it covers is held in simulated-plays.test.ts. Twice as far, 3.9 standard errors, chance leads once in 10,000.
    expect(isWithinTwice(result.ci, truth.incrementalConversionRate)).toBe(true);
    expect(isWithinTwice(result.spendCi, truth.incrementalSpendPerHeadMinor)).toBe(true);
  });

  it('stands on the board of today', async () => {
    const board = await getToday(db, actor(), now());
    expect(board.today).toBe('2026-12-05');
    expect(board.yesterday.orders).toBeGreaterThan(50);
    expect(board.yesterday.usual?.n).toBe(8);
    expect(board.plays).toMatchObject([{ playId, daysLeft: 0 }]);
    expect(board.resting.total).toBeGreaterThan(100);
    expect(board.greet.expectedTotal).toBeGreaterThan(0);
    expect(board.firstSteps).toBeNull();
    expect(JSON.stringify(board)).not.toContain('@');
  });
});

describe('days that pass while something waits', () => {
  const now = () => shiftDays(context.clock.now(), 14);
  const message = { subject: '다시 오세요', body: '{{name}}님, 고마워요.', locale: 'ko' as const };
  const arm = { channel: 'email' as const, offer: { kind: 'none' as const }, message };

  it('lets a delayed play leave and an automation go on, by the shop’s own clock', async () => {
    await workOff(context);
    const draft = {
      name: '열흘 안에',
      rule: { all: [{ fact: 'visits', atLeast: 12 }] },
      holdoutRate: 0.2,
      measureDays: 14,
    };
    const { playId } = await createPlay(db, actor(), zPlayDraft.parse({ ...draft, ...arm }), now());
    const leavesAt = new Date(now().getTime() + 10 * 60_000).toISOString();
    const launched = await launchPlay(context, actor(), { playId, today: '2026-12-05', now: now(), leavesAt });
    expect(launched.play.state).toBe('leaving');
    const flowId = await buildFlowOn(
      { ...context, clock: { now } },
      { actor },
      {
        trigger: { kind: 'first_visit', hoursAfter: 24 },
        steps: [
          { id: 'pause', kind: 'wait', amount: 1, unit: 'days' },
          { id: 'mail', kind: 'act', arm },
        ],
      },
    );
    const work = await askForDays(context, workspaceId, 5);
    const run = await runDemoWork(context, workspaceId);
    // Done by the worker of a server, say: a second run has nothing left, and what the days brought is counted all the same.
    expect(await runDemoWork(context, workspaceId)).toEqual({ orders: 0, people: 0 });
    expect(run.orders).toBeGreaterThan(300);
    expect(await readBrought(db, workspaceId, { from: work?.from ?? '', to: work?.to ?? '' })).toEqual(run);

    const left = await db.selectFrom('plays.play').selectAll().where('playId', '=', playId).executeTakeFirstOrThrow();
    expect(left).toMatchObject({ state: 'running', leavesAt: null, launchedOn: '2026-12-06' });
    const ofPlay = `play_id = '${playId}' and state = 'sent'`;
    expect(await count(db, 'messaging.message', ofPlay)).toBeGreaterThan(50);
    expect(await count(db, 'messaging.message', `${ofPlay} and sent_at > '2026-12-06T10:00:01+09:00'`)).toBe(0);

    const ofFlow = `play_id in (select play_id from flows.step_play where flow_id = '${flowId}')`;
    expect(await count(db, 'flows.run', `flow_id = '${flowId}' and state = 'done'`)).toBeGreaterThan(5);
    expect(await count(db, 'messaging.message', `${ofFlow} and state = 'sent'`)).toBeGreaterThan(0);
    // The night belongs to nobody: each left in the morning of a day that was passed (AD-20).
    const { rows } = await sql<{ hour: number; days: number }>`
      select extract(hour from sent_at at time zone 'Asia/Seoul')::int as hour, count(distinct sent_at::date)::int as days
      from messaging.message where ${sql.raw(ofFlow)} and state = 'sent' group by 1`.execute(db);
    expect(rows).toMatchObject([{ hour: 10 }]);
    expect(rows[0]?.days).toBeGreaterThan(1);
  });
});

describe('a play by text message', () => {
  const offset = 19;
  const now = () => shiftDays(context.clock.now(), offset);

  it('is answered as one by e-mail, and refused through the free number that it names', async () => {
    await workOff(context);
    const { playId } = await createPlay(
      db,
      actor(),
      zPlayDraft.parse({
        name: '문자로 모시기',
        rule: { all: [{ fact: 'visits', atLeast: 2 }] },
        channel: 'sms',
        offer: { kind: 'amount', value: 5000, minSpendMinor: 0, validDays: 14 },
        message: { subject: '', body: '{{name}}님, 또 뵈어요. {{coupon}}', locale: 'ko' },
        measureDays: 14,
      }),
      now(),
    );
    const launched = await launchPlay(context, actor(), { playId, today: '2026-12-10', now: now() });
    expect(launched.treated).toBeGreaterThan(300);
    await askForDays(context, workspaceId, 10);
    await runDemoWork(context, workspaceId);
    await workOff(context);
    const sent = await count(db, 'messaging.message', `play_id = '${playId}' and state = 'sent'`);
    expect(sent).toBeGreaterThan(300);
    const heard = (await readDelivered(db, workspaceId)).filter((offer) => offer.playId === playId);
    expect(new Set(heard.map(({ customerId }) => customerId)).size).toBe(sent);
    expect(await count(db, 'loyalty.coupon', `play_id = '${playId}' and status = 'redeemed'`)).toBeGreaterThan(5);
    expect(await count(db, 'privacy.consent', "kind = 'ad_sms' and state = 'withdrawn'")).toBeGreaterThan(0);
  });
});

/** Whether a value is no farther from an interval's middle than the interval is wide; false without an interval. */
function isWithinTwice(interval: readonly number[] | null | undefined, value: number): boolean {
  const [low = Number.NaN, high = Number.NaN] = interval ?? [];
  return Math.abs(value - (low + high) / 2) < high - low;
}
