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

/** Writes a use down once, however often and from how many places it is told. */
export function insertCodeUse(
  db: Db,
  row: {
    workspaceId: string;
    useId: string;
    idempotencyKey: string;
    playId: string;
    day: string;
    usedAt: Date;
    billMinor: number;
    discountMinor: number;
    isNewGuest: boolean;
    recordedBy: string | null;
  },
) {
  return db
    .insertInto('plays.codeUse')
    .values(row)
    .onConflict((conflict) => conflict.columns(['workspaceId', 'idempotencyKey']).doNothing())
    .execute();
}
