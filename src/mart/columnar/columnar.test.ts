import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { buildField, buildTag } from '../../../test/factories-fields.ts';
import { buildEmailConsent, buildItem, buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { jobs } from '../../app/jobs.ts';
import { mergeCustomers, unmergeCustomers } from '../../modules/customers/index.ts';
import { ordersChanged } from '../../modules/orders/index.ts';
import { eraseCustomer } from '../../modules/privacy/index.ts';
import { emit, runDueJobs } from '../../platform/jobs.ts';
import { newId } from '../../shared/ids.ts';
import { refreshMart } from '../build.ts';
import { buildColumnar } from './build.ts';
import { columnarNightJob } from './jobs.ts';
import { martFolder, readManifest } from './manifest.ts';
import { queryMart, withMart } from './question.ts';
import { closeReaders } from './reader.ts';
import { tables } from './tables.ts';

const context = await createTestContext();
const now = context.clock.now();
afterAll(closeReaders);

/** Everything the mart holds, as text in an order of its own. */
async function contentOf(shop: TestShop): Promise<Record<string, string[]>> {
  return withMart(context, { workspaceId: shop.workspaceId }, async (engine) => {
    const content: Record<string, string[]> = {};
    for (const { name } of tables) {
      const { rows } = await engine.ask(`select * from ${name}`);
      content[name] = rows.map((row) => JSON.stringify(row)).sort();
    }
    return content;
  });
}

/** What brought up to date holds, and then what built anew holds. */
async function bothWays(shop: TestShop) {
  const { workspaceId } = shop;
  const { mode } = await buildColumnar(context, { workspaceId });
  const updated = await contentOf(shop);
  await buildColumnar(context, { workspaceId, full: true });
  return { mode, updated, anew: await contentOf(shop) };
}

/** Counted with their money, or lists that are read whole at every change of one. */
const COUNTED_OTHERWISE = new Set(['sale', 'line', 'person', 'person_usual_item', 'item', 'tag', 'field', 'shop']);

const folderOf = (shop: TestShop) => martFolder(context.config.home, shop.workspaceId);

describe('the columnar mart', () => {
  it('holds orders, lines and people without names, and says nothing happened when nothing did', async () => {
    const shop = await buildShop(context);
    const { workspaceId } = shop;
    const customerId = await buildPerson(shop, { name: '김하나', phone: '+821012345678', note: '창가' });
    const item = await buildItem(shop, '마라탕');
    await buildOrders(shop, [
      {
        customerId,
        businessDay: '2026-11-19',
        hour: 1,
        grossMinor: 9_000,
        items: [item],
        options: ['2단계, "곱빼기"'],
      },
      { customerId: null, businessDay: '2026-11-20', grossMinor: 7_000, refundMinor: -500, items: [item, item] },
    ]);
    await refreshMart(shop.db, { workspaceId, now });
    expect(await buildColumnar(context, { workspaceId })).toMatchObject({
      mode: 'full',
      orders: 2,
      lines: 3,
      customers: 1,
    });
    expect(await buildColumnar(context, { workspaceId })).toMatchObject({ mode: 'unchanged', orders: 2, lines: 3 });
    const sales = await queryMart<Record<string, unknown>>(context, {
      workspaceId,
      sql: 'select * from sale order by business_day',
    });
    expect(sales).toMatchObject([
      { customerId, businessDay: '2026-11-19', localAt: '2026-11-19T01:10:00', hour: 1, weekday: 4, netMinor: 9_000 },
      { customerId: null, businessDay: '2026-11-20', hour: 19, weekday: 5, grossMinor: 7_000, netMinor: 6_500 },
    ]);
    const lines = await queryMart<Record<string, unknown>>(context, {
      workspaceId,
      sql: 'select * from line where customer_id in (select unnest($1::uuid[]))',
      values: [[customerId]],
    });
    expect(lines).toMatchObject([
      { itemId: item, quantity: 1, amountMinor: 9_000, options: '2단계, "곱빼기"', businessDay: '2026-11-19' },
    ]);
    const facts = await queryMart<{ visits: number }>(context, { workspaceId, sql: 'select visits from person_fact' });
    expect(facts).toEqual([{ visits: 1 }]);
    // PV-70: nothing that names her, in any table.
    expect(JSON.stringify(await contentOf(shop))).not.toMatch(/김하나|1012345678|창가/);
  });

  it('takes in what changed, order by order and person by person, as if it were built anew', async () => {
    const shop = await buildShop(context);
    const { db, workspaceId } = shop;
    const a = await buildPerson(shop, { phone: '+821012345678' });
    const b = await buildPerson(shop, { email: 'b@example.com' });
    const item = await buildItem(shop, '라떼');
    const [first] = await buildOrders(shop, [
      { customerId: a, businessDay: '2026-11-01', items: [item] },
      { customerId: b, businessDay: '2026-11-02', items: [item, item] },
    ]);
    await buildColumnar(context, { workspaceId });
    await buildOrders(shop, [{ customerId: b, businessDay: '2026-11-03', items: [item] }]);
    await buildEmailConsent(shop, a);
    await db.updateTable('menu.item').set({ name: '카페라떼' }).where('workspaceId', '=', workspaceId).execute();
    await refreshMart(db, { workspaceId, now });
    const one = await bothWays(shop);
    expect(one.mode).toBe('incremental');
    expect(one.updated).toEqual(one.anew);
    expect(one.anew['person_consent']).toHaveLength(2);
    const { mergeId } = await mergeCustomers(db, shop.actor(), { into: a, from: b, now });
    await db
      .deleteFrom('orders.orderLine')
      .where('orderId', '=', first ?? '')
      .execute();
    await db
      .deleteFrom('orders.saleOrder')
      .where('orderId', '=', first ?? '')
      .execute();
    const two = await bothWays(shop);
    expect(two.mode).toBe('incremental');
    expect(two.updated).toEqual(two.anew);
    expect(two.anew['person']).toHaveLength(1);
    await unmergeCustomers(db, shop.actor(), mergeId, now);
    const three = await bothWays(shop);
    expect(three.updated).toEqual(three.anew);
    expect(three.anew['person']).toHaveLength(2);
  });

  it('forgets who was erased, on the disk too (PV-20, PV-21), and keeps the revenue (PV-23)', async () => {
    const shop = await buildShop(context);
    const { db, workspaceId } = shop;
    const customerId = await buildPerson(shop, { phone: '+821012345678' });
    const item = await buildItem(shop, '냉면');
    await buildOrders(shop, [{ customerId, businessDay: '2026-11-01', grossMinor: 8_000, items: [item] }]);
    await buildColumnar(context, { workspaceId });
    const before = readManifest(folderOf(shop))?.base.file;
    const erasure = { workspaceId, customerId, reason: 'request', actor: null, now, key: context.secrets.key } as const;
    await eraseCustomer(db, erasure);
    expect(await buildColumnar(context, { workspaceId })).toMatchObject({
      mode: 'incremental',
      customers: 0,
      orders: 1,
    });
    const manifest = readManifest(folderOf(shop));
    expect(manifest).toMatchObject({ delta: null });
    expect(manifest?.base.file).not.toBe(before);
    const content = JSON.stringify(await contentOf(shop));
    expect(content).not.toContain(customerId);
    expect(content).toContain('8000');
    // The log is cut off once the copy has read it.
    const { rows } = await sql<{ n: number }>`select count(*) as n from mart.change`.execute(db);
    expect(rows).toEqual([{ n: 0 }]);
    // The old file goes as soon as its readers are gone.
    context.clock.set(new Date(now.getTime() + 120_000));
    await buildOrders(shop, [{ customerId: null, businessDay: '2026-11-02', items: [item] }]);
    await buildColumnar(context, { workspaceId });
    await buildOrders(shop, [{ customerId: null, businessDay: '2026-11-03', items: [item] }]);
    await buildColumnar(context, { workspaceId });
    expect(readdirSync(folderOf(shop))).not.toContain(before);
    context.clock.set(now);
  });

  it('lets go of the files that hold her in the night after, although nothing is sold any more (PV-20, PV-21)', async () => {
    const shop = await buildShop(context);
    const { db, workspaceId } = shop;
    const customerId = await buildPerson(shop, { phone: '+821012345678' });
    const item = await buildItem(shop, '수정과');
    await buildOrders(shop, [{ customerId, businessDay: '2026-11-01', items: [item] }]);
    await buildColumnar(context, { workspaceId });
    const before = readManifest(folderOf(shop))?.base.file;
    const night = (at: Date) => {
      context.clock.set(at);
      return columnarNightJob.run(context, { workspaceId }, new AbortController().signal);
    };
    const erasure = { workspaceId, customerId, reason: 'request', actor: null, now, key: context.secrets.key } as const;
    await eraseCustomer(db, erasure);
    await night(now);
    // A question that began before may still be reading it.
    expect(readdirSync(folderOf(shop))).toContain(before);
    await night(new Date(now.getTime() + 86_400_000));
    expect(new Set(readdirSync(folderOf(shop)))).toEqual(
      new Set([readManifest(folderOf(shop))?.base.file, 'manifest.json']),
    );
    expect(readManifest(folderOf(shop))?.retired).toEqual([]);
    context.clock.set(now);
  });

  it('is built anew by the next question when its files are missing, short or damaged', async () => {
    const shop = await buildShop(context);
    const { workspaceId } = shop;
    const item = await buildItem(shop, '국밥');
    await buildOrders(
      shop,
      Array.from({ length: 3_000 }, (_, at) => ({
        customerId: null,
        businessDay: `2026-${String((at % 12) + 1).padStart(2, '0')}-11`,
        items: [item],
      })),
    );
    const count = () =>
      queryMart<{ n: number; total: number }>(context, {
        workspaceId,
        sql: 'select count(*) as n, sum(amount_minor)::bigint as total from line',
      });
    const whole = [{ n: 3_000, total: 30_000_000 }];
    expect(await count()).toEqual(whole);
    const base = () => path.join(folderOf(shop), readManifest(folderOf(shop))?.base.file ?? 'none');
    closeReaders();
    truncateSync(base(), 4_096);
    expect(await count()).toEqual(whole);
    closeReaders();
    const { bytes } = readManifest(folderOf(shop))?.base ?? { bytes: 0 };
    writeFileSync(base(), Buffer.alloc(bytes, 7));
    expect(await count()).toEqual(whole);
    closeReaders();
    writeFileSync(path.join(folderOf(shop), 'manifest.json'), '{"half":');
    expect(await count()).toEqual(whole);
  });

  it('is refused when its totals differ from the source, and the one before stays', async () => {
    const shop = await buildShop(context);
    const { db, workspaceId } = shop;
    const item = await buildItem(shop, '김밥');
    await buildOrders(shop, [{ customerId: null, businessDay: '2026-11-01', items: [item] }]);
    await buildColumnar(context, { workspaceId });
    const [orderId] = await buildOrders(shop, [{ customerId: null, businessDay: '2026-11-02', items: [item] }]);
    // A line whose order is not there cannot come along.
    await db
      .deleteFrom('orders.saleOrder')
      .where('orderId', '=', orderId ?? '')
      .execute();
    await expect(buildColumnar(context, { workspaceId })).rejects.toThrow(
      'mart does not reconcile: countedLines 2 ≠ 1',
    );
    const counted = () =>
      withMart(
        context,
        { workspaceId, fresh: true },
        async (engine) => (await engine.ask('select count(*) from line')).rows,
      );
    await expect(counted()).rejects.toThrow('does not reconcile');
    await db
      .deleteFrom('orders.orderLine')
      .where('orderId', '=', orderId ?? '')
      .execute();
    expect(await counted()).toEqual([[1]]);
  });

  it('misses no row that the log of changes missed, of any kind: it is built anew', async () => {
    const shop = await buildShop(context);
    const { db, workspaceId } = shop;
    const customerId = await buildPerson(shop, { phone: '+821012345678' });
    const item = await buildItem(shop, '만두');
    const tagId = await buildTag(shop, '단골');
    await buildField(shop, { fieldKey: 'taste', type: 'choice', choices: ['mild'] });
    const play = { rule: '{"all":[]}', channel: 'none', offer: '{"kind":"none"}', message: '{}', measureDays: 14 };
    const playId = newId();
    const happenings: Record<string, () => Promise<unknown>> = {
      play: () =>
        db
          .insertInto('plays.play')
          .values({ workspaceId, playId, name: '쿠폰', seed: playId, state: 'draft', ...play })
          .execute(),
      assignment: () =>
        db
          .insertInto('plays.assignment')
          .values({ workspaceId, playId, customerId, arm: 'treatment', variant: 'a' })
          .execute(),
      person_consent: () => buildEmailConsent(shop, customerId),
      person_tag: () =>
        db
          .insertInto('customers.customerTag')
          .values({ workspaceId, customerId, tagId, source: 'staff', addedAt: now })
          .execute(),
      person_value: () =>
        db
          .insertInto('customers.fieldValue')
          .values({ workspaceId, customerId, fieldKey: 'taste', value: 'mild', source: 'staff', updatedAt: now })
          .execute(),
      person_fact: () => refreshMart(db, { workspaceId, now }),
      touchpoint: () =>
        db
          .insertInto('touchpoints.touchpoint')
          .values({
            workspaceId,
            touchpointId: newId(),
            shopId: workspaceId,
            customerId,
            at: now,
            receivedAt: now,
            businessDay: '2026-11-20',
            source: 'web',
            idempotencyKey: 't',
            phase: 'before',
            kind: 'web.page_viewed',
          })
          .execute(),
      message: () =>
        db
          .insertInto('messaging.message')
          .values({
            workspaceId,
            messageId: newId(),
            customerId,
            class: 'ad',
            channel: 'email',
            dedupeKey: newId(),
            subject: '소식',
            body: '',
            state: 'sent',
            laneId: workspaceId,
            queuedAt: now,
            optOutTokenHash: Buffer.alloc(32, 1),
          })
          .execute(),
      coupon: () =>
        db
          .insertInto('loyalty.coupon')
          .values({
            workspaceId,
            couponId: newId(),
            customerId,
            playId,
            code: newId(),
            kind: 'amount',
            value: 1,
            validUntil: '2027-12-31',
            status: 'issued',
          })
          .execute(),
    };
    await buildOrders(shop, [{ customerId, businessDay: '2026-11-01', items: [item] }]);
    await buildColumnar(context, { workspaceId });
    for (const [table, happen] of Object.entries(happenings)) {
      const rows = (await contentOf(shop))[table]?.length ?? 0;
      await happen();
      await db.deleteFrom('mart.change').where('workspaceId', '=', workspaceId).execute();
      await buildOrders(shop, [{ customerId, businessDay: '2026-11-02', items: [item] }]);
      expect((await buildColumnar(context, { workspaceId })).mode, table).toBe('full');
      expect((await contentOf(shop))[table]?.length, table).toBeGreaterThan(rows);
    }
    expect(Object.keys(happenings).sort()).toEqual(
      tables
        .map(({ name }) => name)
        .filter((name) => !COUNTED_OTHERWISE.has(name))
        .sort(),
    );
  });

  it('follows a sale by a job while somebody uses it, and rests when nobody does', async () => {
    const shop = await buildShop(context);
    const { db, workspaceId } = shop;
    const item = await buildItem(shop, '떡볶이');
    const sell = async (businessDay: string) => {
      await buildOrders(shop, [{ customerId: null, businessDay, items: [item] }]);
      await emit(db, ordersChanged, { workspaceId, customerIds: [] });
      await runDueJobs(context, jobs);
    };
    await sell('2026-11-01');
    expect(readManifest(folderOf(shop))).toBeUndefined();
    await buildColumnar(context, { workspaceId });
    await sell('2026-11-02');
    expect(readManifest(folderOf(shop))?.sizes.orders).toBe(2);
    context.clock.set(new Date(now.getTime() + 2 * 86_400_000));
    await sell('2026-11-03');
    expect(readManifest(folderOf(shop))?.sizes.orders).toBe(2);
    const [{ n } = { n: 0 }] = await queryMart<{ n: number }>(context, {
      workspaceId,
      sql: 'select count(*) as n from sale',
      fresh: true,
    });
    expect(n).toBe(3);
    context.clock.set(now);
  });

  it('shares one build among those who wait for it, and holds no connection while another process builds', async () => {
    const shop = await buildShop(context);
    const { workspaceId } = shop;
    const item = await buildItem(shop, '김밥');
    await buildOrders(shop, [{ customerId: null, businessDay: '2026-11-01', items: [item] }]);
    const other = await context.database.connect(workspaceId);
    await other.query('select pg_advisory_lock(4300023, hashtext($1))', [folderOf(shop)]);
    const count = () => queryMart<{ n: number }>(context, { workspaceId, sql: 'select count(*) as n from sale' });
    const asked = Promise.all(Array.from({ length: 25 }, count));
    // More questions than the pool has connections, and the rest of the product still gets one.
    await buildOrders(shop, [{ customerId: null, businessDay: '2026-11-02', items: [item] }]);
    const first = buildColumnar(context, { workspaceId });
    const built = Array.from({ length: 5 }, () => buildColumnar(context, { workspaceId }));
    await other.query('select pg_advisory_unlock(4300023, hashtext($1))', [folderOf(shop)]);
    other.release();
    expect(new Set((await asked).map(([row]) => row?.n))).toEqual(new Set([2]));
    expect(new Set([await first, ...(await Promise.all(built))]).size).toBe(1);
    expect(await first).toMatchObject({ orders: 2 });
  });

  it('is forgotten and removed a week after its last question, although the nights bring it up to date', async () => {
    const shop = await buildShop(context);
    const { workspaceId } = shop;
    const item = await buildItem(shop, '순대');
    await buildColumnar(context, { workspaceId });
    const signal = new AbortController().signal;
    for (const [day, orders] of [
      [4, 1],
      [8, undefined],
    ] as const) {
      context.clock.set(new Date(now.getTime() + day * 86_400_000));
      await buildOrders(shop, [{ customerId: null, businessDay: '2026-11-20', items: [item] }]);
      await columnarNightJob.run(context, { workspaceId }, signal);
      expect(readManifest(folderOf(shop))?.sizes.orders, `day ${day}`).toBe(orders);
    }
    context.clock.set(now);
    const { rows } = await sql`select from mart.columnar_copy where workspace_id = ${workspaceId}`.execute(shop.db);
    expect(rows).toEqual([]);
  });
});
