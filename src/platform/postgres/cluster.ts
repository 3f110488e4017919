import { spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import { explainFileError, prepareHome } from '../files.ts';
import { isAlive, isSignerAlive, startedAt } from '../processes.ts';
import { readSecrets } from '../secrets.ts';
import { chooseRunAs, clusterFolder, findBinaries, type RunAs } from './binaries.ts';

/** A running embedded database. */
export interface Cluster {
  /** Connection as the owner of everything; only migrations use it. */
  ownerUrl: string;
  /** Leaves the database; the last process to leave stops it. */
  leave(): Promise<void>;
}

const OWNER = 'dangol_owner';
const DATABASE = 'postgres';
const POLL_MS = 20;
/** Recovery after a crash replays the log and may take a while on a slow disk. */
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 30_000;
const LOCK_TIMEOUT_MS = 150_000;
/** Between making a lock and writing into it pass microseconds. */
const EMPTY_LOCK_MS = 5_000;
/** Server processes notice within a moment that their parent is dead. */
const ORPHANS_TIMEOUT_MS = 20_000;

/**
 * Starts the database of a data folder, or joins the one that is running on it.
 * Every process that uses it signs in with a file in `users/`; the last one to leave stops it, so a command may
 * come and go while the server runs. A file whose process is dead (kill -9) does not count.
 * @throws AppError unavailable | not_ready with one sentence for the person
 */
export async function openCluster(home: string): Promise<Cluster> {
  prepareHome(home);
  const runAs = chooseRunAs();
  const { databasePassword } = readSecrets(home);
  const binaries = findBinaries(runAs);
  const folder = clusterFolder(home, runAs);
  const users = path.join(home, 'users');
  mkdirSync(users, { recursive: true });
  const me = path.join(users, String(process.pid));

  const release = await lock(home);
  let port: number;
  try {
    await createCluster({ folder, binaries, runAs, password: databasePassword });
    refuseOtherVersion(folder, binaries, home);
    port = (await findRunning(folder)) ?? (await start({ folder, binaries, runAs, home }));
    writeFileSync(me, startedAt(process.pid));
  } finally {
    release();
  }

  let left = false;
  return {
    ownerUrl: `postgres://${OWNER}:${databasePassword}@127.0.0.1:${port}/${DATABASE}`,
    async leave() {
      if (left) return;
      left = true;
      const releaseAgain = await lock(home);
      try {
        rmSync(me, { force: true });
        const others = readdirSync(users).filter((pid) => {
          const file = path.join(users, pid);
          if (isSignerAlive(Number(pid), readFileSync(file, 'utf8'))) return true;
          rmSync(file, { force: true });
          return false;
        });
        if (others.length === 0) await stop(folder);
      } finally {
        releaseAgain();
      }
    },
  };
}

/** One process at a time starts or stops the database. A lock whose holder is dead is taken over. */
async function lock(home: string): Promise<() => void> {
  const file = path.join(home, 'start.lock');
  const deadline = Date.now() + LOCK_TIMEOUT_MS;
  for (;;) {
    try {
      writeFileSync(file, `${process.pid} ${startedAt(process.pid)}`, { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Made, but there was no room for what it says: an empty lock would hold up the next start.
      if (code === 'ENOSPC' || code === 'EDQUOT') rmSync(file, { force: true });
      if (code !== 'EEXIST') throw explainFileError(error, home);
    }
    const holder = readText(file);
    const [pid, signedAt = ''] = holder.split(' ');
    // An empty file is either being written this moment or was left by a crash between making and writing it.
    const isStale = holder === '' ? ageMs(file) > EMPTY_LOCK_MS : !isSignerAlive(Number(pid), signedAt);
    if (isStale) {
      removeLock(file, holder);
      continue;
    }
    if (Date.now() > deadline) throw notReady(`another process (${holder}) holds ${file}`);
    await delay(POLL_MS);
  }
}

/** Removes a lock that was judged stale, and not the fresh one that another process may have put there meanwhile. */
function removeLock(file: string, judged: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readText(aside) !== judged) linkSync(aside, file);
  } catch {
    // Another process was quicker; the next round sees what it left.
  } finally {
    rmSync(aside, { force: true });
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function ageMs(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}

async function createCluster(options: {
  folder: string;
  binaries: string;
  runAs: RunAs | undefined;
  password: string;
}) {
  const { folder, binaries, runAs } = options;
  if (existsSync(path.join(folder, 'PG_VERSION'))) return;
  // Made beside its place and renamed: a crash in the middle leaves nothing that looks like a database.
  const unfinished = `${folder}.new`;
  const passwordFile = `${folder}.password`;
  try {
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(path.dirname(folder), { recursive: true });
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    writeFileSync(passwordFile, options.password, { mode: 0o600 });
    if (runAs) {
      chownSync(unfinished, runAs.uid, runAs.gid);
      chownSync(passwordFile, runAs.uid, runAs.gid);
    }
    const made = spawnSync(
      path.join(binaries, 'bin/initdb'),
      [
        `--pgdata=${unfinished}`,
        `--username=${OWNER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // With LC_CTYPE C, pg_trgm silently makes no trigrams of Hangul.
        '--locale=C.UTF-8',
      ],
      { ...runAs, cwd: '/', env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' }, encoding: 'utf8' },
    );
    if (made.status !== 0) throw explainDatabaseFailure(`${made.stderr ?? ''}${made.error?.message ?? ''}`, folder);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error instanceof AppError ? error : explainFileError(error, folder);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function refuseOtherVersion(folder: string, binaries: string, home: string): void {
  const has = readFileSync(path.join(folder, 'PG_VERSION'), 'utf8').trim();
  const shown = spawnSync(path.join(binaries, 'bin/postgres'), ['--version'], { encoding: 'utf8' }).stdout ?? '';
  const brings = /\b(\d+)[.\d]*\s*$/.exec(shown.trim())?.[1] ?? has;
  if (has === brings) return;
  throw new AppError('not_ready', `cluster is PostgreSQL ${has}, binaries are ${brings}`, {
    userMessage: {
      ko: `데이터 폴더 ${home}은 PostgreSQL ${has}로 만들어졌는데 이 단골은 ${brings}을 씁니다. 만들 때 쓴 버전의 단골로 열어 주세요. 데이터는 그대로예요.`,
      en: `The data folder ${home} was made with PostgreSQL ${has}, this Dangol brings ${brings}. Open it with the version that made it. The data is untouched.`,
    },
  });
}

/** Port of the server running on this folder, when one answers. Waits while it starts or stops. */
async function findRunning(folder: string): Promise<number | undefined> {
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  for (;;) {
    const status = readStatus(folder);
    if (!status) return undefined;
    if (!isServerOf(status.pid, folder)) {
      await removeStalePidFile(folder);
      return undefined;
    }
    if (status.state === 'ready') return status.port;
    if (Date.now() > deadline) throw notReady(`server ${status.pid} stays ${status.state}`);
    await delay(POLL_MS);
  }
}

/** A server stands in its data folder. After a crash the number in postmaster.pid may belong to some other program by now. */
function isServerOf(pid: number, folder: string): boolean {
  if (!isAlive(pid)) return false;
  if (!existsSync('/proc/self/cwd')) return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch {
    return false;
  }
}

/**
 * PostgreSQL refuses to start while the number in postmaster.pid belongs to any process, even a zombie or a stranger.
 * The file may go when nothing of the old server is left: its orphans still write until they notice.
 */
async function removeStalePidFile(folder: string): Promise<void> {
  if (!existsSync('/proc/self/cwd')) return;
  const deadline = Date.now() + ORPHANS_TIMEOUT_MS;
  while (readdirSync('/proc').some((name) => /^\d+$/.test(name) && isServerOf(Number(name), folder))) {
    if (Date.now() > deadline) throw notReady(`processes of a killed server still work on ${folder}`);
    await delay(POLL_MS);
  }
  rmSync(path.join(folder, 'postmaster.pid'), { force: true });
}

/** Line 1 of postmaster.pid is the process, 4 the port, 8 the state. */
function readStatus(folder: string): { pid: number; port: number; state: string } | undefined {
  try {
    const lines = readFileSync(path.join(folder, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), state: lines[7]?.trim() ?? 'starting' };
  } catch {
    return undefined;
  }
}

async function start(options: {
  folder: string;
  binaries: string;
  runAs: RunAs | undefined;
  home: string;
}): Promise<number> {
  const { folder, binaries, runAs, home } = options;
  const logFile = path.join(home, 'postgres.log');
  const log = openSync(logFile, 'a', 0o600);
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 40,
    shared_buffers: '128MB',
    work_mem: '32MB',
    maintenance_work_mem: '64MB',
    // Large imports are one transaction: fewer checkpoints in the middle.
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    // Queries are small or read everything; compiling them costs more than it saves.
    jit: 'off',
    log_min_messages: 'warning',
    // Statements carry personal data.
    log_min_error_statement: 'panic',
    log_statement: 'none',
    // So do the DETAIL and CONTEXT of an error: the line of a COPY, the values of a key.
    log_error_verbosity: 'terse',
    log_timezone: 'UTC',
    timezone: 'UTC',
  };
  const child = spawn(
    path.join(binaries, 'bin/postgres'),
    ['-D', folder, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    // Detached: Ctrl-C in a terminal reaches the whole group, and the database must stop after us, not with us.
    { ...runAs, cwd: folder, detached: true, stdio: ['ignore', log, log], env: { PATH: process.env['PATH'] ?? '' } },
  );
  closeSync(log);
  let failed: Error | undefined;
  child.on('error', (error) => {
    failed = error;
  });
  child.unref();
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (failed || child.exitCode !== null) {
      throw explainDatabaseFailure(`${failed?.message ?? ''}\n${tail(logFile)}`, folder);
    }
    const status = readStatus(folder);
    if (status?.pid === child.pid && status?.state === 'ready') return port;
    if (Date.now() > deadline) throw notReady('the database does not become ready');
    await delay(POLL_MS);
  }
}

async function stop(folder: string): Promise<void> {
  const status = readStatus(folder);
  if (!status || !isServerOf(status.pid, folder)) return;
  // Fast shutdown: open transactions are rolled back, nothing committed is lost.
  process.kill(status.pid, 'SIGINT');
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (isServerOf(status.pid, folder)) {
    if (Date.now() > deadline) {
      process.kill(status.pid, 'SIGQUIT');
      return;
    }
    await delay(POLL_MS);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').slice(-2_000) : '';
}

function notReady(message: string): AppError {
  return new AppError('not_ready', message, {
    userMessage: {
      ko: '데이터베이스가 아직 준비되지 않았어요. 다른 단골이 같은 데이터 폴더를 여닫는 중일 수 있으니 잠시 뒤 다시 시작해 주세요.',
      en: 'The database is not ready. Another Dangol may be opening or closing the same data folder; try again in a moment.',
    },
  });
}

function explainDatabaseFailure(output: string, folder: string): AppError {
  if (/No space left|disk full|ENOSPC/i.test(output)) {
    return explainFileError(Object.assign(new Error('no space left'), { code: 'ENOSPC' }), folder);
  }
  if (/Permission denied|EACCES/i.test(output)) {
    return explainFileError(Object.assign(new Error('permission denied'), { code: 'EACCES' }), folder);
  }
  const reason = output.trim().split('\n').slice(-3).join(' ');
  return new AppError('unavailable', `the database does not start: ${reason}`, {
    userMessage: {
      ko: `데이터베이스를 시작하지 못했어요. ${folder} 옆의 postgres.log를 확인해 주세요: ${reason}`,
      en: `The database did not start. See postgres.log beside ${folder}: ${reason}`,
    },
  });
}
