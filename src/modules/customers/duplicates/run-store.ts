/** Runs that merge or take back many pairs at once; each merge of a run bears the run's instant and reason. */
import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

/** Notes a run that begins; one of the same instant is noted already. */
export function insertRun(db: Db, workspaceId: string, run: { at: Date; pairs: number }) {
  return db
    .insertInto('customers.mergeRun')
    .values({ workspaceId, ...run })
    .onConflict((oc) => oc.doNothing())
    .execute();
}

/** The newest run; undefined before the first. */
export function findLastRun(db: Db, workspaceId: string) {
  return db
    .selectFrom('customers.mergeRun')
    .select(['at', 'pairs', 'undoAt', 'undoPairs'])
    .where('workspaceId', '=', workspaceId)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Notes that all of a run is to be taken back. */
export function setRunUndo(
  db: Db,
  workspaceId: string,
  { at, ...undo }: { at: Date; undoAt: Date; undoPairs: number },
) {
  return db
    .updateTable('customers.mergeRun')
    .set(undo)
    .where('workspaceId', '=', workspaceId)
    .where('at', '=', at)
    .execute();
}

/** Merges of a run in the order in which they were made: all that were, and when each was taken back. */
export async function listMergesOfRun(
  db: Db,
  workspaceId: string,
  { at, reason }: { at: Date; reason: string },
): Promise<{ mergeId: string; undoneAt: Date | null }[]> {
  const { rows } = await sql<{ mergeId: string; undoneAt: Date | null }>`
    select merge_id, undone_at from customers.merge
    where workspace_id = ${workspaceId}::uuid and reason = ${reason} and at = ${at}::timestamptz
    order by merge_id`.execute(db);
  return rows;
}
