import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { connectEvents } from '../src/app/jobs.ts';
import type { Clock } from '../src/platform/clock.ts';
import { readConfig } from '../src/platform/config.ts';
import type { Context } from '../src/platform/context.ts';
import { createDatabase } from '../src/platform/db.ts';
import { createLog } from '../src/platform/log.ts';
import { migrate } from '../src/platform/postgres/migrate.ts';
import { readSecrets } from '../src/platform/secrets.ts';

/** A clock that stands still until it is moved. */
export class FixedClock implements Clock {
  #now: Date;
  constructor(now: string) {
    this.#now = new Date(now);
  }
  now(): Date {
    return this.#now;
  }
  set(now: string | Date): void {
    this.#now = new Date(now);
  }
}

/** Saturday noon in Seoul. */
export const TEST_NOW = '2026-11-21T12:00:00+09:00';

export interface TestContext extends Context {
  clock: FixedClock;
  /** Connection as the owner of everything: to look behind the fence, never to do the product's work. */
  ownerUrl: string;
}

/** A database of this test file's own (a clone of the migrated template), dropped when the file is done. */
export async function createTestContext(): Promise<TestContext> {
  const serverUrl = inject('ownerUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  // One clone at a time: a template that is being copied refuses a second copy.
  await admin.query('select pg_advisory_lock(4300003)');
  await admin.query(`create database ${name} template dangol_template`);
  await admin.query('select pg_advisory_unlock(4300003)');
  await admin.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const { appUrl } = await migrate(url.toString());
  const home = mkdtempSync(path.join(tmpdir(), 'dangol-home-'));
  const config = {
    ...readConfig({ home, port: '0' }),
    publicUrl: 'http://dangol.example',
    logLevel: 'silent' as const,
  };
  const database = createDatabase(appUrl, { max: 5 });
  connectEvents();
  afterAll(async () => {
    await database.close();
    const client = new pg.Client({ connectionString: serverUrl });
    await client.connect();
    await client.query(`drop database if exists ${name} with (force)`);
    await client.end();
    rmSync(home, { recursive: true, force: true });
  });
  return {
    config,
    secrets: readSecrets(home),
    database,
    clock: new FixedClock(TEST_NOW),
    log: createLog(config),
    ownerUrl: url.toString(),
  };
}
