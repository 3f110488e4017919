import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { migrate } from './migrate.ts';

const made: string[] = [];

async function createDatabase(options: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asOwner(inject('ownerUrl'), `create database ${name} ${options}`);
  made.push(name);
  const url = new URL(inject('ownerUrl'));
  url.pathname = `/${name}`;
  return url.toString();
}

async function asOwner(url: string, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

afterAll(async () => {
  for (const name of made) await asOwner(inject('ownerUrl'), `drop database if exists ${name} with (force)`);
});

describe('bringing a database up to this version', () => {
  it('opens the job queue when a start was killed before it could', async () => {
    const url = await createDatabase('');
    const { appUrl } = await migrate(url);
    await asOwner(url, 'drop schema graphile_worker cascade');
    expect((await migrate(url)).applied).toEqual([]);
    await asOwner(appUrl, "select graphile_worker.add_job('anything')");
    const queued = await asOwner(appUrl, 'select count(*)::int as count from graphile_worker.jobs');
    expect(queued.rows[0]).toEqual({ count: 1 });
  });

  it('refuses a database that is not UTF-8 with one sentence, and leaves nothing in it', async () => {
    const url = await createDatabase("template template0 encoding 'SQL_ASCII' locale 'C'");
    await expect(migrate(url)).rejects.toMatchObject({
      code: 'not_ready',
      userMessage: { en: expect.stringContaining('SQL_ASCII') },
    });
    const left = await asOwner(url, "select to_regnamespace('migrations') as schema");
    expect(left.rows[0]).toEqual({ schema: null });
  });

  it('refuses a database that is blind to Hangul', async () => {
    const url = await createDatabase("template template0 encoding 'UTF8' locale 'C'");
    await expect(migrate(url)).rejects.toMatchObject({
      code: 'not_ready',
      userMessage: { en: expect.stringContaining('LC_CTYPE') },
    });
  });
});
