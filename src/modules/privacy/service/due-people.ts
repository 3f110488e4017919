import { listCardsPast, listRetentionClocks } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { addDays, businessDayOf } from '../../../shared/time.ts';
import { recordAccess } from '../../staff/index.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import { MAX_DUE_PEOPLE } from '../contract/requests.ts';
import { legalRule } from '../legal-rules.ts';
import { retentionDueOn } from '../rules/registry.ts';
import { listToldOverdue, noteOverdue } from '../store/retention.ts';
import { eraseCustomer } from './erasure.ts';
import { listPurposes } from './registry.ts';

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

/** People of one night: more wait for the next, so that it ends. */
const MAX_A_NIGHT = 20_000;

/**
 * Each night: tells since when somebody is overdue, and destroys whoever the owner could read of for the days of the rule and
 * did nothing about (PV-20); and people known by a card of an event alone whose last day is over, who were told that day when
 * they gave it. Each in a transaction of her own: stopped half-way, the next night goes on.
 */
export async function destroyOverduePeople(
  db: Db,
  { workspaceId, now, key }: { workspaceId: string; now: Date; key: string },
): Promise<{ destroyed: number }> {
  const today = businessDayOf(now, await getRecentWorkspace(db, workspaceId));
  const { people } = await listDuePeople(db, workspaceId, { now, limit: MAX_A_NIGHT });
  const overdue = people.filter(({ dueOn }) => dueOn <= today);
  await noteOverdue(db, { workspaceId, customerIds: overdue.map(({ customerId }) => customerId), toldOn: today });
  const told = await listToldOverdue(db, workspaceId, addDays(today, -legalRule('overdue_notice_days', today)));
  const cards = await listCardsPast(db, { workspaceId, today, limit: MAX_A_NIGHT });
  const gone = [
    ...overdue.filter(({ customerId }) => told.has(customerId)),
    ...cards.map(({ customerId, keepUntil }) => ({ customerId, dueOn: keepUntil })),
  ];
  for (const { customerId, dueOn } of gone)
    await eraseCustomer(db, { workspaceId, customerId, reason: 'period_end', dueOn, actor: null, now, key });
  return { destroyed: gone.length };
}
