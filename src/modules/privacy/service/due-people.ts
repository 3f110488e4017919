import { listCardsPast, listRecipients, listRetentionClocks } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { maskName } from '../../../shared/mask.ts';
import { addDays, businessDayOf } from '../../../shared/time.ts';
import { recordAccess } from '../../staff/index.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import { MAX_DUE_PEOPLE } from '../contract/requests.ts';
import { legalRule } from '../legal-rules.ts';
import { retentionDueOn } from '../rules/registry.ts';
import { listAnnouncedRows, listDestroyedBy, listDestructionDays, noteOverdue } from '../store/retention.ts';
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

/** Whose period ends within the days of notice or is over: members, and people known by a card of an event alone. */
async function listComing(db: Db, workspaceId: string, { now, today }: { now: Date; today: string }) {
  const until = addDays(today, legalRule('overdue_notice_days', today));
  const [{ people }, cards] = await Promise.all([
    listDuePeople(db, workspaceId, { now, limit: MAX_A_NIGHT }),
    listCardsPast(db, { workspaceId, today: until, limit: MAX_A_NIGHT }),
  ]);
  const due = new Map(people.map(({ customerId, dueOn }) => [customerId, dueOn]));
  for (const { customerId, keepUntil } of cards) {
    // The last day on which a card may be kept is still hers.
    const dueOn = addDays(keepUntil, 1);
    if (dueOn < (due.get(customerId) ?? '9999')) due.set(customerId, dueOn);
  }
  return [...due].flatMap(([customerId, dueOn]) => (dueOn <= until ? [{ customerId, dueOn }] : []));
}

/**
 * Each night: says of whom the period ends within the days of the rule, with the day on which she is destroyed, and destroys
 * those whose day it is (PV-20). Nobody is destroyed of whom the owner could not read as long as the rule says; somebody
 * who is found overdue late waits as long. Each in a transaction of her own: stopped half-way, the next night goes on.
 */
export async function destroyOverduePeople(
  db: Db,
  { workspaceId, now, key }: { workspaceId: string; now: Date; key: string },
): Promise<{ destroyed: number }> {
  const today = businessDayOf(now, await getRecentWorkspace(db, workspaceId));
  const people = await listComing(db, workspaceId, { now, today });
  const noticeDays = legalRule('overdue_notice_days', today);
  await noteOverdue(db, { workspaceId, people, toldOn: today, noticeDays });
  const announced = await listDestroyedBy(db, workspaceId, today);
  const gone = people.filter(({ customerId, dueOn }) => dueOn <= today && announced.has(customerId));
  for (const { customerId, dueOn } of gone)
    await eraseCustomer(db, { workspaceId, customerId, reason: 'period_end', dueOn, actor: null, now, key });
  return { destroyed: gone.length };
}

/** What the nightly job has announced: the next day, how many then, and how many in all; null while nobody waits. */
export async function findNextDestruction(
  db: Db,
  workspaceId: string,
): Promise<{ day: string; people: number; total: number } | null> {
  const days = await listDestructionDays(db, workspaceId);
  const [next] = days;
  if (!next) return null;
  return { day: next.destroyOn, people: next.people, total: days.reduce((sum, { people }) => sum + people, 0) };
}

/** Who is destroyed by the nightly job and when, masked, page by page; logged. @throws AppError forbidden */
export async function listAnnounced(
  db: Db,
  actor: Actor,
  { now, ...page }: { offset: number; limit: number; now: Date },
): Promise<{ total: number; people: { customerId: string; nameMasked: string; destroyOn: string }[] }> {
  actor.require('privacy:read');
  const { workspaceId } = actor;
  const [rows, next] = await Promise.all([
    listAnnouncedRows(db, workspaceId, page),
    findNextDestruction(db, workspaceId),
    recordAccess(db, actor, { action: 'list', subject: 'people to be destroyed' }, now),
  ]);
  const customerIds = rows.map(({ customerId }) => customerId);
  const known = await listRecipients(db, { workspaceId, customerIds, channel: 'none' });
  const names = new Map(known.map(({ customerId, name }) => [customerId, maskName(name)]));
  return {
    total: next?.total ?? 0,
    people: rows.map((row) => ({ ...row, nameMasked: names.get(row.customerId) ?? '' })),
  };
}
