import type { Db } from '../platform/db.ts';
import { birthdaysFrom } from '../shared/birthdays.ts';
import { addDays } from '../shared/time.ts';
import { BIRTHDAY_KEY, LAPSE_STATE } from './fragments.ts';
import { defineQuery } from './query.ts';
import { COUNTED_SINCE } from './wrong-clock.ts';

/** Somebody whom a happening lets into an automation; the key names the happening, so that it counts once. */
export interface Triggered {
  customerId: string;
  entryKey: string;
  /** When it happened, of what happens at an instant. */
  at?: Date;
}

interface Moment {
  workspaceId: string;
  today: string;
}

const markers = { lapseState: LAPSE_STATE };
const birthday = defineQuery<Triggered, 'workspaceId' | 'days' | 'keys'>('flow_birthday', {
  birthdayKey: BIRTHDAY_KEY,
});
const firstVisit = defineQuery<Triggered, 'workspaceId' | 'from' | 'until'>('flow_first_visit', {
  countedSince: COUNTED_SINCE,
});
const secondVisit = defineQuery<Triggered, 'workspaceId' | 'from' | 'until'>('flow_second_visit');
const slipping = defineQuery<Triggered, 'workspaceId' | 'today' | 'minVisits'>('flow_slipping', markers);
const usualHour = defineQuery<Triggered, 'workspaceId' | 'today' | 'minute' | 'before' | 'minVisits'>(
  'flow_usual_hour',
  markers,
);
const stamps = defineQuery<Triggered, 'workspaceId' | 'today' | 'missing'>('flow_stamps');
const pointsExpiring = defineQuery<Triggered, 'workspaceId' | 'today' | 'until'>('flow_points_expiring');
const ordered = defineQuery<Triggered, 'workspaceId' | 'from' | 'until' | 'itemIds' | 'categories'>('flow_ordered');
const happened = defineQuery<Triggered, 'workspaceId' | 'from' | 'until' | 'event'>('flow_happened');
const couponEnding = defineQuery<Triggered, 'workspaceId' | 'today' | 'until'>('flow_coupon_ending');
const came = defineQuery<{ runId: string }, 'workspaceId' | 'flowIds'>('flow_came');
const complaint = defineQuery<Triggered, 'workspaceId' | 'from' | 'until'>('flow_complaint');
const hours = defineQuery<{ customerId: string; usualHour: number }, 'workspaceId' | 'customerIds'>('usual_hour');
const margins = defineQuery<{ itemId: string; name: string; marginMinor: number | null }, 'workspaceId' | 'itemIds'>(
  'item_margin',
);

/** People whose birthday is kept from today on up to `daysBefore` days ahead, by the sun or the moon (OP-72); who was written down late is not missed. */
export function listBirthdayEntries(db: Db, { workspaceId, today, daysBefore }: Moment & { daysBefore: number }) {
  const kept = birthdaysFrom(today, daysBefore + 1);
  return birthday.run(db, { workspaceId, days: kept.map(({ day }) => day), keys: kept.map(({ key }) => key) });
}

/** People whose first sale lies in (from, until]. */
export function listFirstVisitEntries(db: Db, input: { workspaceId: string; from: Date; until: Date }) {
  return firstVisit.run(db, input);
}

/** People who came once, on a business day from `from` to `until`, and not again. */
export function listSecondVisitEntries(db: Db, input: { workspaceId: string; from: string; until: string }) {
  return secondVisit.run(db, input);
}

/** People with a rhythm of their own who are late by it: twice to three times their usual gap (MT-15). */
export function listSlippingEntries(db: Db, input: Moment & { minVisits: number }) {
  return slipping.run(db, input);
}

/** People whose usual hour begins within `before` minutes of `minute`, the minute of the shop's day. */
export function listUsualHourEntries(db: Db, input: Moment & { minute: number; before: number; minVisits: number }) {
  return usualHour.run(db, input);
}

/** People whose stamp card lacks at most `missing`; empty where the programme gives points. */
export function listStampEntries(db: Db, input: Moment & { missing: number }) {
  return stamps.run(db, input);
}

/** People with points or stamps that end within `withinDays` days, once for each of the two kinds. */
export function listPointEntries(db: Db, { workspaceId, today, withinDays }: Moment & { withinDays: number }) {
  return pointsExpiring.run(db, { workspaceId, today, until: addDays(today, withinDays) });
}

/** Sales of one of the items, or of the categories, in (from, until], to people who are known. */
export function listOrderEntries(
  db: Db,
  input: {
    workspaceId: string;
    from: Date;
    until: Date;
    itemIds: readonly string[];
    categories: readonly string[];
  },
) {
  return ordered.run(db, input);
}

/** People to whom something of this kind happened in (from, until], once for each time. */
export function listHappenedEntries(db: Db, input: { workspaceId: string; event: string; from: Date; until: Date }) {
  return happened.run(db, input);
}

/** People with an unused coupon that ends within `daysBefore` days. */
export function listCouponEntries(db: Db, { workspaceId, today, daysBefore }: Moment & { daysBefore: number }) {
  return couponEnding.run(db, { workspaceId, today, until: addDays(today, daysBefore) });
}

/** People whose last complaint was settled in (from, until] and who have none open (FE-15). */
export function listComplaintEntries(db: Db, input: { workspaceId: string; from: Date; until: Date }) {
  return complaint.run(db, input);
}

/** Runs of these flows whose person has bought since she entered. */
export async function listRunsThatCame(db: Db, workspaceId: string, flowIds: readonly string[]): Promise<string[]> {
  return (await came.run(db, { workspaceId, flowIds })).map(({ runId }) => runId);
}

/** The hour at which each of these people usually comes, 0–23; who has none is absent. */
export async function findUsualHours(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await hours.run(db, { workspaceId, customerIds });
  return new Map(rows.map((row) => [row.customerId, row.usualHour]));
}

/** Name and margin of a piece of these items, minor units; the margin is null where price or cost is not known. */
export async function findItemMargins(
  db: Db,
  workspaceId: string,
  itemIds: readonly string[],
): Promise<ReadonlyMap<string, { name: string; marginMinor: number | null }>> {
  const rows = await margins.run(db, { workspaceId, itemIds });
  return new Map(rows.map((row) => [row.itemId, row]));
}
