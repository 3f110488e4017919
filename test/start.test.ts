import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { buildWeb } from '../src/cli/build-web.ts';

/** bin/dangol as a person runs it: as a process of its own, in a folder of its own. */
const BIN = path.resolve(import.meta.dirname, '../bin/dangol');
const IS_ROOT = process.getuid?.() === 0;
/** Far more than a start takes, less than the test's own limit. */
const START_LIMIT_MS = 60_000;
const PASSWORD = 'correct-horse-battery-1';

interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

interface Running {
  pid: number;
  url: string;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ended>;
}

// Real processes on a machine that runs other tests too.
vi.setConfig({ testTimeout: 240_000 });

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'dangol-start-'));
  chmodSync(folder, 0o755);
  cleanups.push(async () => {
    await stopWhatUses(folder);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Processes that have a folder in their command line: the product, and the database below it. */
function processesOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    });
}

/** After a failed test nothing may stay behind. */
async function stopWhatUses(folder: string): Promise<void> {
  for (const pid of processesOf(folder)) {
    try {
      process.kill(pid, 'SIGQUIT');
    } catch {
      // It ended by itself.
    }
  }
  await waitUntil(() => processesOf(folder).length === 0, 10_000);
}

async function waitUntil(holds: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > deadline) return false;
    await delay(25);
  }
  return true;
}

function command(args: string[], options: { input?: string; lang?: string; uid?: number } = {}) {
  const env = { ...process.env, LANG: options.lang ?? 'en_US.UTF-8', LC_ALL: '', DATABASE_URL: '' };
  return spawn(BIN, args, {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.uid ? { uid: options.uid, gid: options.uid } : {}),
  });
}

function run(args: string[], options: { input?: string; lang?: string; uid?: number } = {}): Promise<Ended> {
  const child = command(args, options);
  child.stdin.end(options.input ?? '');
  return ended(child);
}

function ended(child: ReturnType<typeof command>): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, stdout, stderr }));
  });
}

/** Starts the product and waits until it says where it is. */
async function start(home: string, port = 0): Promise<Running> {
  const child = command(['start', '--home', home, '--port', String(port)]);
  child.stdin.end();
  const whole = ended(child);
  let url: string | undefined;
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    url ??= /http:\/\/\S+/.exec(said)?.[0];
  });
  let isOver = false;
  void whole.then(() => {
    isOver = true;
  });
  if (!(await waitUntil(() => url !== undefined || isOver, START_LIMIT_MS)) || url === undefined) {
    throw new Error(`does not start: ${JSON.stringify(isOver ? await whole : said)}`);
  }
  return {
    pid: child.pid ?? 0,
    url,
    end(signal) {
      child.kill(signal);
      return whole;
    },
  };
}

async function setUp(home: string): Promise<Ended> {
  return run(
    ['setup', '--shop', 'Bar', '--type', 'retail', '--currency', 'GBP', '--time-zone', 'Europe/London'].concat([
      '--owner',
      'owner@example.com',
      '--password-stdin',
      '--home',
      home,
      '--json',
    ]),
    { input: PASSWORD },
  );
}

async function canSignIn(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'owner@example.com', password: PASSWORD }),
  });
  return answer.status === 200;
}

/** One sentence or two on standard error, no stack and no line of log. */
function expectOneClearSentence({ stderr }: Ended): void {
  const lines = stderr.trim().split('\n').filter(Boolean);
  expect(lines, stderr).toHaveLength(1);
  expect(stderr).not.toMatch(/\n\s+at |Error:|\{"/);
}

/** Address of the embedded database of a folder, as its owner. */
function ownerUrl(home: string): string {
  const { databasePassword } = JSON.parse(readFileSync(path.join(home, 'secrets.json'), 'utf8')) as {
    databasePassword: string;
  };
  const port = readFileSync(path.join(home, 'postgres/postmaster.pid'), 'utf8').split('\n')[3];
  return `postgres://dangol_owner:${databasePassword}@127.0.0.1:${port}/postgres`;
}

describe('starting', () => {
  test('an empty folder becomes a running product, a second start takes it up again, and Ctrl-C leaves no process behind', async () => {
    const home = path.join(newFolder(), 'not/there/yet');
    const first = await start(home);
    expect(await (await fetch(`${first.url}/healthz`)).json()).toEqual({ ok: true });
    expect(await (await fetch(`${first.url}/readyz`)).json()).toEqual({ ok: true });
    expect(await (await fetch(`${first.url}/api/setup`)).json()).toEqual({ done: false, home });
    const over = await first.end('SIGINT');
    expect(over.status).toBe(0);
    expect(over.stdout).toContain(home);
    expect(processesOf(home)).toEqual([]);
    const second = await start(home);
    expect(await (await fetch(`${second.url}/readyz`)).json()).toEqual({ ok: true });
    expect((await second.end('SIGTERM')).status).toBe(0);
    expect(processesOf(home)).toEqual([]);
  });

  test('secrets are made at the first start and readable by their owner only', async () => {
    const home = newFolder();
    const product = await start(home);
    const shown = spawnSync('stat', ['-c', '%a', path.join(home, 'secrets.json')], { encoding: 'utf8' });
    expect(shown.stdout.trim()).toBe('600');
    await product.end('SIGINT');
  });

  test('after kill -9 the next start recovers by itself, with everything that was stored', async () => {
    const home = newFolder();
    expect((await setUp(home)).status).toBe(0);
    const killed = await start(home);
    await killed.end('SIGKILL');
    const next = await start(home);
    expect(await canSignIn(next.url)).toBe(true);
    expect((await next.end('SIGINT')).status).toBe(0);
    expect(processesOf(home)).toEqual([]);
  });

  test('after kill -9 of product and database together the next start recovers too', async () => {
    const home = newFolder();
    expect((await setUp(home)).status).toBe(0);
    const killed = await start(home);
    const database = Number(readFileSync(path.join(home, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(database, 'SIGKILL');
    await killed.end('SIGKILL');
    // A lock of a start that died in the middle does not hold up the next one.
    writeFileSync(path.join(home, 'start.lock'), String(killed.pid));
    const next = await start(home);
    expect(await canSignIn(next.url)).toBe(true);
    await next.end('SIGINT');
    expect(processesOf(home)).toEqual([]);
  });

  test('a first start that was killed while it made the database is made good by the next', async () => {
    const home = newFolder();
    mkdirSync(path.join(home, 'postgres.new/base'), { recursive: true });
    writeFileSync(path.join(home, 'postgres.new/half'), 'half a database');
    const product = await start(home);
    await product.end('SIGINT');
    expect(existsSync(path.join(home, 'postgres.new'))).toBe(false);
  });

  test('a command shares the database of a running product and leaves it running', async () => {
    const home = newFolder();
    const product = await start(home);
    const made = await setUp(home);
    expect(made.status).toBe(0);
    expect(Object.keys(JSON.parse(made.stdout) as object).sort()).toEqual(['ownerId', 'shopId', 'workspaceId']);
    expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
    expect(await canSignIn(product.url)).toBe(true);
    await product.end('SIGINT');
    expect(processesOf(home)).toEqual([]);
  });

  test('a command without a running product starts the database and stops it again', async () => {
    const home = newFolder();
    expect((await setUp(home)).status).toBe(0);
    expect(processesOf(home)).toEqual([]);
  });

  test('several commands at once share one database', async () => {
    const home = newFolder();
    const all = await Promise.all([setUp(home), setUp(home), setUp(home)]);
    expect(all.filter(({ status }) => status === 0)).toHaveLength(1);
    for (const { stdout, status } of all) {
      if (status !== 0) expect((JSON.parse(stdout) as { error: { code: string } }).error.code).toBe('conflict');
    }
    expect(processesOf(home)).toEqual([]);
  });
});

describe('what cannot start says why in one sentence', () => {
  test('a taken port', async () => {
    const home = newFolder();
    const taken = createServer();
    await new Promise<void>((resolve) => {
      taken.listen(0, '127.0.0.1', resolve);
    });
    cleanups.push(() => void taken.close());
    const { port } = taken.address() as { port: number };
    const answer = await run(['start', '--home', home, '--port', String(port)]);
    expect(answer.status).toBe(1);
    expectOneClearSentence(answer);
    expect(answer.stderr).toContain(`Another program uses 127.0.0.1:${port}`);
    const korean = await run(['start', '--home', home, '--port', String(port)], { lang: 'ko_KR.UTF-8' });
    expect(korean.stderr).toContain('다른 프로그램이 쓰고 있어요');
    // Nothing was begun.
    expect(readdirSync(home)).toEqual([]);
  });

  test('a folder that cannot be made, because a file stands in its way', async () => {
    const file = path.join(newFolder(), 'file');
    writeFileSync(file, '');
    const answer = await run(['start', '--home', path.join(file, 'home'), '--port', '0']);
    expect(answer.status).toBe(1);
    expectOneClearSentence(answer);
    expect(answer.stderr).toContain('cannot be written to');
  });

  test.skipIf(IS_ROOT)('a folder without write permission', async () => {
    const home = newFolder();
    chmodSync(home, 0o555);
    const answer = await run(['start', '--home', home, '--port', '0']);
    chmodSync(home, 0o755);
    expect(answer.status).toBe(1);
    expectOneClearSentence(answer);
    expect(answer.stderr).toContain('cannot be written to');
  });

  test.skipIf(!IS_ROOT)('a file system that is read-only', async ({ skip }) => {
    const home = newFolder();
    if (!mount(home, 'size=4m,ro')) return skip('this machine does not let us mount');
    const answer = await run(['start', '--home', home, '--port', '0']);
    expect(answer.status).toBe(1);
    expectOneClearSentence(answer);
    expect(answer.stderr).toContain('cannot be written to');
  });

  test.skipIf(!IS_ROOT)('a disk that is full at the first start', async ({ skip }) => {
    const home = newFolder();
    if (!mount(home, 'size=16m,mode=755')) return skip('this machine does not let us mount');
    const answer = await run(['start', '--home', home, '--port', '0']);
    expect(answer.status).toBe(1);
    expectOneClearSentence(answer);
    expect(answer.stderr).toContain('The disk is full');
    expect(processesOf(home)).toEqual([]);
  });

  test.skipIf(!IS_ROOT)(
    'a disk that is full at a later start, which works again when there is room',
    async ({ skip }) => {
      const disk = newFolder();
      if (!mount(disk, 'size=160m,mode=755')) return skip('this machine does not let us mount');
      const home = path.join(disk, 'home');
      expect((await setUp(home)).status).toBe(0);
      const filler = path.join(disk, 'filler');
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=64k']);
      const answer = await run(['start', '--home', home, '--port', '0']);
      expect(answer.status).toBe(1);
      expectOneClearSentence(answer);
      expect(answer.stderr).toContain('The disk is full');
      expect(processesOf(home)).toEqual([]);
      rmSync(filler);
      const product = await start(home);
      expect(await canSignIn(product.url)).toBe(true);
      await product.end('SIGINT');
    },
  );

  test('a database that a newer version has used', async () => {
    const home = newFolder();
    const product = await start(home);
    const owner = new pg.Client({ connectionString: ownerUrl(home) });
    await owner.connect();
    await owner.query("insert into migrations.migration (name, content_hash) values ('9999_from_the_future.sql', '')");
    await owner.end();
    await product.end('SIGINT');
    const answer = await run(['start', '--home', home, '--port', '0']);
    expect(answer.status).toBe(1);
    expectOneClearSentence(answer);
    expect(answer.stderr).toContain('newer Dangol (9999_from_the_future.sql)');
    expect(processesOf(home)).toEqual([]);
  });

  test('a data folder of another PostgreSQL', async () => {
    const home = newFolder();
    expect((await setUp(home)).status).toBe(0);
    writeFileSync(path.join(home, 'postgres/PG_VERSION'), '19\n');
    const answer = await run(['start', '--home', home, '--port', '0']);
    expect(answer.status).toBe(1);
    expectOneClearSentence(answer);
    expect(answer.stderr).toContain('made with PostgreSQL 19');
    expect(processesOf(home)).toEqual([]);
  });

  test('a database address where nobody answers', async () => {
    const child = spawn(BIN, ['start', '--home', newFolder(), '--port', '0'], {
      env: { ...process.env, LANG: 'en', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
    });
    const answer = await ended(child);
    expect(answer.status).toBe(1);
    expectOneClearSentence(answer);
    expect(answer.stderr).toContain('Cannot connect to the database');
  });
});

describe('the command line', () => {
  test('wrong usage exits with 2, and answers in one JSON document when asked to', async () => {
    const home = newFolder();
    for (const args of [['nonsense'], ['setup', '--colour', 'red'], ['start', '--port', 'x'], ['start', 'here']]) {
      const [words, json] = await Promise.all([
        run([...args, '--home', home]),
        run([...args, '--home', home, '--json']),
      ]);
      expect(words.status, args.join(' ')).toBe(2);
      expect(words.stdout).toBe('');
      expectOneClearSentence(words);
      expect(json.status).toBe(2);
      const { error } = JSON.parse(json.stdout) as { error: { code: string; message: string; details: unknown } };
      expect(error).toEqual({ code: 'wrong_usage', message: expect.any(String), details: expect.any(Object) });
    }
  });

  test('says what it can do, in the language of LANG', async () => {
    expect((await run(['help'])).stdout).toContain('Usage: dangol');
    expect((await run(['help'], { lang: 'ko_KR.UTF-8' })).stdout).toContain('사용법');
  });

  test('is found through a symbolic link, whatever Node the machine has', () => {
    const link = path.join(newFolder(), 'dangol');
    spawnSync('ln', ['-s', BIN, link]);
    const shown = spawnSync(link, ['help'], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin', LANG: 'en' } });
    expect(shown.status).toBe(0);
    expect(shown.stdout).toContain('Usage');
  });
});

describe('building the web', () => {
  test('is done once, and not again while nothing changed', async () => {
    await buildWeb();
    let built = 0;
    await buildWeb(() => {
      built += 1;
    });
    expect(built).toBe(0);
  });
});

/** A small file system of its own on a folder; false where the machine does not allow it. */
function mount(folder: string, options: string): boolean {
  const done = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
  if (done) cleanups.push(() => void spawnSync('umount', ['-l', folder]));
  return done;
}
