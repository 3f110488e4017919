import { sql } from 'kysely';
import pg from 'pg';
import { expect, it } from 'vitest';
import { columnarNightJob } from '../src/mart/index.ts';
import { eraseCustomer, listContactability, recordConsents } from '../src/modules/privacy/index.ts';
import { newId } from '../src/shared/ids.ts';
import { createTestContext } from './database.ts';
import { buildServer, buildShop, signIn } from './factories.ts';
import { buildItem, buildOrders, buildPerson } from './factories-people.ts';

const context = await createTestContext();
const now = context.clock.now();
const { key } = context.secrets;

/** Tables where the id of an erased person may stay: it is random, says nothing any more, and the law wants the log. */
const MAY_KEEP = new Set(['privacy.request']);

async function ask<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: context.ownerUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

it('destroys what is known of a person and leaves the revenue as it was (PV-21, PV-23)', async () => {
  const shop = await buildShop(context);
  const { db, workspaceId } = shop;
  const customerId = await buildPerson(shop, {
    name: '김하나',
    phone: '+821012345678',
    email: 'guest@example.com',
    externalId: 'M-1',
    note: '창가',
  });
  const other = await buildPerson(shop, { name: '박건', phone: '+821087654321' });
  const item = await buildItem(shop, '마라탕');
  await buildOrders(shop, [
    { customerId, businessDay: '2026-11-01', grossMinor: 30_000, items: [item] },
    { customerId, businessDay: '2026-11-10', grossMinor: 12_000, refundMinor: -2_000, items: [item] },
    { customerId: other, businessDay: '2026-11-10', grossMinor: 9_000, items: [item] },
  ]);
  await db
    .insertInto('touchpoints.touchpoint')
    .values({
      workspaceId,
      touchpointId: newId(),
      shopId: workspaceId,
      at: now,
      receivedAt: now,
      businessDay: '2026-11-20',
      source: 'web',
      idempotencyKey: 'a',
      phase: 'before',
      kind: 'page_viewed',
      customerId,
      anonymousId: 'browser-1',
      payload: JSON.stringify({ memo: '김하나' }),
    })
    .execute();
  const said = {
    workspaceId,
    customerId,
    method: 'paper',
    evidence: 'sheet',
    at: new Date(now.getTime() - 1),
  } as const;
  await recordConsents(db, [{ ...said, kind: 'ad_email', state: 'granted' }], now);
  const server = await buildServer(context);
  const { cookie } = await signIn(context, shop);
  const revenue = async () => {
    const day = await ask<{ gross: string; refund: string; n: string }>(
      `select sum(gross_minor) as gross, sum(refund_minor) as refund, count(*) as n from orders.sale_order where workspace_id = $1`,
      [workspaceId],
    );
    const report = await server.inject({ method: 'GET', url: '/api/insights/overview', headers: { cookie } });
    return { day, figures: report.json().figures?.revenue };
  };
  const before = await revenue();
  const rows = await eraseCustomer(db, { workspaceId, customerId, reason: 'request', actor: null, now, key });
  expect(rows).toMatchObject({
    'orders.sale_order': 2,
    'customers.customer': 1,
    'customers.contact_point': 2,
    'customers.external_id': 1,
    'privacy.consent_event': 1,
    'touchpoints.touchpoint': 1,
  });
  expect(await revenue()).toEqual(before);
  // The log of changes names her until every columnar copy has dropped her, at night at the latest.
  await columnarNightJob.run(context, { workspaceId }, new AbortController().signal);
  const tables = await ask<{ table: string }>(
    `select table_schema || '.' || table_name as table from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema', 'graphile_worker', 'staff')`,
  );
  expect(tables.length).toBeGreaterThan(30);
  const traces = ['김하나', '+821012345678', 'guest@example.com', customerId];
  const found = await ask<{ table: string }>(
    tables
      .map(({ table }) => `(select '${table}' as table from ${table} t where t::text like any ($1) limit 1)`)
      .join(' union all '),
    [traces.map((text) => `%${text}%`)],
  );
  expect(found).toEqual([]);
});

it('asks every module that keeps something of a person', async () => {
  const shop = await buildShop(context);
  const customerId = await buildPerson(shop, {});
  const rows = await eraseCustomer(shop.db, {
    workspaceId: shop.workspaceId,
    customerId,
    reason: 'period_end',
    actor: null,
    now,
    key,
  });
  const tables = await ask<{ table: string }>(
    `select distinct table_schema || '.' || table_name as table from information_schema.columns
     join information_schema.tables t using (table_schema, table_name)
     where column_name = 'customer_id' and t.table_type = 'BASE TABLE' order by 1`,
  );
  // A module with a new table of people's rows writes an eraser and is entered in src/app/jobs.ts.
  expect(tables.map(({ table }) => table).filter((table) => rows[table] === undefined && !MAY_KEEP.has(table))).toEqual(
    [],
  );
});

it('keeps the proof of a consent as long as the person is there (PV-08)', async () => {
  const shop = await buildShop(context);
  const customerId = await buildPerson(shop, {});
  await expect(sql`select * from privacy.erase_person(${customerId}::uuid)`.execute(shop.db)).rejects.toThrow(
    /still here/,
  );
});

it('bars a file from bringing her back (suppressed hash blocks re-import)', async () => {
  const shop = await buildShop(context);
  const { db, workspaceId } = shop;
  const customerId = await buildPerson(shop, { email: 'gone@example.com' });
  await eraseCustomer(db, { workspaceId, customerId, reason: 'request', actor: null, now, key });
  const again = await buildPerson(shop, { email: 'gone@example.com' });
  const state = await listContactability(db, {
    workspaceId,
    channel: 'email',
    customerIds: [again],
    contacts: new Map([[again, 'gone@example.com']]),
    key,
  });
  expect(state.get(again)?.suppressed).toBe(true);
});
