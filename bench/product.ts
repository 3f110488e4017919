import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { LoadPlan, LoadResult } from './load.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const BIN = path.join(ROOT, 'bin/dangol');
const PASSWORD = 'bench-correct-horse-1';
const WARMUP_MS = 1_500;
const MEASURE_MS = 5_000;

/** One line of the table. */
export interface Finding {
  what: string;
  measured: string;
  floor: string;
  ratio: string;
  goal: string;
  holds: boolean;
}

/** The product as a person starts it, in a data folder of its own. */
export interface Product {
  home: string;
  port: number;
  pid: number;
  readyMs: number;
  stop(): Promise<void>;
}

export function newHome(): { home: string; remove(): void } {
  const home = mkdtempSync(path.join(tmpdir(), 'dangol-bench-'));
  // Open to the unprivileged user that the database runs as.
  chmodSync(home, 0o755);
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) };
}

const environment = { ...process.env, LANG: 'en', DANGOL_LOG: 'error', DATABASE_URL: '' };

/** Runs a command of the command line; answers its JSON, its time and the most memory it held. */
export async function dangol(
  args: string[],
  options: { input?: string } = {},
): Promise<{ output: unknown; seconds: number; peakMegabytes: number }> {
  const startedAt = performance.now();
  const child = spawn(BIN, [...args, '--json'], { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(options.input ?? '');
  let peakMegabytes = 0;
  const watch = setInterval(() => {
    peakMegabytes = Math.max(peakMegabytes, memoryOf(child.pid ?? 0, 'VmHWM'));
  }, 50);
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  const [status] = (await once(child, 'close')) as [number | null];
  clearInterval(watch);
  if (status !== 0) throw new Error(`dangol ${args.join(' ')}: ${stdout}`);
  return { output: JSON.parse(stdout), seconds: (performance.now() - startedAt) / 1_000, peakMegabytes };
}

/** Memory of a process in megabytes: `VmRSS` now, `VmHWM` the most it ever held; 0 when it is gone. */
export function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}

export async function setUpShop(home: string): Promise<{ workspaceId: string }> {
  const { output } = await dangol(
    [
      'setup',
      '--shop',
      'Bench',
      '--type',
      'restaurant',
      '--owner',
      'bench@example.com',
      '--password-stdin',
      '--home',
      home,
    ],
    { input: PASSWORD },
  );
  return output as { workspaceId: string };
}

export async function startProduct(home: string): Promise<Product> {
  const startedAt = performance.now();
  const child = spawn(BIN, ['start', '--home', home, '--port', '0'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await firstMatch(child, /http:\/\/127\.0\.0\.1:(\d+)/);
  return {
    home,
    port: Number(said[1]),
    pid: child.pid ?? 0,
    readyMs: performance.now() - startedAt,
    async stop() {
      child.kill('SIGINT');
      await once(child, 'close');
    },
  };
}

/** The cookie of the owner, signed in. */
export async function signIn(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'bench@example.com', password: PASSWORD }),
  });
  if (!answer.ok) throw new Error(`cannot sign in: ${await answer.text()}`);
  return (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
}

/** Address of the embedded database as its owner: for filling in bulk and for the floor. */
export function ownerUrl(home: string): string {
  const { databasePassword } = JSON.parse(readFileSync(path.join(home, 'secrets.json'), 'utf8')) as {
    databasePassword: string;
  };
  const port = readFileSync(path.join(home, 'postgres/postmaster.pid'), 'utf8').split('\n')[3];
  return `postgres://dangol_owner:${databasePassword}@127.0.0.1:${port}/postgres`;
}

export async function asOwner<T>(home: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl(home) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The bare server beside the product, on the same database. */
export async function startFloor(home: string, workspaceId: string): Promise<{ port: number; stop(): Promise<void> }> {
  await asOwner(home, (client) =>
    client.query(`
      drop schema if exists floor cascade; create schema floor;
      create table floor.customer (customer_id uuid primary key default gen_random_uuid(), name text);
      create table floor.contact_point (customer_id uuid, value text);
      create table floor.sale_order (order_id uuid primary key default gen_random_uuid(), order_no text, ordered_at timestamptz);
      create table floor.order_line (order_id uuid, line_no int, item text, quantity numeric, amount bigint)`),
  );
  const child = spawn(process.execPath, [path.join(ROOT, 'bench/floor-server.ts'), ownerUrl(home), workspaceId], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await firstMatch(child, /(\d+)\n/);
  return {
    port: Number(said[1]),
    async stop() {
      child.kill();
      await once(child, 'close');
    },
  };
}

/** Sends requests for a while. @throws Error when any was answered with an error: a fast refusal is no speed */
export async function measure(
  plan: Pick<LoadPlan, 'port' | 'connections' | 'requests'> & { cycle?: boolean },
): Promise<LoadResult> {
  const child = spawn(process.execPath, [path.join(ROOT, 'bench/load.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const whole: LoadPlan = { cycle: true, ...plan, warmupMs: WARMUP_MS, measureMs: MEASURE_MS };
  child.stdin.end(JSON.stringify(whole));
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  await once(child, 'close');
  const result = JSON.parse(stdout) as LoadResult;
  if (result.failed > 0 || result.answered === 0) {
    throw new Error(
      `${plan.requests[0]?.method} ${plan.requests[0]?.path}: ${result.failed} failed, e.g. ${result.firstFailure}`,
    );
  }
  return result;
}

function firstMatch(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const match = pattern.exec(said);
      if (match) resolve(match);
    });
    child.once('exit', (status) => reject(new Error(`ended with ${status} before it was ready: ${said}`)));
  });
}
