import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';

/** The latest decision about each thing. */
export async function listSettled(db: Db, workspaceId: string) {
  const { rows } = await sql<{
    kind: string;
    subject: string;
    choice: string;
    againOn: string | null;
    decidedAt: Date;
  }>`
    select distinct on (kind, subject) kind, subject, choice, again_on, decided_at from decisions.decided
    where workspace_id = ${workspaceId}::uuid order by kind, subject, decided_at desc, decision_id desc`.execute(db);
  return rows;
}

/** What was decided last, newest first; looking decides nothing. */
export function listDecidedRows(db: Db, workspaceId: string, limit: number) {
  return db
    .selectFrom('decisions.decided')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('choice', '<>', 'look')
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
