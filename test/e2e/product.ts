import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../..');
const BIN = path.join(ROOT, 'bin/dangol');
const READY_MS = 90_000;
const DEMO_MS = 180_000;
const STOP_MS = 20_000;

/** The real product on a data folder and a port of its own. */
export interface Product {
  url: string;
  home: string;
  /** Runs a command on the same data folder and reads its JSON. */
  run(...args: string[]): Promise<unknown>;
  /** Ends the process and keeps the data folder. */
  close(): Promise<void>;
  /** Ends the process and removes the data folder. */
  stop(): Promise<void>;
}

/** Starts the product as a person would. Refused when the web is not built. */
export const startProduct = (): Promise<Product> => startOn(makeHome());

/**
 * The product with the demo shop made. Making it takes most of a minute, so the first journey of a run that asks makes it,
 * those that ask meanwhile wait for it, and every journey works on a copy of its own.
 */
export async function startDemoProduct(): Promise<Product> {
  const shared = process.env['DANGOL_E2E_SHARED'];
  if (!shared) throw new Error('test/e2e/shared-folder.ts has not run');
  const made = path.join(shared, 'demo');
  while (!existsSync(made)) {
    if (!isMaker(shared)) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      continue;
    }
    const product = await startProduct();
    try {
      await makeDemo(product.url);
      await product.close();
      // Under its name only when it is whole.
      await copyHome(product.home, `${made}-new`);
      renameSync(`${made}-new`, made);
    } catch (error) {
      // The next one may try.
      rmdirSync(path.join(shared, 'making'));
      throw error;
    } finally {
      await product.stop();
    }
  }
  const home = makeHome();
  await copyHome(made, home);
  return startOn(home);
}

/** Whether this process is the one that makes the demo shop. */
function isMaker(shared: string): boolean {
  try {
    mkdirSync(path.join(shared, 'making'));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/** Keeps owners: the database's files belong to another user when the tests run as root. */
const copyHome = (from: string, to: string) => promisify(execFile)('cp', ['-a', `${from}/.`, to]);

/** Makes the demo shop over HTTP and waits until nothing of it is under way. */
async function makeDemo(url: string): Promise<void> {
  const answer = await fetch(`${url}/api/demo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ locale: 'ko' }),
  });
  if (!answer.ok) throw new Error(`the demo shop was refused: ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const until = Date.now() + DEMO_MS;
  while (Date.now() < until) {
    const work = (await (await fetch(`${url}/api/demo/work`, { headers: { cookie } })).json()) as { state?: string };
    if (work.state === 'ready') return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the demo shop was not made in time');
}

function makeHome(): string {
  const home = mkdtempSync(path.join(tmpdir(), 'dangol-e2e-'));
  // The database runs as another, unprivileged user when the tests run as root.
  chmodSync(home, 0o755);
  return home;
}

async function startOn(home: string): Promise<Product> {
  const port = await findFreePort();
  const child = spawn(BIN, ['start', '--home', home, '--port', String(port)], {
    cwd: ROOT,
    env: { ...process.env, LANG: 'ko_KR.UTF-8', DANGOL_LOG: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  try {
    await waitUntilReady(url, child, () => output);
  } catch (error) {
    await end(child);
    rmSync(home, { recursive: true, force: true });
    throw error;
  }
  return {
    url,
    home,
    async run(...args) {
      const { stdout } = await promisify(execFile)(BIN, [...args, '--home', home, '--json'], {
        cwd: ROOT,
        maxBuffer: 1 << 26,
      });
      return JSON.parse(stdout) as unknown;
    },
    close: () => end(child),
    async stop() {
      await end(child);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function waitUntilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const until = Date.now() + READY_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`the product ended at its start:\n${output()}`);
    const answer = await fetch(`${url}/api/setup`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the product was not ready in time:\n${output()}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
