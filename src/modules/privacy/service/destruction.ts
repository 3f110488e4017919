import { z } from 'zod';
import { listRetentionClocks } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import { addDays, businessDayOf } from '../../../shared/time.ts';
import { recordAccess } from '../../staff/index.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import { MAX_DUE_PEOPLE } from '../contract/requests.ts';
import { legalRule } from '../legal-rules.ts';
import { chainDestruction } from '../rules/destruction.ts';
import { retentionDueOn } from '../rules/registry.ts';
import {
  type DestructionRow,
  deleteExpiredSelfLinks,
  deleteUnverifiedGuardians,
  findLastDestruction,
  insertDestruction,
  listDestructionRows,
  lockDestructions,
} from '../store/retention.ts';
import { eraseCustomer } from './erasure.ts';
import { listPurposes } from './registry.ts';

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
 * period has ended are proposed to the owner instead (`listDuePeople`): one wrong date in a file must not erase a shop.
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

/** A person whose period has ended, or ends within the days asked for. */
export interface DuePerson {
  customerId: string;
  name: string;
  countedFrom: string;
  dueOn: string;
}

/** Days before the end of the period in which a person is shown (PV-25: she is told 30 days before). */
const WARNING_DAYS = 30;

/** Members by the end of their period (PV-20), the longest overdue first. Names in clear: whoever shows them masks. */
export async function listDuePeople(
  db: Db,
  workspaceId: string,
  { now, limit }: { now: Date; limit: number },
): Promise<{ overdue: number; soon: number; people: DuePerson[]; destroyBy: number }> {
  const shop = await getRecentWorkspace(db, workspaceId);
  const today = businessDayOf(now, shop);
  const membership = (await listPurposes(db, workspaceId, now)).find(({ purposeKey }) => purposeKey === 'membership');
  const days = membership?.retentionDays ?? null;
  const destroyBy = legalRule('destruction_days', today);
  if (days === null) return { overdue: 0, soon: 0, people: [], destroyBy };
  const { timeZone } = shop;
  const count = { workspaceId, timeZone, limit };
  const { overdue, soon, people } = await listRetentionClocks(db, {
    ...count,
    overdueBefore: addDays(today, -days + 1),
    soonBefore: addDays(today, -days + WARNING_DAYS + 1),
  });
  return {
    overdue,
    soon,
    destroyBy,
    people: people.map((one) => ({ ...one, dueOn: retentionDueOn(days, one.countedFrom) ?? today })),
  };
}

/**
 * Destroys these people, of whom each is overdue; whoever is not (she came by meanwhile) is left. Logged.
 * @throws AppError forbidden
 */
export async function destroyDuePeople(
  db: Db,
  actor: Actor,
  { customerIds, now, key }: { customerIds: readonly string[]; now: Date; key: string },
): Promise<{ destroyed: number }> {
  actor.require('settings:write');
  const { workspaceId, accountId } = actor;
  const today = businessDayOf(now, await getRecentWorkspace(db, workspaceId));
  const { people } = await listDuePeople(db, workspaceId, { now, limit: MAX_DUE_PEOPLE });
  const due = people.filter((one) => one.dueOn <= today && customerIds.includes(one.customerId));
  for (const { customerId, dueOn } of due) {
    await eraseCustomer(db, { workspaceId, customerId, reason: 'period_end', dueOn, actor: accountId, now, key });
  }
  if (due.length > 0) await recordAccess(db, actor, { action: 'delete', subject: `due people ${due.length}` }, now);
  return { destroyed: due.length };
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
  return { entries: entries.reverse(), isWhole };
}
