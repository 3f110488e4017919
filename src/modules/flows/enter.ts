import {
  listBirthdayEntries,
  listComplaintEntries,
  listCouponEntries,
  listFirstVisitEntries,
  listHappenedEntries,
  listOrderEntries,
  listPointEntries,
  listSecondVisitEntries,
  listSlippingEntries,
  listStampEntries,
  listUsualHourEntries,
  type Triggered,
} from '../../mart/index.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { addDays, zonedParts } from '../../shared/time.ts';
import { listMembers } from '../segments/index.ts';
import type { Workspace } from '../workspace/index.ts';
import { type Trigger, zFlowDocument } from './contract/document.ts';
import { chooseEntries, mayReenterSince, planSteps } from './rules.ts';
import { insertRuns, lockFlow } from './store.ts';

/** Where and when flows are looked at. */
export interface FlowMoment {
  workspaceId: string;
  workspace: Workspace;
  today: string;
  now: Date;
}

const MS_PER_HOUR = 3_600_000;
const HOURS_PER_DAY = 24;
/** Somebody whose hour passed while the machine was off is still let in for so long. */
const LATE_HOURS = 48;
/** A till's file may bring the sales of the day before yesterday; each lets in once, whenever it comes. */
const LATE_ORDER_HOURS = 72;
/** The minute before the shop's day begins: from there every hour of the day is still to come. */
const BEFORE_MIDNIGHT = -1;
/** Days after which a nudge to somebody who came once comes too late. */
const NUDGE_WINDOW_DAYS = 14;

/** Whom a trigger finds now, whether or not they may enter; nobody for those that wait for an event or for the shop. */
export async function findTriggered(db: Db, trigger: Trigger, moment: FlowMoment): Promise<Triggered[]> {
  const { workspaceId, workspace, today, now } = moment;
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * MS_PER_HOUR);
  switch (trigger.kind) {
    case 'birthday':
      return listBirthdayEntries(db, { workspaceId, today, daysBefore: trigger.daysBefore });
    case 'first_visit':
      return listFirstVisitEntries(db, {
        workspaceId,
        from: hoursAgo(trigger.hoursAfter + LATE_HOURS),
        until: hoursAgo(trigger.hoursAfter),
      });
    case 'second_visit':
      return listSecondVisitEntries(db, {
        workspaceId,
        from: addDays(today, -(trigger.daysAfter + NUDGE_WINDOW_DAYS)),
        until: addDays(today, -trigger.daysAfter),
      });
    case 'slipping':
      return listSlippingEntries(db, { workspaceId, today, minVisits: trigger.minVisits });
    case 'usual_hour': {
      const { hour, minute } = zonedParts(now, workspace.timeZone);
      return listUsualHourEntries(db, {
        workspaceId,
        today,
        minute: hour * 60 + minute,
        before: trigger.minutesBefore,
        minVisits: trigger.minVisits,
      });
    }
    case 'stamps':
      return listStampEntries(db, { workspaceId, today, missing: trigger.missing });
    case 'points_expiring':
      return listPointEntries(db, { workspaceId, today, withinDays: trigger.withinDays });
    case 'ordered':
      return listOrderEntries(db, {
        workspaceId,
        from: hoursAgo(LATE_ORDER_HOURS),
        until: now,
        itemIds: trigger.itemIds,
        categories: trigger.categories,
      });
    case 'happened':
      return listHappenedEntries(db, {
        workspaceId,
        event: trigger.event,
        from: hoursAgo(trigger.withinHours),
        until: now,
      });
    case 'coupon_ending':
      return listCouponEntries(db, { workspaceId, today, daysBefore: trigger.daysBefore });
    case 'complaint_settled':
      return listComplaintEntries(db, {
        workspaceId,
        from: hoursAgo(trigger.daysAfter * HOURS_PER_DAY + LATE_HOURS),
        until: hoursAgo(trigger.daysAfter * HOURS_PER_DAY),
      });
    case 'group':
    case 'manual':
      return [];
  }
}

/** What a preview is about: whom the trigger finds and by what, or whom the shop would start it for. */
export async function findConcerned(db: Db, trigger: Trigger, moment: FlowMoment): Promise<Triggered[]> {
  const { workspaceId, workspace, today, now } = moment;
  const { hour } = zonedParts(now, workspace.timeZone);
  if (trigger.kind === 'manual') {
    const members = await listMembers(db, { workspaceId, rule: trigger.rule, today, hour });
    // Each start is a happening of its own.
    return members.map((customerId) => ({ customerId, entryKey: '' }));
  }
  if (trigger.kind === 'usual_hour') {
    // Each has an hour of her own: a preview is of the whole day, not of those whose hour happens to come next.
    return listUsualHourEntries(db, {
      workspaceId,
      today,
      minute: BEFORE_MIDNIGHT,
      before: HOURS_PER_DAY * 60,
      minVisits: trigger.minVisits,
    });
  }
  return findTriggered(db, trigger, moment);
}

/**
 * Lets people into a flow that is on, each happening once, by its re-entry rule. The flow is held meanwhile, so that two
 * jobs at once let nobody in twice. Ids of those who entered; twice does the same as once.
 */
export async function enterFlow(
  db: Db,
  input: { workspaceId: string; flowId: string; entries: readonly Triggered[]; now: Date },
): Promise<string[]> {
  const { workspaceId, flowId, entries, now } = input;
  if (entries.length === 0) return [];
  return inTransaction(db, async (db) => {
    const row = await lockFlow(db, workspaceId, flowId);
    if (row?.state !== 'on') return [];
    const document = zFlowDocument.parse(row.document);
    const whileInside = document.reentry.kind === 'every';
    return insertRuns(db, {
      workspaceId,
      flowId,
      version: row.version,
      firstStep: planSteps(document).first,
      entries: chooseEntries(entries, { reentry: document.reentry, switchedOnAt: row.switchedOnAt }),
      since: mayReenterSince(document.reentry, now),
      whileInside,
      now,
    });
  });
}
