import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { buildOrders } from '../../../test/factories-people.ts';
import { buildGuests, COUPON, HANDED_PLAY, listAssigned, POLICY } from '../../../test/factories-plays.ts';
import { addDays } from '../../shared/time.ts';
import { getWorkspace } from '../workspace/index.ts';
import { createPlay, launchPlay } from './index.ts';
import { tendPlays } from './jobs.ts';
import { drawStanding } from './rules/index.ts';
import { sumMonth } from './service/budget.ts';
import { getPlayRow } from './service/play.ts';
import { updatePlayPolicy } from './service/policy.ts';
import { listStandingResults } from './service/standing.ts';

const context = await createTestContext();
const TODAY = '2026-11-21';
const now = () => context.clock.now();

describe('a shop of many plays', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await buildShop(context);
    await buildGuests(shop, 40);
  });
  const launch = (playId: string) => launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
  const create = async (change: object = {}) =>
    (await createPlay(shop.db, shop.actor(), { ...HANDED_PLAY, holdoutRate: 0.01, ...change }, now())).playId;

  it('launches more at once than there are connections', async () => {
    await updatePlayPolicy(shop.db, shop.actor(), {
      policy: { ...POLICY, monthlyBudgetMinor: 1_000_000 },
      today: TODAY,
      now: now(),
    });
    const playIds: string[] = [];
    for (let at = 0; at < 10; at += 1) playIds.push(await create());
    const launched = await Promise.all(playIds.map(launch));
    expect(launched.map(({ play }) => play.state)).toEqual(playIds.map(() => 'running'));
  });

  it('looks after the oldest, and counts for a month what was spent in it, whenever the play was launched', async () => {
    const { workspaceId } = shop;
    const old = await create({ offer: COUPON, budgetMinor: 10_000 });
    await launch(old);
    const dear = await create({ fixedCostMinor: 700_000 });
    await launch(dear);
    await shop.db
      .updateTable('plays.play')
      .set({ launchedOn: '2026-08-01', createdAt: new Date('2026-08-01T03:00:00Z') })
      .where('playId', 'in', [old, dear])
      .execute();
    // Newer than it: more than a screen shows.
    await sql`insert into plays.play (workspace_id, play_id, name, hypothesis, rule, channel, offer, message, measure_days,
        fixed_cost_minor, kind, version, seed, state, created_at, updated_at)
      select workspace_id, gen_random_uuid(), name, hypothesis, rule, channel, offer, message, measure_days,
        fixed_cost_minor, kind, version, seed, 'draft', now(), now()
      from plays.play, generate_series(1, 210) where play_id = ${dear}::uuid`.execute(shop.db);
    const use = (redeemedAt: string, coupons: number) =>
      sql`update loyalty.coupon set status = 'redeemed', redeemed_at = ${redeemedAt}::timestamptz, discount_minor = 2000
        where coupon_id in (select coupon_id from loyalty.coupon where workspace_id = ${workspaceId}::uuid
          and play_id = ${old}::uuid and status <> 'redeemed' limit ${coupons})`.execute(shop.db);
    const workspace = await getWorkspace(shop.db, workspaceId);
    // The hour after midnight still belongs to October.
    await use('2026-10-31T17:00:00Z', 2);
    expect(await sumMonth(shop.db, workspace, TODAY)).toBe(0);
    await tendPlays(context, workspaceId);
    expect((await getPlayRow(shop.db, workspaceId, old)).state).toBe('running');
    await use('2026-11-20T03:00:00Z', 3);
    expect(await sumMonth(shop.db, workspace, TODAY)).toBe(6_000);
    expect(await sumMonth(shop.db, workspace, '2026-10-31')).toBe(4_000);
    expect(await sumMonth(shop.db, workspace, '2026-08-20')).toBe(700_000);
    await tendPlays(context, workspaceId);
    expect((await getPlayRow(shop.db, workspaceId, old)).state).toBe('stopped');
  });
});

describe('the standing hold-out', () => {
  it('keeps the same people out of every play, drawn alike in TypeScript and in SQL, and measures all of it together', async () => {
    const shop = await buildShop(context);
    const guests = await buildGuests(shop, 400);
    await shop.db
      .updateTable('customers.customer')
      .set({ createdAt: new Date('2026-01-01T00:00:00Z') })
      .where('workspaceId', '=', shop.workspaceId)
      .execute();
    await updatePlayPolicy(shop.db, shop.actor(), {
      policy: { ...POLICY, standingRate: 0.1 },
      today: TODAY,
      now: now(),
    });
    const period = await shop.db.selectFrom('plays.standingHoldout').selectAll().executeTakeFirstOrThrow();
    const held = guests.filter((customerId) => drawStanding(period.seed, customerId) < period.rate);
    expect(held.length).toBeGreaterThan(20);
    const { playId } = await createPlay(shop.db, shop.actor(), HANDED_PLAY, now());
    const launched = await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    expect(launched.excluded).toEqual([{ reason: 'in_standing_holdout', count: held.length }]);
    const assigned = new Set((await listAssigned(shop, playId)).map(({ customerId }) => customerId));
    expect(held.some((customerId) => assigned.has(customerId))).toBe(false);
    await buildOrders(
      shop,
      guests.map((customerId) => ({ customerId, businessDay: '2026-11-25', grossMinor: 10_000 })),
    );
    const [result] = await listStandingResults(context, shop.actor(), '2026-12-01');
    expect(result).toMatchObject({ verdict: 'too_early', comparison: { n: 400 - held.length, nAgainst: held.length } });
    expect(result?.comparison.mean).toBe(10_000);
    // Looked after again on the same day, the period stays the one it is.
    await tendPlays(context, shop.workspaceId);
    await updatePlayPolicy(shop.db, shop.actor(), { policy: POLICY, today: addDays(TODAY, 1), now: now() });
    expect(await shop.db.selectFrom('plays.standingHoldout').select('endsOn').execute()).toEqual([{ endsOn: TODAY }]);
  });
});
