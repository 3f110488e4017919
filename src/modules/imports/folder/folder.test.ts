import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../../test/factories.ts';
import { PROJECT_ROOT } from '../../../platform/config.ts';
import { legalRule } from '../../privacy/index.ts';
import { destroyOldFolderFiles } from './old-files.ts';
import { takeFile } from './take-file.ts';
import { watchFolder } from './watch.ts';
import { startFolderWatch } from './watch-all.ts';

const context = await createTestContext();
const HEADER = 'order_no,ordered_at,item_name,quantity,amount\n';
const line = (no: number | string) => `${no},2026-11-20T12:00:00,국수,1,7000\n`;

const ordersOf = async (shop: TestShop) =>
  (
    await shop.db
      .selectFrom('orders.saleOrder')
      .select('orderNo')
      .where('workspaceId', '=', shop.workspaceId)
      .orderBy('orderNo')
      .execute()
  ).map(({ orderNo }) => orderNo);

/** A watch over a folder of its own that thinks a file is at rest when it is the same at the next look. */
function watchOwn(shop: TestShop, onlyName?: string) {
  const folder = path.join(context.config.home, `own-${shop.workspaceId}`);
  mkdirSync(folder, { recursive: true });
  const taken: string[] = [];
  const watch = watchFolder(context, shop.actor(), {
    folder,
    onlyName,
    stableMs: 0,
    taking: { kind: 'sales', map: undefined, basis: 'unknown', sourceName: 'till', moves: onlyName === undefined },
    onTaken: (file, { state }) => void taken.push(`${file.name} ${state}`),
  });
  return { folder, taken, step: watch.step };
}
const filesOf = (folder: string) => (existsSync(folder) ? readdirSync(folder).sort() : []);

describe('a watched folder', () => {
  it('takes a file only once it has stopped growing, and puts it away', async () => {
    const shop = await buildShop(context);
    const { folder, step, taken } = watchOwn(shop);
    writeFileSync(path.join(folder, 'a.csv'), HEADER + line(1));
    await step();
    appendFileSync(path.join(folder, 'a.csv'), line(2));
    await step();
    expect(taken).toEqual([]);
    await step();
    expect(taken).toEqual(['a.csv done']);
    expect(await ordersOf(shop)).toEqual(['1', '2']);
    expect(filesOf(folder)).toEqual(['done']);
    expect(filesOf(path.join(folder, 'done'))).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d-\d{6}-a\.csv$/)]);
  });

  it('leaves alone what programs write under another name first, and hidden and empty files', async () => {
    const shop = await buildShop(context);
    const { folder, step, taken } = watchOwn(shop);
    for (const name of ['a.csv.part', '.a.csv', '~$a.xlsx', 'b.tmp'])
      writeFileSync(path.join(folder, name), HEADER + line(1));
    writeFileSync(path.join(folder, 'empty.csv'), '');
    await step();
    await step();
    expect(taken).toEqual([]);
  });

  it('changes nothing when the same file comes again, under whatever name', async () => {
    const shop = await buildShop(context);
    const { folder, step, taken } = watchOwn(shop);
    for (const name of ['a.csv', 'a.csv', 'b.csv']) {
      writeFileSync(path.join(folder, name), HEADER + line(1));
      await step();
      await step();
    }
    expect(taken).toEqual(['a.csv done', 'a.csv done', 'b.csv done']);
    expect(await ordersOf(shop)).toEqual(['1']);
    expect(filesOf(path.join(folder, 'done'))).toHaveLength(3);
  });

  it('puts a file that is none aside with the reason, and the rows that could not be taken beside the others', async () => {
    const shop = await buildShop(context);
    const { folder, step } = watchOwn(shop);
    writeFileSync(path.join(folder, 'other.csv'), 'a,b\n1,2\n');
    writeFileSync(path.join(folder, 'partly.csv'), `${HEADER}${line(1)}2,yesterday,국수,1,7000\n`);
    await step();
    await step();
    const [other, why] = filesOf(path.join(folder, 'failed'));
    expect([other, why]).toEqual([expect.stringMatching(/other\.csv$/), expect.stringMatching(/other\.csv\.txt$/)]);
    expect(readFileSync(path.join(folder, 'failed', why ?? ''), 'utf8')).toContain('order_no');
    // Nobody was there to see it: it is told of among the imports.
    const failed = await shop.db
      .selectFrom('imports.batch')
      .select('fileName')
      .where('workspaceId', '=', shop.workspaceId)
      .where('state', '=', 'failed')
      .execute();
    expect(failed).toEqual([{ fileName: 'other.csv' }]);
    const done = filesOf(path.join(folder, 'done'));
    expect(done).toEqual([expect.stringMatching(/partly\.csv$/), expect.stringMatching(/partly\.csv\.errors\.csv$/)]);
    expect(readFileSync(path.join(folder, 'done', done[1] ?? ''), 'utf8')).toContain('yesterday');
    expect(await ordersOf(shop)).toEqual(['1']);
  });

  it('takes one file again whenever it has been written anew, and leaves it where it is', async () => {
    const shop = await buildShop(context);
    const { folder, step, taken } = watchOwn(shop, 'today.csv');
    writeFileSync(path.join(folder, 'other.csv'), HEADER + line(9));
    writeFileSync(path.join(folder, 'today.csv'), HEADER + line(1));
    for (let look = 0; look < 4; look += 1) await step();
    writeFileSync(path.join(folder, 'today.csv'), HEADER + line(1) + line(2));
    for (let look = 0; look < 4; look += 1) await step();
    expect(taken).toEqual(['today.csv done', 'today.csv done']);
    expect(await ordersOf(shop)).toEqual(['1', '2']);
    expect(filesOf(folder)).toEqual(['other.csv', 'today.csv']);
  });
});

describe('folders that the server watches', () => {
  it('are made on screen, take files in the background, and say what became of the last one', {
    timeout: 30_000,
  }, async () => {
    const shop = await buildShop(context);
    const server = await buildServer(context);
    const { cookie } = await signIn(context, shop);
    const ask = async (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) => {
      const response = await server.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) });
      return { status: response.statusCode, json: response.json() };
    };
    const made = await ask('POST', '/api/import-folders', { name: '포스 1', kind: 'sales' });
    expect(made.json).toMatchObject({ name: '포스 1', lastTakenAt: null, filesTaken: 0 });
    const { path: folder, folderId } = made.json as { path: string; folderId: string };
    expect(folder).toBe(path.join(context.config.home, 'inbox', shop.workspaceId, folderId));
    expect((await ask('POST', '/api/import-folders', { name: '포스 1', kind: 'sales' })).status).toBe(409);
    expect((await ask('POST', '/api/import-folders', { name: '../etc', kind: 'sales' })).status).toBe(400);
    const watching = startFolderWatch(context, { lookMs: 20, stableMs: 20 });
    try {
      writeFileSync(path.join(folder, 'a.csv'), HEADER + line(1));
      const listed = async () => (await ask('GET', '/api/import-folders')).json.folders[0];
      await expect
        .poll(listed, { timeout: 10_000 })
        .toMatchObject({ filesTaken: 1, lastFile: 'a.csv', lastError: null });
      writeFileSync(path.join(folder, 'b.csv'), 'a,b\n1,2\n');
      await expect.poll(listed, { timeout: 10_000 }).toMatchObject({ filesFailed: 1, lastFile: 'b.csv' });
      expect((await listed()).lastError.message.ko).toContain('order_no');
      expect((await ask('DELETE', `/api/import-folders/${folderId}`)).status).toBe(200);
      expect((await ask('GET', '/api/import-folders')).json).toEqual({ folders: [] });
    } finally {
      await watching.stop();
    }
    expect(await ordersOf(shop)).toEqual(['1']);
  });
});

describe('a folder of somebody who may not import any more', () => {
  it('takes nothing and says why', { timeout: 30_000 }, async () => {
    const shop = await buildShop(context);
    const server = await buildServer(context);
    const { cookie: owner } = await signIn(context, shop);
    const { cookie, accountId } = await signIn(context, shop, 'manager');
    const url = '/api/import-folders';
    const payload = { name: '포스', kind: 'sales' };
    const made = await server.inject({ method: 'POST', url, headers: { cookie }, payload });
    await shop.db
      .updateTable('staff.membership')
      .set({ role: 'staff' })
      .where('workspaceId', '=', shop.workspaceId)
      .where('accountId', '=', accountId)
      .execute();
    writeFileSync(path.join(made.json().path, 'a.csv'), HEADER + line(1));
    const watching = startFolderWatch(context, { lookMs: 20, stableMs: 20 });
    try {
      const listed = async () =>
        (await server.inject({ method: 'GET', url, headers: { cookie: owner } })).json().folders[0];
      await expect.poll(listed, { timeout: 10_000 }).toMatchObject({ filesTaken: 0, lastError: { code: 'forbidden' } });
    } finally {
      await watching.stop();
    }
    expect(await ordersOf(shop)).toEqual([]);
  });
});

describe('a folder that nobody answers for', () => {
  it('takes nothing: rights of their own have people only', { timeout: 30_000 }, async () => {
    const shop = await buildShop(context);
    const server = await buildServer(context);
    const { cookie } = await signIn(context, shop);
    const url = '/api/import-folders';
    const payload = { name: '포스', kind: 'sales' };
    const made = await server.inject({ method: 'POST', url, headers: { cookie }, payload });
    await shop.db
      .updateTable('imports.folder')
      .set({ createdBy: null })
      .where('workspaceId', '=', shop.workspaceId)
      .execute();
    writeFileSync(path.join(made.json().path, 'a.csv'), HEADER + line(1));
    const watching = startFolderWatch(context, { lookMs: 20, stableMs: 20 });
    try {
      const listed = async () => (await server.inject({ method: 'GET', url, headers: { cookie } })).json().folders[0];
      await expect.poll(listed, { timeout: 10_000 }).toMatchObject({ filesTaken: 0, lastError: { code: 'forbidden' } });
    } finally {
      await watching.stop();
    }
    expect(await ordersOf(shop)).toEqual([]);
  });
});

describe('files that were put away', () => {
  it('are destroyed after the days of the law, by the day they were put there (PV-24)', async () => {
    const shop = await buildShop(context);
    const made = path.join(context.config.home, 'inbox', shop.workspaceId, 'some-folder');
    const put = (where: string, daysAgo: number) => {
      const stamp = new Date(context.clock.now().getTime() - daysAgo * 86_400_000).toISOString().slice(0, 10);
      mkdirSync(path.join(made, where), { recursive: true });
      writeFileSync(path.join(made, where, `${stamp}-120000-${daysAgo}.csv`), line(1));
    };
    const { doneDays, failedDays } = legalRule('folder_file_retention', '2026-11-21');
    for (const days of [0, doneDays + 1]) put('done', days);
    for (const days of [0, failedDays + 1]) put('failed', days);
    writeFileSync(path.join(made, 'a.csv'), line(1));
    await destroyOldFolderFiles(context);
    expect(filesOf(path.join(made, 'done'))).toEqual([expect.stringMatching(/-0\.csv$/)]);
    expect(filesOf(path.join(made, 'failed'))).toEqual([expect.stringMatching(/-0\.csv$/)]);
    expect(filesOf(made)).toEqual(['a.csv', 'done', 'failed']);
  });
});

describe('a file that changes while it is read', () => {
  it('is taken back whole, and comes again when it has come to rest', async () => {
    const shop = await buildShop(context);
    const { folder } = watchOwn(shop);
    const file = path.join(folder, 'a.csv');
    writeFileSync(file, HEADER + line(1));
    const { size, mtimeMs } = statSync(file);
    const taking = { kind: 'sales', map: undefined, basis: 'unknown', sourceName: 'till', moves: true } as const;
    const take = (seen: number) =>
      takeFile(context, shop.actor(), { name: 'a.csv', path: file, size: seen, modifiedMs: mtimeMs }, taking);
    expect(await take(size - 1)).toEqual({ state: 'growing' });
    expect(await ordersOf(shop)).toEqual([]);
    expect(await take(size)).toMatchObject({ state: 'done' });
    expect(await ordersOf(shop)).toEqual(['1']);
  });
});

describe('folders of one name', () => {
  it('lie apart in every shop and every time, so that no shop takes what another one left behind', async () => {
    const server = await buildServer(context);
    const make = async (cookie: string) =>
      server.inject({
        method: 'POST',
        url: '/api/import-folders',
        headers: { cookie },
        payload: { name: '포스', kind: 'sales' },
      });
    const [one, other] = [await buildShop(context), await buildShop(context)];
    const { cookie } = await signIn(context, one);
    const first = (await make(cookie)).json() as { path: string; folderId: string };
    writeFileSync(path.join(first.path, 'left.csv'), HEADER + line(1));
    const url = `/api/import-folders/${first.folderId}`;
    expect((await server.inject({ method: 'DELETE', url, headers: { cookie } })).statusCode).toBe(200);
    const again = (await make(cookie)).json() as { path: string };
    const elsewhere = await make((await signIn(context, other)).cookie);
    expect(elsewhere.statusCode).toBe(200);
    const paths = [first.path, again.path, (elsewhere.json() as { path: string }).path];
    expect(new Set(paths).size).toBe(3);
    expect(filesOf(paths[1] ?? '')).toEqual([]);
    expect(filesOf(paths[2] ?? '')).toEqual([]);
  });
});

describe('import … --watch', () => {
  const start = (shop: TestShop, folder: string) => {
    const main = path.join(PROJECT_ROOT, 'src/cli/main.ts');
    const args = ['import', 'sales', folder, '--watch', '--workspace', shop.workspaceId, '--json'];
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
      env: { ...process.env, DATABASE_URL: context.ownerUrl, DANGOL_HOME: context.config.home, LANG: 'en_GB.UTF-8' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let answer = '';
    child.stdout.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
    });
    return { child, ended: once(child, 'close').then(() => answer) };
  };

  it('survives being killed in the middle: started again it takes the file whole, once', {
    timeout: 90_000,
  }, async () => {
    const shop = await buildShop(context);
    const folder = path.join(context.config.home, `watch-${shop.workspaceId}`);
    mkdirSync(folder);
    const rows = Array.from({ length: 60_000 }, (_, at) => line(at)).join('');
    writeFileSync(path.join(folder, 'a.csv'), HEADER + rows);
    const countOrders = async () => (await ordersOf(shop)).length;
    const batches = () =>
      shop.db.selectFrom('imports.batch').select('state').where('workspaceId', '=', shop.workspaceId).execute();
    const first = start(shop, folder);
    await expect.poll(async () => (await batches()).length, { timeout: 30_000, interval: 20 }).toBe(1);
    first.child.kill('SIGKILL');
    await first.ended;
    expect(await countOrders()).toBe(0);
    expect(filesOf(folder)).toEqual(['a.csv']);
    const second = start(shop, folder);
    await expect.poll(() => filesOf(folder), { timeout: 60_000, interval: 100 }).toEqual(['done']);
    second.child.kill('SIGINT');
    expect(JSON.parse(await second.ended)).toMatchObject({
      files: 1,
      failed: 0,
      rows: 60_000,
      accepted: 60_000,
      duplicates: 0,
    });
    expect(await countOrders()).toBe(60_000);
  });
});
