import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';

/** Rows that were not taken back, and take nothing back themselves. */
const standing = sql<boolean>`choice <> 'undone' and not exists (select from decisions.decided u
  where u.workspace_id = decided.workspace_id and u.undoes = decided.decision_id)`;

/** The latest decision about each thing that was not taken back. */
export async function listSettled(db: Db, workspaceId: string) {
  const { rows } = await sql<{
    decisionId: string;
    kind: string;
    subject: string;
    choice: string;
    againOn: string | null;
    decidedAt: Date;
  }>`
    select distinct on (kind, subject) decision_id, kind, subject, choice, again_on, decided_at from decisions.decided
    where workspace_id = ${workspaceId}::uuid and ${standing} order by kind, subject, decided_at desc, decision_id desc`.execute(
    db,
  );
  return rows;
}

/** What was decided last, newest first; looking decides nothing. */
export function listDecidedRows(db: Db, workspaceId: string, limit: number) {
  return db
    .selectFrom('decisions.decided')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('choice', '<>', 'look')
    .where(standing)
    .orderBy('decidedAt', 'desc')
    .orderBy('decisionId', 'desc')
    .limit(limit)
    .execute();
}

/** The last look at each thing. */
export function listLastLooks(db: Db, workspaceId: string) {
  return db
    .selectFrom('decisions.decided')
    .distinctOn(['kind', 'subject'])
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('choice', '=', 'look')
    .orderBy('kind')
    .orderBy('subject')
    .orderBy('decidedAt', 'desc')
    .orderBy('decisionId', 'desc')
    .execute();
}

/** The decision, and whether it was taken back already. */
export async function findDecided(db: Db, workspaceId: string, decisionId: string) {
  const row = await db
    .selectFrom('decisions.decided')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('decisionId', '=', decisionId)
    .where('choice', 'in', ['done', 'later', 'no'])
    .executeTakeFirst();
  const undone = await db
    .selectFrom('decisions.decided')
    .select('decisionId')
    .where('workspaceId', '=', workspaceId)
    .where('undoes', '=', decisionId)
    .executeTakeFirst();
  return row && { ...row, isUndone: undone !== undefined };
}

/** Does nothing where the same was taken back already. */
export function insertUndone(
  db: Db,
  row: { workspaceId: string; decisionId: string; undoes: string; kind: string; subject: string } & {
    decidedBy: string | null;
    decidedAt: Date;
    decidedOn: string;
  },
) {
  return db
    .insertInto('decisions.decided')
    .values({ ...row, choice: 'undone', reason: '{}', worthMinor: null, againOn: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export function insertDecided(
  db: Db,
  row: {
    workspaceId: string;
    decisionId: string;
    kind: string;
    subject: string;
    reason: string;
    worthMinor: number | null;
    choice: string;
    againOn: string | null;
    decidedBy: string | null;
    decidedAt: Date;
    decidedOn: string;
  },
) {
  return db.insertInto('decisions.decided').values(row).execute();
}
