import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { type ImportKind, importers, undoImport } from '../src/modules/imports/index.ts';
import { PROJECT_ROOT } from '../src/platform/config.ts';
import { createTestContext } from './database.ts';
import { buildShop, type TestShop } from './factories.ts';

/** Moments at which a process is killed, for each kind of work: few here, 50 with DANGOL_KILLS=50. */
const KILLS = Number(process.env['DANGOL_KILLS'] ?? 2);
const ROWS = 4_000;

const context = await createTestContext();
const phone = (at: number) => `010-1${String(at).padStart(3, '0')}-${String(at).padStart(4, '0')}`;
const rows = (line: (at: number) => string) => Array.from({ length: ROWS }, (_, at) => line(at)).join('\n');

const FILES: Partial<Record<ImportKind, string>> = {
  sales: `order_no,ordered_at,item_name,quantity,amount,customer_name,customer_phone\n${rows(
    (at) => `${at},2026-11-20T12:00:00,메뉴${at % 40},1,7000,손님${at % 900},${phone(at % 900)}`,
  )}\n`,
  events: `at,phone,name,answer\n${rows((at) => `2026-11-20T12:00:00,${phone(at % 900)},손님${at % 900},${at}`)}\n`,
  customers: `customer_id,name,phone,email,birth_date\n${rows(
    (at) => `M-${at},손님${at},010-3${String(at).padStart(7, '0')},guest${at}@example.com,1990-01-${10 + (at % 19)}`,
  )}\n`,
  contacts: `name,phone,phone_2\n${rows((at) => `손님${at},010-2${String(at).padStart(7, '0')},02-3${String(at).padStart(6, '0')}`)}\n`,
};

/** Everything that an import writes, as counts and sums. */
async function countsOf(shop: TestShop): Promise<Record<string, number>> {
  const id = shop.workspaceId;
  const { rows } = await sql<Record<string, number>>`select
    (select count(*) from orders.sale_order where workspace_id = ${id}::uuid) as orders,
    (select count(*) from orders.order_line where workspace_id = ${id}::uuid) as lines,
    (select count(*) from menu.item where workspace_id = ${id}::uuid) as items,
    (select count(*) from customers.customer where workspace_id = ${id}::uuid) as customers,
    (select count(*) from customers.contact_point where workspace_id = ${id}::uuid) as contact_points,
    (select count(*) from touchpoints.touchpoint where workspace_id = ${id}::uuid) as touchpoints,
    (select coalesce(sum(received), 0) from touchpoints.source_day where workspace_id = ${id}::uuid) as received`.execute(
    shop.db,
  );
  return rows[0] ?? {};
}

/** Starts the command line and kills it after a while. @returns how long it took when it was left to end by itself */
async function runAndKill(args: readonly string[], killAfterMs: number | undefined): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path.join(PROJECT_ROOT, 'src/cli/main.ts'), ...args, '--json'],
    { env: { ...process.env, DATABASE_URL: context.ownerUrl, DANGOL_HOME: context.config.home }, stdio: 'ignore' },
  );
  const ended = once(child, 'exit');
  if (killAfterMs !== undefined) {
    await Promise.race([wait(killAfterMs), ended]);
    child.kill('SIGKILL');
  }
  await ended;
  return performance.now() - startedAt;
}

/** The database needs a moment to see that its client is gone: what it was doing is then done or undone. */
async function settle(shop: TestShop): Promise<void> {
  const others = async () => {
    const { rows } = await sql<{ count: number }>`select count(*) as count from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and state <> 'idle'
        and pid <> pg_backend_pid()`.execute(shop.db);
    return rows[0]?.count;
  };
  await expect.poll(others, { timeout: 60_000, interval: 20 }).toBe(0);
}

describe('a process killed in the middle (must-show 6)', () => {
  it.each(Object.keys(FILES) as ImportKind[])(
    'of an import or an undo of %s leaves everything as before or as after',
    { timeout: 120_000 + KILLS * 60_000 },
    async (kind) => {
      const shop = await buildShop(context);
      const file = path.join(context.config.home, `${shop.workspaceId}.csv`);
      writeFileSync(file, FILES[kind] ?? '');
      const importArgs = ['import', kind, file, '--workspace', shop.workspaceId];
      const batchDone = async () =>
        (
          await shop.db
            .selectFrom('imports.batch')
            .select('batchId')
            .where('workspaceId', '=', shop.workspaceId)
            .where('state', '=', 'done')
            .executeTakeFirst()
        )?.batchId;
      const bring = async () => {
        const options = { source: file, fileName: 'file', map: undefined };
        return (await importers[kind](context, shop.actor(), options)).batchId;
      };
      const before = await countsOf(shop);
      const importMs = await runAndKill(importArgs, undefined);
      const after = await countsOf(shop);
      expect(after).not.toEqual(before);
      const undoMs = await runAndKill(
        ['import', 'undo', (await batchDone()) ?? '', '--workspace', shop.workspaceId],
        undefined,
      );
      expect(await countsOf(shop)).toEqual(before);
      for (let kill = 0; kill < KILLS; kill += 1) {
        await runAndKill(importArgs, importMs * (0.3 + Math.random() * 0.7));
        await settle(shop);
        const found = await countsOf(shop);
        expect([before, after]).toContainEqual(found);
        // What the list of imports says agrees with what is there.
        const done = await batchDone();
        expect(done !== undefined).toBe(found['customers'] === after['customers']);
        const batchId = done ?? (await bring());
        await runAndKill(
          ['import', 'undo', batchId, '--workspace', shop.workspaceId],
          undoMs * (0.3 + Math.random() * 0.7),
        );
        await settle(shop);
        const left = await countsOf(shop);
        expect([before, after]).toContainEqual(left);
        if (left['customers'] === after['customers']) await undoImport(context, shop.actor(), batchId);
        expect(await countsOf(shop)).toEqual(before);
      }
    },
  );
});
