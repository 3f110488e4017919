import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';

/** The launched play behind a printed code, whatever its workspace: `outside` the fence. */
export async function findPlayOfCode(
  outside: Db,
  code: string,
): Promise<{ workspaceId: string; playId: string } | undefined> {
  const { rows } = await sql<{ workspaceId: string; playId: string }>`
    select * from plays.find_workspace_of_code(${code})`.execute(outside);
  return rows[0];
}

export function addScan(db: Db, input: { workspaceId: string; playId: string; day: string }) {
  return db
    .insertInto('plays.codeScan')
    .values({ ...input, scans: 1 })
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'playId', 'day']).doUpdateSet({ scans: sql<number>`plays.code_scan.scans + 1` }),
    )
    .execute();
}

/** What whoever tells a use again is told of it. */
export interface ToldUse {
  useId: string;
  usedAt: Date;
  discountMinor: number;
}

/** The use that was told with a key; undefined while it is new. */
export function findCodeUseByKey(db: Db, workspaceId: string, idempotencyKey: string): Promise<ToldUse | undefined> {
  return db
    .selectFrom('plays.codeUse')
    .select(['useId', 'usedAt', 'discountMinor'])
    .where('workspaceId', '=', workspaceId)
    .where('idempotencyKey', '=', idempotencyKey)
    .executeTakeFirst();
}

/** Writes a use down once, however often and from how many places it is told. @returns the use of that key, and whether it is new */
export async function insertCodeUse(
  db: Db,
  row: {
    workspaceId: string;
    useId: string;
    idempotencyKey: string;
    playId: string;
    day: string;
    usedAt: Date;
    /** Before the discount; null where nobody told it. */
    billMinor: number | null;
    discountMinor: number;
    isNewGuest: boolean;
    recordedBy: string | null;
  },
): Promise<{ use: ToldUse; isNew: boolean }> {
  const written = await db
    .insertInto('plays.codeUse')
    .values(row)
    .onConflict((conflict) => conflict.columns(['workspaceId', 'idempotencyKey']).doNothing())
    .returning(['useId', 'usedAt', 'discountMinor'])
    .executeTakeFirst();
  if (written) return { use: written, isNew: true };
  const known = await findCodeUseByKey(db, row.workspaceId, row.idempotencyKey);
  if (!known) throw new Error('a use that is not new was there before');
  return { use: known, isNew: false };
}

/** Writes beside a use whose it was. */
export function insertCodeUsePerson(db: Db, row: { workspaceId: string; useId: string; customerId: string }) {
  return db.insertInto('plays.codeUsePerson').values(row).execute();
}

const uses = (db: Db, workspaceId: string) =>
  db
    .selectFrom('plays.codeUse as u')
    .leftJoin('plays.codeUseUndone as x', (join) =>
      join.onRef('x.workspaceId', '=', 'u.workspaceId').onRef('x.useId', '=', 'u.useId'),
    )
    .innerJoin('plays.play as p', (join) =>
      join.onRef('p.workspaceId', '=', 'u.workspaceId').onRef('p.playId', '=', 'u.playId'),
    )
    .select(['u.useId', 'u.playId', 'u.day', 'u.usedAt', 'u.billMinor', 'u.discountMinor', 'u.recordedBy', 'p.name'])
    .select([sql<string>`p.offline ->> 'code'`.as('code'), 'x.undoneAt', 'x.reason'])
    .where('u.workspaceId', '=', workspaceId);

/** Uses of a business day with the play's name and code, latest first; those taken back with when and why. */
export function listCodeUses(db: Db, { workspaceId, day, limit }: { workspaceId: string; day: string; limit: number }) {
  return uses(db, workspaceId)
    .where('u.day', '=', day)
    .orderBy('u.usedAt', 'desc')
    .orderBy('u.useId', 'desc')
    .limit(limit)
    .execute();
}

export function findCodeUse(db: Db, workspaceId: string, useId: string) {
  return uses(db, workspaceId).where('u.useId', '=', useId).executeTakeFirst();
}

/** Writes beside a use that it was taken back. @returns whether it was not before */
export async function insertCodeUseUndone(
  db: Db,
  row: { workspaceId: string; useId: string; undoneAt: Date; reason: string; undoneBy: string | null },
): Promise<boolean> {
  const written = await db
    .insertInto('plays.codeUseUndone')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('useId')
    .executeTakeFirst();
  return written !== undefined;
}
