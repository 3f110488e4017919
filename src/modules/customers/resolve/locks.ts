/** Who waits for whom where people are made, named, merged and taken away (decision 0018). */
import { setTimeout as wait } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';

const people = (workspaceId: string) => sql`hashtextextended(${`people ${workspaceId}`}, 0)`;
const imports = (workspaceId: string) => sql`4300004, hashtext(${workspaceId})`;

/**
 * Whoever is known stays who she is until this transaction ends: no merge and no removal meanwhile. For transactions that
 * write down what somebody did, and for short ones only: a file holds `lockImports` instead.
 */
export async function holdPeople(db: Db, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${people(workspaceId)})`.execute(db);
}

/** Held to the end of the transaction: imports and undos of one workspace queue up instead of meeting. */
export async function lockImports(db: Db, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${imports(workspaceId)})`.execute(db);
}

const IMPORT_WAIT_MS = 5_000;
const ASK_AGAIN_MS = 50;

/**
 * Waits until nobody writes down what somebody did, and keeps them waiting: for merging people and taking them away. Asks
 * whether a file is being imported instead of queueing up behind it, because everybody else would queue up behind us.
 * @throws AppError conflict (a file takes long)
 */
export async function lockPeople(db: Db, workspaceId: string): Promise<void> {
  const giveUpAt = performance.now() + IMPORT_WAIT_MS;
  while (!(await isTaken(db, sql`pg_try_advisory_xact_lock_shared(${imports(workspaceId)})`))) {
    if (performance.now() > giveUpAt) throw importing();
    await wait(ASK_AGAIN_MS);
  }
  await sql`select pg_advisory_xact_lock(${people(workspaceId)})`.execute(db);
}

async function isTaken(db: Db, attempt: RawBuilder<unknown>): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`select ${attempt} as taken`.execute(db);
  return rows[0]?.taken === true;
}

const importing = () =>
  new AppError('conflict', 'a file is being imported', {
    userMessage: {
      ko: '지금 파일을 가져오는 중이에요. 끝난 뒤에 다시 해 주세요. 아무것도 바뀌지 않았어요.',
      en: 'A file is being imported. Please try again when it is done. Nothing was changed.',
    },
  });

/** What a stranger could be told by, as `lockStrangers` takes it. */
export const keyOfContact = (value: string) => `contact ${value}`;
export const keyOfExternalId = ({ source, externalId }: { source: string; externalId: string }) =>
  `id ${source}\n${externalId}`;

/**
 * Waits for whoever makes somebody known by the same number, address or id, and for nobody else. What they made is seen by
 * the next statement.
 */
export async function lockStrangers(db: Db, workspaceId: string, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await lockKeys(db, workspaceId, sql`select unnest(${[...keys]}::text[]) as key`);
}

/** As `lockStrangers`, for the keys that a query gives as `key`. */
export async function lockKeys(db: Db, workspaceId: string, keys: RawBuilder<unknown>): Promise<void> {
  // The row is written or, where there is one, locked, in one order everywhere.
  await sql`insert into customers.stranger_lock (workspace_id, key)
    select distinct ${workspaceId}::uuid, hashtextextended(${workspaceId} || asked.key, 0) from (${keys}) asked order by 2
    on conflict (workspace_id, key) do update set key = excluded.key where false`.execute(db);
}

/** Removes locks that nobody holds. */
export async function removeFreeLocks(db: Db, workspaceId: string): Promise<void> {
  await sql`delete from customers.stranger_lock where (workspace_id, key) in (
    select workspace_id, key from customers.stranger_lock where workspace_id = ${workspaceId}::uuid
    for update skip locked)`.execute(db);
}
