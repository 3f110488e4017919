import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../..');
const BIN = path.join(ROOT, 'bin/dangol');
const READY_MS = 90_000;
const STOP_MS = 20_000;

/** The real product on a data folder and a port of its own. */
export interface Product {
  url: string;
  home: string;
  /** Runs a command on the same data folder and reads its JSON. */
  run(...args: string[]): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts the product as a person would; `flags` such as `--demo`. Refused when the web is not built. */
export async function startProduct(...flags: string[]): Promise<Product> {
  const home = mkdtempSync(path.join(tmpdir(), 'dangol-e2e-'));
  // The database runs as another, unprivileged user when the tests run as root.
  chmodSync(home, 0o755);
  const port = await findFreePort();
  const child = spawn(BIN, ['start', '--home', home, '--port', String(port), ...flags], {
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
