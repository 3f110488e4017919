import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { buildItem, buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { EMAIL_PLAY } from '../../../test/factories-plays.ts';
import { newId } from '../../shared/ids.ts';
import { addDays } from '../../shared/time.ts';
import { askApproval, createPlay, getPlay, launchPlay } from '../plays/index.ts';
import {
  choicesOf,
  computePuzzleWorth,
  decideAgainOn,
  type Found,
  judgeFatigue,
  OVERDUE_PEOPLE,
  rankDecisions,
} from './rules.ts';
import { decide, listDecisions, undoDecision } from './service.ts';
import { insertDecided } from './store.ts';

const context = await createTestContext();
const TODAY = '2026-11-21';
const now = () => context.clock.now();
const HANDED = { ...EMAIL_PLAY, channel: 'none' as const, offer: { kind: 'none' as const } };

const open = (kind: Found['kind'], worthMinor: number | null): Found => ({
  kind,
  subject: kind,
  reason: {},
  worthMinor,
  to: '/',
  tap: 'look',
});

describe('what to decide first', () => {
  const found = [
    open('duplicates', null),
    open('menu_puzzle', 90_000),
    open('source_late', null),
    open('resting_unplayed', 400_000),
    open('play_waiting', null),
  ];

  it('is what waits for a person, then what spoils figures, then what is worth most', () => {
    expect(rankDecisions(found, [], { today: TODAY, now: now() }).map(({ kind }) => kind)).toEqual([
      'play_waiting',
      'source_late',
      'resting_unplayed',
      'menu_puzzle',
      'duplicates',
    ]);
  });

  it('leaves out what was decided until its day, and a no for good', () => {
    const settled = [
      { kind: 'menu_puzzle', subject: 'menu_puzzle', choice: 'later', againOn: '2026-11-21', decidedAt: now() },
      { kind: 'source_late', subject: 'source_late', choice: 'done', againOn: '2026-11-22', decidedAt: now() },
      { kind: 'duplicates', subject: 'duplicates', choice: 'no', againOn: null, decidedAt: now() },
    ];
    expect(rankDecisions(found, settled, { today: TODAY, now: now() }).map(({ kind }) => kind)).toEqual([
      'play_waiting',
      'resting_unplayed',
      'menu_puzzle',
    ]);
  });

  it('asks again in a week, in four, or never', () => {
    expect(decideAgainOn(open('menu_puzzle', null), 'later', TODAY)).toBe('2026-11-28');
    expect(decideAgainOn(open('menu_puzzle', null), 'done', TODAY)).toBe('2026-12-19');
    expect(decideAgainOn(open('menu_puzzle', null), 'no', TODAY)).toBeNull();
    expect(decideAgainOn(open('play_due', null), 'done', TODAY)).toBeNull();
  });

  it('keeps what was only looked at, and says when', () => {
    const before = { kind: 'duplicates', subject: 'duplicates', choice: 'look', decidedAt: now() };
    const againOn = decideAgainOn(open('duplicates', null), 'look', TODAY);
    const [one] = rankDecisions([open('duplicates', null)], [{ ...before, againOn }], { today: TODAY, now: now() });
    expect(one).toMatchObject({ kind: 'duplicates', lookedAt: now().toISOString() });
  });

  it('lets nobody refuse a duty of the law, and puts it off for hours (PV-20)', () => {
    const duty = { ...open('retention_due', null), subject: OVERDUE_PEOPLE };
    expect(choicesOf(duty)).toEqual(['look', 'later']);
    expect(choicesOf({ ...duty, subject: '2026-12-01' })).toEqual(['look', 'done', 'later']);
    const before = { ...duty, choice: 'later', againOn: decideAgainOn(duty, 'later', TODAY), decidedAt: now() };
    const after = (hours: number) =>
      rankDecisions([duty], [before], { today: TODAY, now: new Date(now().getTime() + hours * 3_600_000) }).length;
    expect([after(0), after(2), after(3)]).toEqual([0, 0, 1]);
    expect(rankDecisions([duty], [before], { today: '2026-11-22', now: now() })).toHaveLength(1);
    // A no from before the rule hides it no more.
    expect(
      rankDecisions([duty], [{ ...before, choice: 'no', againOn: null }], { today: TODAY, now: now() }),
    ).toHaveLength(1);
  });

  it('hears when a send makes people refuse more than is usual (MT-38)', () => {
    const judge = (optOuts: number, sent: number, otherOptOuts = 0, otherSent = 0) =>
      judgeFatigue({ sent, optOuts, otherSent, otherOptOuts }).isTiring;
    expect([judge(6, 1_000), judge(5, 1_000)]).toEqual([true, false]);
    expect([judge(4, 1_000, 3, 2_000), judge(4, 1_000, 8, 2_000)]).toEqual([true, false]);
    expect([judge(2, 10), judge(0, 0)]).toEqual([false, false]);
    expect([judge(3, 100_000, 0, 50), judge(3, 100_000)]).toEqual([false, false]);
  });

  it('values a puzzle by the pieces missing to its fair part (MT-40)', () => {
    expect(computePuzzleWorth({ units: 90, categoryUnits: 720, cut: 0.175, marginMinor: 8_000 })).toBe(288_000);
    expect(computePuzzleWorth({ units: 500, categoryUnits: 720, cut: 0.175, marginMinor: 8_000 })).toBe(0);
  });
});

describe('the inbox', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await buildShop(context);
    for (let at = 0; at < 40; at += 1) await buildPerson(shop, { name: '김하나' });
  });

  it('launches a waiting play with one tap, keeps why, and says what came of it', async () => {
    const { playId } = await createPlay(shop.db, shop.actor('manager'), HANDED, now());
    await askApproval(shop.db, shop.actor('manager'), { playId, now: now() });
    const forManager = await listDecisions(context, shop.actor('manager'), now());
    expect(forManager.open.filter(({ kind }) => kind === 'play_waiting')).toEqual([]);
    const waiting = { kind: 'play_waiting' as const, subject: playId };
    expect((await listDecisions(context, shop.actor(), now())).open[0]).toMatchObject({ ...waiting, tap: 'act' });
    expect(await decide(context, shop.actor(), { ...waiting, choice: 'done', now: now() })).toMatchObject({
      to: null,
      mayUndo: false,
    });
    expect((await getPlay(context, shop.actor(), playId, TODAY)).play.state).toBe('running');
    const after = await listDecisions(context, shop.actor(), now());
    expect(after.open).toEqual([]);
    expect(after.decided).toMatchObject([
      {
        ...waiting,
        choice: 'done',
        reason: { name: HANDED.name },
        outcome: { key: 'play', params: { verdict: 'too_early' } },
      },
    ]);
    await expect(decide(context, shop.actor(), { ...waiting, choice: 'no', now: now() })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('takes back what was put off, refused or called done, once, and the thing waits as before', async () => {
    const { playId } = await createPlay(shop.db, shop.actor(), { ...HANDED, measureDays: 1 }, now());
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    const later = new Date('2026-11-23T12:00:00+09:00');
    const due = { kind: 'play_due' as const, subject: playId };
    const list = () => listDecisions(context, shop.actor(), later);
    const openHere = async () => (await list()).open.filter(({ subject }) => subject === playId);
    await decide(context, shop.actor(), { ...due, choice: 'look', now: later });
    const [before] = await openHere();
    for (const choice of ['later', 'no', 'done'] as const) {
      const { decisionId, mayUndo } = await decide(context, shop.actor(), { ...due, choice, now: later });
      expect([mayUndo, await openHere()]).toEqual([true, []]);
      for (let times = 0; times < 2; times += 1) {
        await undoDecision(context, shop.actor(), { decisionId, now: later });
        expect(await openHere()).toEqual([before]);
      }
      expect((await list()).decided.some((one) => one.decisionId === decisionId)).toBe(false);
    }
    const left = (await list()).decided.find(({ kind, choice }) => kind === 'play_waiting' && choice === 'done');
    expect(left?.mayUndo).toBe(false);
    const decisionId = left?.decisionId ?? '';
    await expect(undoDecision(context, shop.actor(), { decisionId, now: later })).rejects.toMatchObject({
      code: 'conflict',
    });
    const unknown = { decisionId: newId(), now: later };
    await expect(undoDecision(context, shop.actor(), unknown)).rejects.toMatchObject({ code: 'not_found' });
    await decide(context, shop.actor(), { ...due, choice: 'no', now: later });
  });

  it('asks about a play whose day is over, and again a week after it was put off', async () => {
    const { playId } = await createPlay(shop.db, shop.actor(), { ...HANDED, measureDays: 1 }, now());
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    const later = new Date('2026-11-23T12:00:00+09:00');
    const due = { kind: 'play_due' as const, subject: playId };
    const kinds = async (at: Date) =>
      (await listDecisions(context, shop.actor(), at)).open.filter(({ subject }) => subject === playId);
    expect(await kinds(later)).toMatchObject([due]);
    // Looking leads there and decides nothing; what came of it is told once it does not wait any more.
    expect(await decide(context, shop.actor(), { ...due, choice: 'look', now: later })).toMatchObject({
      to: `/plays/${playId}`,
      mayUndo: false,
    });
    expect(await kinds(later)).toMatchObject([{ ...due, lookedAt: later.toISOString() }]);
    expect((await listDecisions(context, shop.actor(), later)).decided).not.toContainEqual(
      expect.objectContaining({ choice: 'look' }),
    );
    expect((await listDecisions(context, shop.actor(), now())).decided).toContainEqual(
      expect.objectContaining({ ...due, choice: 'look' }),
    );
    const put = await decide(context, shop.actor(), { ...due, choice: 'later', now: later });
    expect(await kinds(later)).toEqual([]);
    const again = new Date('2026-11-30T12:00:00+09:00');
    expect(await kinds(again)).toMatchObject([due]);
    // Whoever may not see a thing takes nothing back about it, and what was decided anew is over.
    const takeBack = (role: 'owner' | 'staff') =>
      undoDecision(context, shop.actor(role), { decisionId: put.decisionId, now: again });
    await expect(takeBack('staff')).rejects.toMatchObject({ code: 'not_found' });
    await decide(context, shop.actor(), { ...due, choice: 'no', now: again });
    await expect(takeBack('owner')).rejects.toMatchObject({ code: 'conflict' });
    const told = (await listDecisions(context, shop.actor(), again)).decided;
    expect(told.find(({ decisionId }) => decisionId === put.decisionId)?.mayUndo).toBe(false);
  });

  it('shows what was decided however much was looked at since, and the last look at each thing', async () => {
    const own = await buildShop(context);
    const row = { workspaceId: own.workspaceId, kind: 'menu_puzzle', reason: '{}', worthMinor: null, againOn: null };
    const insert = (subject: string, choice: string, minute: number) =>
      insertDecided(own.db, {
        ...row,
        subject,
        choice,
        decisionId: newId(),
        decidedBy: null,
        decidedAt: new Date(now().getTime() + minute * 60_000),
        decidedOn: TODAY,
      });
    await insert('김밥', 'no', 0);
    for (let minute = 1; minute <= 25; minute += 1) await insert('라면', 'look', minute);
    expect(
      (await listDecisions(context, own.actor(), now())).decided.map(({ subject, choice, decidedAt }) => [
        subject,
        choice,
        decidedAt,
      ]),
    ).toEqual([
      ['라면', 'look', new Date(now().getTime() + 25 * 60_000).toISOString()],
      ['김밥', 'no', now().toISOString()],
    ]);
  });

  it('tells of a play whose messages tire people, with how often they were written to (MT-38)', async () => {
    const { playId } = await createPlay(shop.db, shop.actor(), { ...HANDED, name: '매주 쿠폰' }, now());
    const people = await shop.db.selectFrom('customers.customer').select('customerId').limit(40).execute();
    const message = { class: 'ad', channel: 'email', subject: '소식', body: '', state: 'sent' };
    await shop.db
      .insertInto('messaging.message')
      .values(
        people.map(({ customerId }, nth) => ({
          ...message,
          workspaceId: shop.workspaceId,
          messageId: newId(),
          playId,
          customerId,
          laneId: playId,
          dedupeKey: newId(),
          optOutTokenHash: randomBytes(32),
          queuedAt: now(),
          sentAt: now(),
          optedOutAt: nth < 4 ? now() : null,
        })),
      )
      .execute();
    const fatigue = async () =>
      (await listDecisions(context, shop.actor(), now())).open.filter(({ kind }) => kind === 'fatigue');
    expect(await fatigue()).toMatchObject([
      {
        subject: playId,
        to: `/plays/${playId}`,
        reason: { name: '매주 쿠폰', sent: 40, optOuts: 4, rate: 0.1, perPerson: 1 },
      },
    ]);
    expect((await listDecisions(context, shop.actor('staff'), now())).open).toEqual([]);
  });

  it('tells of an item’s share with the whole it is a share of (MT-40)', async () => {
    const own = await buildShop(context);
    const [soup = '', roll = '', tea = '', noodles = ''] = await Promise.all(
      ['국', '김밥', '차', '국수'].map((name) => buildItem(own, name)),
    );
    const sell = (item: string, times: number, grossMinor: number) =>
      Array.from({ length: times }, (_, at) => ({
        customerId: null,
        businessDay: addDays(TODAY, -1 - (at % 28)),
        grossMinor,
        items: [item],
      }));
    await buildOrders(own, [
      ...sell(soup, 60, 8_000),
      ...sell(roll, 50, 4_000),
      ...sell(tea, 50, 3_000),
      ...sell(noodles, 10, 20_000),
    ]);
    const { open } = await listDecisions(context, own.actor(), now());
    expect(open.filter(({ kind }) => kind === 'menu_puzzle')).toMatchObject([
      { subject: '국수', reason: { units: 10, categoryUnits: 170, category: '', share: 10 / 170 } },
    ]);
  });

  it('asks the database no more however many plays run that nobody has to decide about', async () => {
    const countQueries = async () => {
      let queries = 0;
      const count = () => {
        queries += 1;
      };
      context.database.pool.on('acquire', count);
      await listDecisions(context, shop.actor(), now());
      context.database.pool.off('acquire', count);
      return queries;
    };
    const before = await countQueries();
    const added = 5;
    for (let at = 0; at < added; at += 1) {
      const { playId } = await createPlay(shop.db, shop.actor(), HANDED, now());
      await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    }
    expect(before).toBeGreaterThan(0);
    // Settings that are kept for some seconds may be asked anew in between; one question a play would be five.
    expect((await countQueries()) - before).toBeLessThan(added);
  });
});
