import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { buildColumnar, closeReaders, withMart } from '../src/mart/index.ts';
import { PROJECT_ROOT } from '../src/platform/config.ts';
import { createTestContext } from './database.ts';
import { buildShop } from './factories.ts';
import { buildItem, buildOrders, buildPerson } from './factories-people.ts';

/** Moments at which a build is killed: few here, 30 with DANGOL_KILLS=30. */
const KILLS = Number(process.env['DANGOL_KILLS'] ?? 3);
const ORDERS = 3_000;

const context = await createTestContext();
afterAll(closeReaders);

/** Starts `mart build` in a process of its own and kills it after a while. @returns how long it lived */
async function buildAndKill(args: readonly string[], killAfterMs?: number): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path.join(PROJECT_ROOT, 'src/cli/main.ts'), 'mart', 'build', ...args],
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

it('a build killed at any moment leaves a whole mart, and the next one repairs', {
  timeout: 60_000 + KILLS * 20_000,
}, async () => {
  const shop = await buildShop(context);
  const { workspaceId } = shop;
  const folder = path.join(context.config.home, 'mart', workspaceId);
  const people = await Promise.all(Array.from({ length: 50 }, () => buildPerson(shop)));
  const item = await buildItem(shop, '메뉴');
  const sell = (count: number) =>
    buildOrders(
      shop,
      Array.from({ length: count }, (_, at) => ({
        customerId: people[at % 60] ?? null,
        businessDay: `2026-10-${String((at % 28) + 1).padStart(2, '0')}`,
        items: [item, item],
      })),
    );
  await sell(ORDERS);
  await buildColumnar(context, { workspaceId });
  let orders = ORDERS;
  /** What a reader sees: only ever a number of orders that once was true, with all their lines and money. */
  const look = () =>
    withMart(context, { workspaceId, asPublished: true }, async (engine) => {
      const { rows } = await engine.ask(`select (select count(*) from sale), (select count(*) from line),
        (select coalesce(sum(gross_minor), 0)::bigint from sale), (select coalesce(sum(amount_minor), 0)::bigint from line),
        (select count(*) from person)`);
      return rows[0] ?? [];
    });
  const wholeOf = (count: number) => [count, count * 2, count * 10_000, count * 10_000, people.length];
  const untouchedMs = await buildAndKill(['--full', '--workspace', workspaceId]);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = orders;
    await sell(20);
    orders += 20;
    const args = kill % 2 === 0 ? ['--full'] : [];
    const building = buildAndKill([...args, '--workspace', workspaceId], untouchedMs * (0.2 + Math.random() * 0.8));
    const isOver = building.then(() => true);
    do {
      expect([wholeOf(before), wholeOf(orders)]).toContainEqual(await look());
    } while (!(await Promise.race([isOver, wait(5, false)])));
    expect([wholeOf(before), wholeOf(orders)]).toContainEqual(await look());
    const repaired = await buildColumnar(context, { workspaceId });
    expect(repaired.mode).not.toBe('full');
    expect(await look()).toEqual(wholeOf(orders));
    expect(readdirSync(folder).filter((name) => name.startsWith('draft-'))).toEqual([]);
  }
});
