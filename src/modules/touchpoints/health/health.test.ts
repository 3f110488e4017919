import type { FastifyInstance } from 'fastify';
import { CompiledQuery, sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../../test/factories.ts';
import { buildEmailConsent, buildItem, buildOrders, buildPerson } from '../../../../test/factories-people.ts';
import { listSourceRows } from '../../../mart/index.ts';
import { systemActor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import { addDays } from '../../../shared/time.ts';
import { recordTouchpoints } from '../index.ts';
import { getHealth, listLateSources } from './service.ts';

let context: TestContext;
let server: FastifyInstance;
let shop: TestShop;
let cookie: string;
let hana: string;

beforeAll(async () => {
  context = await createTestContext();
  server = await buildServer(context);
  shop = await buildShop(context);
  ({ cookie } = await signIn(context, shop));
  hana = await buildPerson(shop, { name: '김하나', phone: '010-1234-5678', email: 'hana@example.com' });
  await buildEmailConsent(shop, hana);
  const noodles = await buildItem(shop, '마라탕');
  const days = Array.from({ length: 30 }, (_, nth) => addDays('2026-10-22', nth));
  await buildOrders(
    shop,
    days.map((businessDay, nth) => ({ businessDay, items: [noodles], customerId: nth % 3 === 0 ? hana : null })),
  );
  // A site that spoke every day until nine days ago.
  for (const day of days.slice(0, 21)) {
    await recordTouchpoints(shop.db, systemActor(shop.workspaceId), {
      from: { source: 'site', way: 'api', label: '홈페이지', phase: 'before' },
      touchpoints: [
        { at: new Date(`${day}T03:00:00Z`), phase: 'before', kind: 'web.page_viewed', idempotencyKey: day },
        { at: new Date(`${day}T03:00:00Z`), phase: 'before', kind: 'web.page_viewed', idempotencyKey: 'again' },
      ],
      now: new Date(`${day}T03:01:00Z`),
    });
  }
});
const get = async (url: string, as = cookie) =>
  (await server.inject({ method: 'GET', url, headers: { cookie: as } })).json();
const late = () => listLateSources(shop.db, systemActor(shop.workspaceId), context.clock.now());

describe('the health of sources', () => {
  it('counts what arrives, the sales with a person, and says what fell silent since when', async () => {
    const { sources, sales, salesWithPerson, today, from } = await get('/api/sources/health');
    expect([today, from, sales, salesWithPerson]).toEqual(['2026-11-21', '2026-10-25', 27, 9]);
    const [site, till] = sources;
    expect(site).toMatchObject({
      source: 'site',
      label: '홈페이지',
      phase: 'before',
      state: 'silent',
      lastOn: '2026-11-11',
      usualGapDays: 1,
      gapDays: 10,
      meanLagMs: 60_000,
    });
    expect(site.days.slice(0, 3)).toEqual([1, 1, 1]);
    expect(site.days.slice(-3)).toEqual([0, 0, 0]);
    expect(site.duplicates).toBeGreaterThan(10);
    expect(till).toMatchObject({ phase: 'during', state: 'ok', sales: 27, salesWithPerson: 9 });
  });

  it('tells of it until somebody mutes it', async () => {
    expect(await late()).toEqual([{ source: 'site', label: '홈페이지', state: 'silent', lastOn: '2026-11-11' }]);
    const { open } = await get('/api/decisions');
    expect(open).toContainEqual(
      expect.objectContaining({
        kind: 'source_late',
        subject: 'site',
        reason: { name: '홈페이지', day: '2026-11-11', silent: 1 },
      }),
    );
    const mute = (muted: boolean) =>
      server.inject({
        method: 'POST',
        url: '/api/sources/mute',
        headers: { cookie },
        payload: { source: 'site', muted },
      });
    await mute(true);
    await mute(true);
    expect(await late()).toEqual([]);
    await mute(false);
    expect(await late()).toHaveLength(1);
  });

  it('leads from a day of a source to its rows, people masked, page by page', async () => {
    const till = (await get('/api/sources/health')).sources[1];
    const [row] = (await get(`/api/sources/rows?source=${till.source}&day=2026-10-25`)).rows;
    expect(row).toMatchObject({ kind: 'order.placed', name: '김*나', customerId: hana });
    const turned: string[] = [];
    let before = '';
    do {
      const page = await get(`/api/sources/rows?source=${till.source}&limit=7${before ? `&before=${before}` : ''}`);
      turned.push(...page.rows.map(({ id }: { id: string }) => id));
      before = page.next ?? '';
    } while (before);
    expect([turned.length, new Set(turned).size]).toEqual([30, 30]);
    expect((await get('/api/sources/rows?source=site&day=2026-11-11')).rows).toHaveLength(1);
  });

  it('leads from rows that files could not bring to each of these files', async () => {
    const brought = [
      { batchId: newId(), createdAt: new Date('2026-11-10T03:00:00Z'), rejected: 3 },
      { batchId: newId(), createdAt: new Date('2026-11-12T03:00:00Z'), rejected: 1 },
      { batchId: newId(), createdAt: new Date('2026-11-13T03:00:00Z'), rejected: 0 },
    ];
    const { workspaceId } = shop;
    await shop.db
      .insertInto('imports.batch')
      .values(
        brought.map(({ batchId, createdAt, rejected }) => ({
          workspaceId,
          batchId,
          createdAt,
          kind: 'sales',
          fileName: 'a.csv',
          source: 'old-till',
          dryRun: false,
          state: 'done',
          result: JSON.stringify({ rejected }),
        })),
      )
      .execute();
    const { sources } = await get('/api/sources/health');
    expect(sources.find(({ source }: { source: string }) => source === 'old-till').trouble).toEqual({
      rejectedRows: 4,
      deadDeliveries: 0,
      batches: [
        { batchId: brought[1]?.batchId, createdAt: '2026-11-12T03:00:00.000Z', rejectedRows: 1 },
        { batchId: brought[0]?.batchId, createdAt: '2026-11-10T03:00:00.000Z', rejectedRows: 3 },
      ],
    });
  });

  it('gives files without a name a source for each kind, in its phase, with what could not be taken of it', async () => {
    const place = await buildShop(context);
    const owner = (await signIn(context, place)).cookie;
    const { workspaceId } = place;
    const kinds = ['sales', 'customers', 'contacts', 'reservations', 'events', 'reviews'] as const;
    const batches = kinds.map((kind, nth) => ({ kind, batchId: newId(), rejected: nth + 1 }));
    const night = new Date('2026-11-12T17:00:00Z');
    await place.db
      .insertInto('imports.batch')
      .values(
        batches.map(({ kind, batchId, rejected }) => ({
          workspaceId,
          batchId,
          createdAt: kind === 'sales' ? night : new Date('2026-11-12T03:00:00Z'),
          kind,
          fileName: 'a.csv',
          source: 'file',
          dryRun: false,
          state: 'done',
          result: JSON.stringify({ rejected, accepted: 40 }),
        })),
      )
      .execute();
    const { sources } = await get('/api/sources/health', owner);
    const told = (source: string) => sources.find((one: { source: string }) => one.source === source);
    expect(
      batches.map(({ kind, batchId }) => {
        const one = told(kind === 'sales' ? 'file' : `file:${kind}`);
        return [kind, one.phase, one.trouble.rejectedRows, one.trouble.batches[0].batchId === batchId];
      }),
    ).toEqual([
      ['sales', 'during', 1, true],
      ['customers', 'before', 2, true],
      ['contacts', 'before', 3, true],
      ['reservations', 'before', 4, true],
      ['events', 'after', 5, true],
      ['reviews', 'after', 6, true],
    ]);
    // Brought at two in the morning of the 13th, which is still the business day of the 12th: nothing that happened is tomorrow's.
    const atNight = await getHealth(place.db, systemActor(workspaceId), night);
    expect([atNight.today, atNight.sources.find(({ source }) => source === 'file')?.lastOn]).toEqual([
      '2026-11-12',
      '2026-11-12',
    ]);
    // Who a phone book tells of is no touchpoint; what came is said all the same, and never called late.
    expect(told('file:contacts')).toMatchObject({ arrived: 40, withPerson: 40, state: 'new', lastOn: '2026-11-12' });
    const { rows } = await get('/api/sources/rows?source=file:contacts&day=2026-11-12', owner);
    expect(rows).toMatchObject([{ kind: 'file.imported', batchId: batches[2]?.batchId, customerId: null }]);
    // A row that a file's import refuses is told once: by the import.
    await recordTouchpoints(place.db, systemActor(workspaceId), {
      from: { source: 'file:reviews', way: 'file', phase: 'after' },
      touchpoints: [
        {
          at: new Date('2026-11-12T03:00:00Z'),
          phase: 'after',
          kind: 'review.received',
          idempotencyKey: 'a',
          payload: { text: '900101-1234567' },
        },
      ],
      isFile: true,
      now: new Date('2026-11-12T03:00:00Z'),
    });
    const after = (await get('/api/sources/health', owner)).sources;
    expect(after.find((one: { source: string }) => one.source === 'file:reviews')).toMatchObject({
      refused: 0,
      trouble: { rejectedRows: 6 },
    });
  });

  it('marks what was told wrong and what put it right, each with the way to the other (OP-89)', async () => {
    const place = await buildShop(context);
    const owner = (await signIn(context, place)).cookie;
    const at = new Date('2026-11-12T03:00:00Z');
    const tell = async (source: string, touchpoint: object) => {
      const [recorded] = await recordTouchpoints(place.db, systemActor(place.workspaceId), {
        from: { source, way: 'api', phase: 'before' },
        touchpoints: [{ at, phase: 'before', kind: 'reservation.requested', idempotencyKey: 'a', ...touchpoint }],
        now: at,
      });
      return (recorded as { touchpointId: string }).touchpointId;
    };
    const wrong = await tell('booking', {});
    const other = await tell('booking', { idempotencyKey: 'b' });
    const right = await tell('desk', { kind: 'reservation.cancelled', corrects: wrong });
    const { rows } = await get('/api/sources/rows?source=booking', owner);
    const byId = new Map(rows.map((row: { id: string }) => [row.id, row]));
    expect(byId.get(wrong)).toMatchObject({
      replaces: null,
      replacedBy: { id: right, source: 'desk', kind: 'reservation.cancelled', at: at.toISOString() },
    });
    expect(byId.get(other)).toMatchObject({ replaces: null, replacedBy: null });
    expect((await get(`/api/sources/rows?source=desk&row=${right}`, owner)).rows).toMatchObject([
      { id: right, replaces: { id: wrong, source: 'booking', kind: 'reservation.requested' }, replacedBy: null },
    ]);
    expect((await get(`/api/sources/rows?source=booking&row=${wrong}`, owner)).rows).toHaveLength(1);
  });

  it('reads what came at once as it happened, in whatever order it stood there, and across pages', async () => {
    const place = await buildShop(context);
    const owner = (await signIn(context, place)).cookie;
    const hours = ['03:48', '05:31', '05:46', '10:48', '04:57'];
    await recordTouchpoints(place.db, systemActor(place.workspaceId), {
      from: { source: 'waitlist', way: 'webhook', phase: 'before' },
      touchpoints: hours.map((hour) => ({
        at: new Date(`2026-11-12T${hour}:00Z`),
        phase: 'before',
        kind: 'reservation.requested',
        idempotencyKey: hour,
      })),
      now: new Date('2026-11-12T11:00:00Z'),
    });
    const { rows } = await get('/api/sources/rows?source=waitlist', owner);
    expect(rows.map((row: { at: string }) => row.at.slice(11, 16))).toEqual(hours.toSorted().toReversed());
    const turned: string[] = [];
    for (let before = ''; before !== 'end'; ) {
      const page = await get(`/api/sources/rows?source=waitlist&limit=2${before && `&before=${before}`}`, owner);
      turned.push(...page.rows.map((row: { id: string }) => row.id));
      before = page.next ?? 'end';
    }
    expect(turned).toEqual(rows.map((row: { id: string }) => row.id));
  });

  it('reads a page of a file of any size from one place of an index: nothing of it is sorted', async () => {
    const plan = await inTransaction(shop.db, async (db) => {
      // A table as small as this one would be read whole.
      for (const way of ['seqscan', 'bitmapscan', 'sort']) await sql.raw(`set local enable_${way} = off`).execute(db);
      const explaining = {
        executeQuery: ({ sql: text, parameters }: CompiledQuery) =>
          db.executeQuery(CompiledQuery.raw(`explain ${text}`, [...parameters])),
      } as unknown as Db;
      return listSourceRows(explaining, {
        workspaceId: shop.workspaceId,
        source: 'site',
        day: null,
        dayFrom: null,
        dayTo: null,
        rowId: null,
        beforeArrivedAt: context.clock.now(),
        beforeAt: context.clock.now(),
        beforeId: newId(),
        limit: 51,
      });
    });
    const lines = plan.map((line) => Object.values(line).join());
    const at = lines.findIndex((line) => line.includes('Index Scan using touchpoint_by_source_at on touchpoint t '));
    const branch = lines.slice(
      lines.findLastIndex((line, nth) => nth < at && line.includes('Limit')),
      at + 1,
    );
    expect([at > 0, branch.some((line) => line.includes('Sort'))]).toEqual([true, false]);
  });

  it('tells how the people of a source can be reached, each person once (merged ones are no people of their own)', async () => {
    const merged = await buildPerson(shop, { name: '김하나', phone: '010-9999-0000' });
    await shop.db
      .updateTable('customers.customer')
      .set({ mergedInto: hana })
      .where('customerId', '=', merged)
      .execute();
    const [own] = (await get('/api/sources/reach')).sources;
    expect(own).toMatchObject({ people: 1, mobile: 1, email: 1, mayEmail: 1, maySms: 0, mayEither: 1 });
  });

  it('keeps telling of what fell silent months ago, and does not take it for new', async () => {
    const old = await buildShop(context);
    const noodles = await buildItem(old, '마라탕');
    const spoke = async (source: string, days: readonly string[]) => {
      for (const day of days) {
        const at = new Date(`${day}T03:00:00Z`);
        await recordTouchpoints(old.db, systemActor(old.workspaceId), {
          from: { source, way: 'api', phase: 'before' },
          touchpoints: [{ at, phase: 'before', kind: 'web.page_viewed', idempotencyKey: `${source} ${day}` }],
          now: at,
        });
      }
    };
    const daysTo = (last: string, count: number) =>
      Array.from({ length: count }, (_, nth) => addDays(last, nth - count + 1));
    // The window begins on 25 July: two of its days are in it, all of the next are before it, and two are too few ever.
    await spoke('site', daysTo('2026-07-26', 12));
    await spoke('app', daysTo('2026-03-01', 12));
    await spoke('blog', daysTo('2026-03-01', 2));
    await buildOrders(
      old,
      daysTo('2026-02-10', 8).map((businessDay) => ({ businessDay, items: [noodles], customerId: null })),
    );
    const told = await listLateSources(old.db, systemActor(old.workspaceId), context.clock.now());
    const till = told.find(({ source }) => source !== 'site' && source !== 'app');
    expect(till).toMatchObject({ state: 'silent', lastOn: '2026-02-10' });
    expect(told.filter((one) => one !== till)).toEqual([
      { source: 'app', label: '', state: 'silent', lastOn: '2026-03-01' },
      { source: 'site', label: '', state: 'silent', lastOn: '2026-07-26' },
    ]);
    expect(told).toHaveLength(3);
  });

  it('shows nothing of another workspace', async () => {
    const theirs = (await signIn(context, await buildShop(context))).cookie;
    expect((await get('/api/sources/health', theirs)).sources).toEqual([]);
    expect((await get('/api/sources/rows?source=site', theirs)).rows).toEqual([]);
  });
});

describe('what has no person (OP-88)', () => {
  it('is counted by why, leads to its rows and leaves as a file with its reason logged', async () => {
    const place = await buildShop(context);
    const owner = (await signIn(context, place)).cookie;
    await buildPerson(place, { name: '김하나', phone: '+821012345678' });
    await buildPerson(place, { name: '박건', phone: '+821012345678' });
    const at = new Date(context.clock.now().getTime() - 3_600_000);
    const one = (idempotencyKey: string, rest: object) => ({
      at,
      phase: 'before' as const,
      kind: 'web.page_viewed',
      idempotencyKey,
      ...rest,
    });
    await recordTouchpoints(place.db, systemActor(place.workspaceId), {
      from: { source: 'site', way: 'api', label: '홈페이지', phase: 'before' },
      touchpoints: [
        one('nothing', {}),
        one('virtual', { person: { phone: '0504-1234-5678' } }),
        one('browser', { anonymousId: 'browser-1' }),
        one('two', { person: { phone: '010-1234-5678' } }),
        one('hers', { person: { phone: '010-1234-5678', name: '김하나' } }),
        { ...one('news', {}), kind: 'news.published' },
      ],
      now: at,
    });
    const { sources } = await get('/api/sources/nobody', owner);
    expect(sources).toEqual([
      {
        source: 'site',
        label: '홈페이지',
        arrived: 5,
        why: { no_key: 2, key_unknown: 1, ambiguous: 1, unrecorded: 0 },
      },
    ]);
    const rows = await get('/api/sources/nobody/rows?source=site&why=ambiguous', owner);
    expect(rows).toMatchObject({ rows: [{ kind: 'web.page_viewed', why: 'ambiguous' }], next: null });
    const first = await get('/api/sources/nobody/rows?source=site&limit=3', owner);
    const second = await get(`/api/sources/nobody/rows?source=site&limit=3&before=${first.next}`, owner);
    expect([first.rows.length, second.rows.length, second.next]).toEqual([3, 1, null]);
    const file = async (query: string, cookie: string) =>
      server.inject({ method: 'GET', url: `/api/sources/nobody/file${query}`, headers: { cookie } });
    expect((await file('', owner)).statusCode).toBe(400);
    const { cookie: staff } = await signIn(context, place, 'staff');
    expect((await file('?reason=check', staff)).statusCode).toBe(403);
    const csv = await file('?reason=check', owner);
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.body.trim().split('\r\n')).toHaveLength(5);
    expect(csv.body).not.toContain('김하나');
    const log = await place.db.selectFrom('staff.accessLog').select(['action', 'result']).execute();
    expect(log).toContainEqual({ action: 'export', result: '4 rows, csv: check' });
  });
});
