import { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import { chainDestruction } from '../rules/destruction.ts';
import {
  type DestructionRow,
  deleteExpiredSelfLinks,
  deleteUnverifiedGuardians,
  findLastDestruction,
  insertDestruction,
  listDestructionRows,
  lockDestructions,
} from '../store/retention.ts';

/** Writes down that something was destroyed (PV-22): no personal data, each entry chained to the one before. */
export async function recordDestruction(
  db: Db,
  entry: Omit<DestructionRow, 'destructionId' | 'doneAt' | 'evidenceHash'> & { now: Date },
): Promise<void> {
  const { now, ...rest } = entry;
  await lockDestructions(db, entry.workspaceId);
  const last = await findLastDestruction(db, entry.workspaceId);
  const row = { ...rest, destructionId: newId(), doneAt: now };
  await insertDestruction(db, { ...row, evidenceHash: chainDestruction(last?.evidenceHash ?? null, row) });
}

/** Days an unanswered guardian's data may wait (shipped text of kind `guardian`). */
const GUARDIAN_DAYS = 30;
const MS_PER_DAY = 86_400_000;

/**
 * Destroys what nobody has to decide about (PV-20): links that have run out, guardians who never answered. Members whose
 * period has ended are shown to the owner first (`destroyOverduePeople`): one wrong date in a file must not erase a shop.
 */
export async function destroyDue(db: Db, workspaceId: string, now: Date): Promise<void> {
  await inTransaction(db, async (db) => {
    const links = await deleteExpiredSelfLinks(db, workspaceId, now);
    const guardians = await deleteUnverifiedGuardians(
      db,
      workspaceId,
      new Date(now.getTime() - GUARDIAN_DAYS * MS_PER_DAY),
    );
    for (const [scope, count] of [['self_link', links] as const, ['guardian', guardians] as const]) {
      if (count === 0) continue;
      const entry = { workspaceId, scope, action: 'destroy', reason: 'period_end', dueOn: null, actor: null } as const;
      await recordDestruction(db, { ...entry, count, rows: { [`privacy.${scope}`]: count }, now });
    }
  });
}

/** The ledger, newest first, and whether its chain is whole. @throws AppError forbidden */
export async function listDestructions(db: Db, actor: Actor) {
  actor.require('privacy:read');
  const rows = await listDestructionRows(db, actor.workspaceId);
  let last: Buffer | null = null;
  let isWhole = true;
  const entries = rows.map((row) => {
    const action = row.action as DestructionRow['action'];
    const counted = z.record(z.string(), z.number()).parse(row.rows);
    isWhole &&= chainDestruction(last, { ...row, action, rows: counted }).equals(row.evidenceHash);
    last = row.evidenceHash;
    return { ...row, action, rows: counted };
  });
  return { entries: entries.toReversed(), isWhole };
}
