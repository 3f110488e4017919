import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { chooseRunAs } from '../src/platform/postgres/binaries.ts';

const OLDEST_VERSION = 15;
const START_TIMEOUT_MS = 30_000;

/** Folders of the machine's own PostgreSQL (Debian's, then the ones on the path of other systems), newest first. */
function findServer(): string | undefined {
  const folders = [
    ...globSync('/usr/lib/postgresql/*/bin'),
    ...globSync('/usr/pgsql-*/bin'),
    '/usr/local/pgsql/bin',
    '/usr/bin',
  ];
  return folders
    .map((folder) => ({ folder, version: versionOf(folder) }))
    .filter(({ version }) => version >= OLDEST_VERSION)
    .sort((a, b) => b.version - a.version)[0]?.folder;
}

/** Major version of the server in a folder, 0 when there is none. */
function versionOf(folder: string): number {
  const { stdout } = spawnSync(path.join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
  return Number(/(\d+)(\.\d+)?/.exec(stdout ?? '')?.[1] ?? 0);
}

export interface MachineServer {
  url: string;
  version: number;
  stop(): Promise<void>;
}

/**
 * A temporary cluster of the machine's own PostgreSQL, as any other server that DATABASE_URL could name;
 * undefined when the machine has none of version 15 or newer.
 */
export async function startMachineServer(): Promise<MachineServer | undefined> {
  const bin = findServer();
  if (!bin) return undefined;
  const runAs = chooseRunAs();
  const home = mkdtempSync(path.join(tmpdir(), 'dangol-machine-'));
  chmodSync(home, 0o755);
  const data = path.join(home, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (runAs) chownSync(data, runAs.uid, runAs.gid);
  const options = { ...runAs, cwd: data, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } };
  const made = spawnSync(
    path.join(bin, 'initdb'),
    ['--pgdata', data, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...options, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb of the machine's PostgreSQL failed: ${made.stderr}`);
  const port = await freePort();
  const server = spawn(
    path.join(bin, 'postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      '-c',
      'unix_socket_directories=',
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'fsync=off',
    ],
    { ...options, stdio: 'ignore' },
  );
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const stopped = new Promise<void>((resolve) => {
    server.once('exit', () => resolve());
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(url))) {
    if (server.exitCode !== null || Date.now() > deadline) throw new Error("the machine's PostgreSQL does not start");
    await delay(50);
  }
  return {
    url,
    version: versionOf(bin),
    async stop() {
      server.kill('SIGINT');
      await stopped;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function freePort(): Promise<number> {
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
