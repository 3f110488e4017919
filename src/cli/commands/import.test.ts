import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop } from '../../../test/factories.ts';
import { undoImport } from '../../modules/imports/index.ts';
import { PROJECT_ROOT } from '../../platform/config.ts';

const context = await createTestContext();

function start(args: readonly string[]) {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path.join(PROJECT_ROOT, 'src/cli/main.ts'), ...args, '--json'],
    {
      env: { ...process.env, DATABASE_URL: context.ownerUrl, DANGOL_HOME: context.config.home, LANG: 'en_GB.UTF-8' },
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  let answer = '';
  child.stdout.on('data', (chunk: Buffer) => {
    answer += chunk.toString();
  });
  const ended = once(child, 'close').then(([code]) => ({ code: Number(code), json: JSON.parse(answer) as object }));
  return { child, ended };
}

const HEADER = 'order_no,ordered_at,item_name,quantity,amount\n';
const line = (at: number) => `${at},2026-11-20T12:00:00,Noodles,1,7000\n`;

describe('import from the command line', () => {
  it('reads standard input, and answers with exactly the names that scripts rely on', { timeout: 60_000 }, async () => {
    const shop = await buildShop(context);
    const { child, ended } = start(['import', 'sales', '-', '--workspace', shop.workspaceId]);
    child.stdin.end(HEADER + line(1) + line(2));
    const { code, json } = await ended;
    expect(code).toBe(0);
    expect(Object.keys(json)).toEqual([
      'batchId',
      'rows',
      'accepted',
      'rejected',
      'duplicates',
      'customers',
      'orders',
      'items',
      'errorFile',
      'seconds',
    ]);
    expect(json).toMatchObject({ rows: 2, accepted: 2, orders: { created: 2, updated: 0 } });
  });

  it('leaves nothing half done when Ctrl-C comes in the middle', { timeout: 60_000 }, async () => {
    const shop = await buildShop(context);
    const { child, ended } = start(['import', 'sales', '-', '--workspace', shop.workspaceId]);
    child.stdin.on('error', () => {});
    child.stdin.write(HEADER);
    let sent = 0;
    // Rows keep coming; the interruption arrives once the batch is noted, and so in the middle of the file.
    const feed = setInterval(() => {
      let chunk = '';
      for (let n = 0; n < 2_000; n += 1) chunk += line((sent += 1));
      child.stdin.write(chunk);
    }, 5);
    const batches = () =>
      shop.db
        .selectFrom('imports.batch')
        .select(['state', 'error', 'rowsRead'])
        .where('workspaceId', '=', shop.workspaceId)
        .execute();
    await expect.poll(async () => (await batches())[0]?.rowsRead ?? 0, { timeout: 30_000 }).toBeGreaterThan(0);
    child.kill('SIGINT');
    const { code, json } = await ended;
    clearInterval(feed);
    expect(code).toBe(1);
    expect(json).toMatchObject({
      error: { code: 'unavailable', message: 'The import was stopped. Nothing was stored.' },
    });
    expect(await batches()).toMatchObject([{ state: 'failed' }]);
    const orders = await shop.db
      .selectFrom('orders.saleOrder')
      .select('orderId')
      .where('workspaceId', '=', shop.workspaceId)
      .execute();
    expect(orders).toEqual([]);
  });

  it('fails with its counts when no row could be taken, and leaves nothing to undo', { timeout: 60_000 }, async () => {
    const shop = await buildShop(context);
    const reviews = start(['import', 'reviews', '-', '--workspace', shop.workspaceId]);
    reviews.child.stdin.end('at,text,rating\nnever,Good,5\n');
    const { code, json } = await reviews.ended;
    expect(code).toBe(1);
    expect(json).toMatchObject({
      error: {
        code: 'invalid_input',
        message: expect.stringContaining('Nothing was imported'),
        details: { rows: 1, accepted: 0, rejected: 1, errorFile: expect.stringContaining('-errors.csv') },
      },
    });
    const { batchId } = (json as { error: { details: { batchId: string } } }).error.details;
    await expect(undoImport(context, shop.actor(), batchId)).rejects.toThrow('took no row');
  });

  it.each([
    ['--watch', ['import', 'sales', '-', '--watch']],
    ['a basis that is none', ['import', 'customers', '-', '--basis', 'because']],
    ['a batch that is no id', ['import', 'undo', 'x']],
  ])('answers %s with exit status 2', { timeout: 60_000 }, async (_name, args) => {
    const { child, ended } = start(args);
    child.stdin.end();
    expect(await ended).toMatchObject({ code: 2, json: { error: { code: 'wrong_usage' } } });
  });
});
