import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { AppError } from '../../shared/errors.ts';
import { PROJECT_ROOT } from '../config.ts';

const FOLDER = path.join(PROJECT_ROOT, 'db/migrations');
/** Any fixed number: processes that start together migrate one after the other. */
const MIGRATION_LOCK = 4_300_001;
const OLDEST_SERVER = 150_000;

/**
 * Brings a database up to this version and returns the URL of the server's own role, which owns nothing.
 * Each migration is one transaction, forward only. @throws AppError not_ready when the database is newer than the code
 */
export async function migrate(ownerUrl: string): Promise<{ appUrl: string; applied: string[] }> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  try {
    await owner.connect();
  } catch (cause) {
    throw new AppError('unavailable', `cannot connect to the database: ${(cause as Error).message}`, {
      cause,
      userMessage: {
        ko: `데이터베이스에 연결하지 못했어요 (${(cause as Error).message}). DATABASE_URL의 주소와 비밀번호를 확인해 주세요.`,
        en: `Cannot connect to the database (${(cause as Error).message}). Check the address and password in DATABASE_URL.`,
      },
    });
  }
  try {
    await owner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await refuseUnfitServer(owner);
    const applied = await applyMigrations(owner);
    const role = await ensureRole(owner);
    if (!(await areJobsOpen(owner))) await openJobsToRole(ownerUrl, owner, role.name);
    const url = new URL(ownerUrl);
    url.username = role.name;
    url.password = role.password;
    return { appUrl: url.toString(), applied };
  } finally {
    await owner.end();
  }
}

/** Too old, not UTF-8, or blind to Hangul: better one sentence now than names that are never found. */
async function refuseUnfitServer(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ version: number; encoding: string }>(
    "select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding",
  );
  const { version = 0, encoding = '' } = rows[0] ?? {};
  if (version < OLDEST_SERVER) {
    throw new AppError('not_ready', `PostgreSQL ${version} is too old`, {
      userMessage: {
        ko: `PostgreSQL 15 이상이 필요해요. 연결한 서버는 ${Math.floor(version / 10_000)}이에요.`,
        en: `PostgreSQL 15 or newer is needed; this server is ${Math.floor(version / 10_000)}.`,
      },
    });
  }
  if (encoding !== 'UTF8') {
    throw new AppError('not_ready', `database is ${encoding}, not UTF8`, {
      userMessage: {
        ko: `데이터베이스의 글자 방식이 ${encoding}이에요. UTF8로 만든 데이터베이스를 DATABASE_URL에 적어 주세요.`,
        en: `The database's encoding is ${encoding}. Point DATABASE_URL to a database made with UTF8.`,
      },
    });
  }
  await owner.query('create extension if not exists pg_trgm');
  const health = await owner.query<{ ok: boolean }>("select cardinality(show_trgm('홍길동')) > 0 as ok");
  if (health.rows[0]?.ok) return;
  throw new AppError('not_ready', 'pg_trgm makes no trigrams of Hangul (LC_CTYPE C)', {
    userMessage: {
      ko: '이 데이터베이스에서는 한글 이름을 찾을 수 없어요 (LC_CTYPE C). C.UTF-8이나 ko_KR.UTF-8로 만든 데이터베이스를 DATABASE_URL에 적어 주세요.',
      en: 'This database cannot search Korean names (LC_CTYPE C). Point DATABASE_URL to one made with C.UTF-8 or ko_KR.UTF-8.',
    },
  });
}

async function applyMigrations(owner: pg.Client): Promise<string[]> {
  await owner.query(`
    create schema if not exists migrations;
    create table if not exists migrations.migration (
      name text primary key, content_hash text not null, applied_at timestamptz not null default now());
    create table if not exists migrations.app_role (name text primary key, password text not null)`);
  const { rows } = await owner.query<{ name: string; content_hash: string }>(
    'select name, content_hash from migrations.migration',
  );
  const done = new Map(rows.map((row) => [row.name, row.content_hash]));
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const unknown = [...done.keys()].filter((name) => !files.includes(name));
  if (unknown.length > 0) {
    throw new AppError('not_ready', `database has migrations this version does not know: ${unknown.join(', ')}`, {
      userMessage: {
        ko: `이 데이터는 더 새로운 단골이 쓰던 것이에요 (${unknown.at(-1)}). 그 버전이나 더 새 버전으로 열어 주세요. 데이터는 그대로예요.`,
        en: `This data was used by a newer Dangol (${unknown.at(-1)}). Open it with that version or a newer one. The data is untouched.`,
      },
    });
  }
  const applied: string[] = [];
  for (const name of files) {
    const sql = readFileSync(path.join(FOLDER, name), 'utf8');
    const hash = createHash('sha256').update(sql).digest('hex');
    const before = done.get(name);
    if (before === hash) continue;
    if (before !== undefined) throw new AppError('internal', `migration ${name} was changed after it had been applied`);
    if (applied.length === 0) await ensureRole(owner);
    await owner.query('begin');
    try {
      await owner.query(sql);
      await owner.query('insert into migrations.migration (name, content_hash) values ($1, $2)', [name, hash]);
      await owner.query('commit');
    } catch (error) {
      await owner.query('rollback');
      throw new AppError('internal', `migration ${name} failed: ${(error as Error).message}`, { cause: error });
    }
    applied.push(name);
  }
  return applied;
}

/** The role the server works as. Its name is random, because roles are shared by all databases of a server. */
async function ensureRole(owner: pg.Client): Promise<{ name: string; password: string }> {
  const stored = await owner.query<{ name: string; password: string }>(
    'select name, password from migrations.app_role',
  );
  const role = stored.rows[0];
  if (role) return role;
  const made = { name: `dangol_app_${randomBytes(4).toString('hex')}`, password: randomBytes(24).toString('hex') };
  try {
    await owner.query(
      `create role ${made.name} login password '${made.password}' nosuperuser nocreatedb nocreaterole nobypassrls`,
    );
  } catch (cause) {
    throw new AppError('not_ready', `cannot create the server's role: ${(cause as Error).message}`, {
      cause,
      userMessage: {
        ko: 'DATABASE_URL의 사용자에게 CREATEROLE 권한이 필요해요. 서버는 아무것도 소유하지 않는 따로 만든 역할로 일합니다.',
        en: 'The user in DATABASE_URL needs CREATEROLE: the server works as a role of its own that owns nothing.',
      },
    });
  }
  await owner.query('insert into migrations.app_role (name, password) values ($1, $2)', [made.name, made.password]);
  return made;
}

/** Newest migration that the installed queue brings. */
function findQueueVersion(): number {
  const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('graphile-worker')), '../sql');
  return Math.max(...readdirSync(folder).map((name) => Number.parseInt(name, 10) || 0));
}

/** Whether the queue is there, of the installed version, and open: a start that was killed may have left it half made. */
async function areJobsOpen(owner: pg.Client): Promise<boolean> {
  const { rows: found } = await owner.query<{ there: boolean }>(
    "select to_regclass('graphile_worker.migrations') is not null as there",
  );
  if (!found[0]?.there) return false;
  const { rows } = await owner.query<{ version: number | null; closed: number; grants: boolean }>(
    `select (select max(id) from graphile_worker.migrations) as version,
       (select has_schema_privilege(name, 'graphile_worker', 'usage') from migrations.app_role) as grants,
       (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'graphile_worker' and c.relkind = 'r' and c.relrowsecurity
          and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'of_the_server')) as closed`,
  );
  const { version, closed, grants } = rows[0] ?? {};
  return grants === true && closed === 0 && (version ?? 0) >= findQueueVersion();
}

/** The job queue's tables are closed by row-level security without a policy; the server's role works all of them. */
async function openJobsToRole(ownerUrl: string, owner: pg.Client, role: string): Promise<void> {
  await runMigrations({ connectionString: ownerUrl });
  await owner.query(`
    grant usage on schema graphile_worker to ${role};
    grant select, insert, update, delete on all tables in schema graphile_worker to ${role};
    grant usage on all sequences in schema graphile_worker to ${role};
    grant execute on all functions in schema graphile_worker to ${role};
    do $$
    declare t regclass;
    begin
      for t in select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where n.nspname = 'graphile_worker' and c.relkind = 'r' and c.relrowsecurity
      loop
        execute format('drop policy if exists of_the_server on %s', t);
        execute format('create policy of_the_server on %s to ${role} using (true) with check (true)', t);
      end loop;
    end $$`);
}
