import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import pg from 'pg';
import { expect, it } from 'vitest';
import { insertAnyRow, VALUES_ASKED_FOR } from '../../../../test/any-row.ts';
import { countRowsOf, listTablesOfPeople } from '../../../../test/count-rows.ts';
import { createTestContext } from '../../../../test/database.ts';
import { buildShop } from '../../../../test/factories.ts';
import { buildEmailConsent, buildOrders, buildPerson } from '../../../../test/factories-people.ts';
import { mergeCustomers, unmergeCustomers } from './service.ts';

const context = await createTestContext();
const PROCESS = path.resolve(import.meta.dirname, '../../../../test/merging-process.ts');
/** Moments at which it is killed: few here, 50 with DANGOL_KILLS=50. */
const KILLS = Number(process.env['DANGOL_KILLS'] ?? 8);
it('is before or after, never between, when the process is killed while it merges or takes a merge back', async () => {
  const shop = await buildShop(context);
  const into = await buildPerson(shop, { name: '김하나', phone: '+821012345678' });
  const from = await buildPerson(shop, { name: '', phone: '+821012345678', email: 'a@example.com', note: '창가' });
  const days = Array.from({ length: 20 }, (_, at) => `2026-10-${String(at + 1).padStart(2, '0')}`);
  await buildOrders(shop, [
    ...days.map((businessDay) => ({ customerId: from, businessDay })),
    { customerId: into, businessDay: '2026-11-01' },
  ]);
  await buildEmailConsent(shop, into);
  await buildEmailConsent(shop, from, 'refused');

  const owner = new pg.Client({ connectionString: context.ownerUrl });
  await owner.connect();
  const tables = await listTablesOfPeople(context.database.pool);
  const written = await countRowsOf(context.database.pool, [from]);
  for (const table of tables.filter((table) => !(table in written))) {
    await insertAnyRow(owner, table, {
      known: { workspace_id: shop.workspaceId, customer_id: from },
      of: VALUES_ASKED_FOR,
    });
  }
  await owner.end();

  async function look() {
    const { db, workspaceId } = shop;
    const records = await db
      .selectFrom('customers.customer')
      .select(['customerId', 'mergedInto', 'note'])
      .where('workspaceId', '=', workspaceId)
      .execute();
    const open = await db
      .selectFrom('customers.merge')
      .select('mergeId')
      .where('workspaceId', '=', workspaceId)
      .where('undoneAt', 'is', null)
      .execute();
    // What a merge wrote down of itself stays when it is taken back: the log of changes is no count of before or after.
    const { 'customers.field_change': _log, ...rows } = await countRowsOf(context.database.pool, [into, from]);
    return {
      mergedInto: records.find(({ customerId }) => customerId === from)?.mergedInto ?? null,
      note: records.find(({ customerId }) => customerId === into)?.note,
      open: open.length,
      rows,
    };
  }
  const apart = await look();
  const { mergeId } = await mergeCustomers(shop.db, shop.actor(), { into, from, now: new Date() });
  const one = await look();
  await unmergeCustomers(shop.db, shop.actor(), mergeId, new Date());
  expect(await look()).toEqual(apart);
  expect(apart).toMatchObject({ mergedInto: null, note: '', open: 0 });
  expect(one).toMatchObject({ mergedInto: into, note: '창가', open: 1 });
  expect(apart.rows).toMatchObject({ 'orders.sale_order': [1, 20], 'privacy.consent': [2, 2] });
  expect(one.rows).toMatchObject({ 'orders.sale_order': [21, 0], 'privacy.consent': [2, 0] });
  // Every table that names a person has rows to be lost.
  expect(tables.filter((table) => !(table in apart.rows) && table !== 'customers.field_change')).toEqual([]);

  const env = {
    ...process.env,
    DATABASE_URL: context.ownerUrl,
    DANGOL_HOME: context.config.home,
    PEOPLE: [shop.workspaceId, into, from].join(' '),
  };
  const seen = new Set<number>();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROCESS], {
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [{ roundMs }] = (await once(child, 'message')) as [{ roundMs: number }];
    await new Promise((resolve) => setTimeout(resolve, (kill / KILLS) * roundMs * 2));
    child.kill('SIGKILL');
    await once(child, 'exit');
    // The database still finishes or rolls back what the dead process had begun.
    await expect.poll(async () => (await otherSessions()) === 0, { timeout: 10_000 }).toBe(true);
    const now = await look();
    expect(now).toEqual(now.open === 1 ? one : apart);
    seen.add(now.open);
  }
  expect(seen).toEqual(new Set([0, 1]));

  /** Sessions of the killed process that still hold a transaction. */
  async function otherSessions(): Promise<number> {
    const { rows } = await context.database.pool.query<{ sessions: number }>(
      `select count(*)::int as sessions from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`,
    );
    return rows[0]?.sessions ?? 0;
  }
}, 900_000);
