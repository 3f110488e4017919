import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { type ImportKind, importers, undoImport } from '../src/modules/imports/index.ts';
import { PROJECT_ROOT } from '../src/platform/config.ts';
import { countRows } from './count-rows.ts';
import { createTestContext } from './database.ts';
import { buildShop, type TestShop } from './factories.ts';
import { buildField } from './factories-fields.ts';
import { workOff } from './work-off.ts';

/** Moments at which a process is killed, for each kind of work: few here, 50 with DANGOL_KILLS=50. */
const KILLS = Number(process.env['DANGOL_KILLS'] ?? 2);
const ROWS = 2_000;

const context = await createTestContext();
const phone = (at: number) => `010-1${String(at).padStart(3, '0')}-${String(at).padStart(4, '0')}`;
const rows = (line: (at: number) => string) => Array.from({ length: ROWS }, (_, at) => line(at)).join('\n');

/** Files that write whatever a file of their kind can write. */
const FILES: Partial<Record<ImportKind, string>> = {
  sales: `order_no,ordered_at,item_name,quantity,amount,item_code,category,options,coupon_code,customer_id,card_no,customer_name,customer_phone,customer_email\n${rows(
    (at) =>
      `${at},2026-11-20T12:00:00,메뉴${at % 40},1,7000,M${at % 40},국수,2단계,LEAF${at % 3},K-${at % 900},C${1_000_000 + (at % 900)},손님${at % 900},${phone(at % 900)},sale${at % 900}@example.com`,
  )}\n`,
  events: `at,event_id,customer_id,card_no,phone,name,answer\n${rows(
    (at) =>
      `2026-11-20T12:00:00,E${at},K-${at % 900},C${1_000_000 + (at % 900)},${phone(at % 900)},손님${at % 900},${at}`,
  )}\n`,
  customers: `customer_id,name,phone,email,birth_date,address,note,tags,points,joined_at,lucky_number,marketing_consent,consent_at\n${rows(
    (at) =>
      `M-${at},손님${at},010-3${String(at).padStart(7, '0')},guest${at}@example.com,1990-01-${10 + (at % 19)},서울 마포구 양화로 ${at},창가,단골;${at % 7}번,${at % 50},2025-01-01,${at % 5}단계,${at % 3 === 0 ? 'granted' : 'refused'},2026-01-02T10:00:00`,
  )}\n`,
  contacts: `name,phone,phone_2,email,note\n${rows((at) => `손님${at},010-2${String(at).padStart(7, '0')},02-3${String(at).padStart(6, '0')},c${at}@example.com,메모`)}\n`,
};

/** What each kind of file has to write, so that a file that stopped writing something is found out. */
const WRITES: Partial<Record<ImportKind, readonly string[]>> = {
  sales: [
    'customers.contact_point',
    'customers.customer',
    'customers.external_id',
    'menu.item',
    'orders.order_line',
    'orders.sale_order',
  ],
  events: [
    'customers.contact_point',
    'customers.customer',
    'customers.external_id',
    'received',
    'touchpoints.touchpoint',
  ],
  customers: [
    'consents held',
    'customers.address',
    'customers.contact_point',
    'customers.customer',
    'customers.customer_tag',
    'customers.external_id',
    'customers.field_value',
    'loyalty.account',
    'loyalty.entry',
    'points',
    'privacy.consent',
    'privacy.consent_event',
  ],
  contacts: ['customers.contact_point', 'customers.customer'],
};

/** What an undo leaves, and why; everything else goes back to what it was. */
const STAYS_UNDONE: Readonly<Record<string, string>> = {
  'customers.stranger_lock': 'made once, to be held',
  'customers.tag': 'a word of the shop’s own, on nobody',
  'touchpoints.source': 'that it was heard of',
  'privacy.consent': 'what was said has ended, and is never unsaid',
  'privacy.consent_event': 'what was said has ended, and is never unsaid',
  'loyalty.account': 'the ledger takes nothing away: it books back',
  'loyalty.lot': 'the ledger takes nothing away: it books back',
  'loyalty.entry': 'the ledger takes nothing away: it books back',
  'loyalty.movement': 'the ledger takes nothing away: it books back',
};

/** By how much each count changed; tables that did not are left out. */
function changeOf(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changes = [...names].map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)] as const);
  return Object.fromEntries(changes.filter(([, change]) => change !== 0));
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
      // What a new shop begins with is laid out by a job, which the command line would do meanwhile.
      await workOff(context);
      await buildField(shop, { fieldKey: 'lucky_number', type: 'text' });
      const look = () => countRows(context.database.pool, shop.workspaceId);
      const file = path.join(context.config.home, `${shop.workspaceId}.csv`);
      writeFileSync(file, FILES[kind] ?? '');
      const basis = 'consent-with-evidence';
      const importArgs = ['import', kind, file, '--workspace', shop.workspaceId, '--basis', basis];
      const batchDone = async () =>
        (
          await shop.db
            .selectFrom('imports.batch')
            .select('batchId')
            .where('workspaceId', '=', shop.workspaceId)
            .where('state', '=', 'done')
            .executeTakeFirst()
        )?.batchId;
      const bring = async () =>
        (await importers[kind](context, shop.actor(), { source: file, fileName: 'file', map: undefined, basis }))
          .batchId;

      // Once through by itself: what comes goes again, but for what an undo leaves.
      const empty = await look();
      const first = await bring();
      const filled = changeOf(empty, await look());
      expect(Object.keys(filled)).toEqual(expect.arrayContaining([...(WRITES[kind] ?? [])]));
      await undoImport(context, shop.actor(), first);
      const left = Object.keys(changeOf(empty, await look())).filter((name) => !(name in STAYS_UNDONE));
      expect(left).toEqual([]);

      // What the import and its undo change from here on, whole.
      const before = await look();
      const importMs = await runAndKill(importArgs, undefined);
      const after = await look();
      const brought = changeOf(before, after);
      expect(brought['customers.customer']).toBeGreaterThan(0);
      const undoArgs = (batchId: string) => ['import', 'undo', batchId, '--workspace', shop.workspaceId];
      const undoMs = await runAndKill(undoArgs((await batchDone()) ?? ''), undefined);
      const takenBack = changeOf(after, await look());
      for (let kill = 0; kill < KILLS; kill += 1) {
        const start = await look();
        await runAndKill(importArgs, importMs * (0.3 + Math.random() * 0.7));
        await settle(shop);
        const found = changeOf(start, await look());
        expect([{}, brought]).toContainEqual(found);
        // What the list of imports says agrees with what is there.
        const done = await batchDone();
        expect(done !== undefined).toBe(found['customers.customer'] !== undefined);
        const batchId = done ?? (await bring());
        const full = await look();
        expect(changeOf(start, full)).toEqual(brought);
        await runAndKill(undoArgs(batchId), undoMs * (0.3 + Math.random() * 0.7));
        await settle(shop);
        const undone = changeOf(full, await look());
        expect([{}, takenBack]).toContainEqual(undone);
        if (undone['customers.customer'] === undefined) await undoImport(context, shop.actor(), batchId);
        expect(changeOf(full, await look())).toEqual(takenBack);
      }
    },
  );
});
