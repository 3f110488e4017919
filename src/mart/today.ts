import type { Db } from '../platform/db.ts';
import { type BirthdayCalendar } from '../shared/birthday.ts';
import { birthdaysFrom } from '../shared/birthdays.ts';
import { listClosedDays } from './person-model/read.ts';
import { defineQuery } from './query.ts';

/** A business day against the same weekday of the weeks before. */
export interface DayFigure {
  orders: number;
  /** Orders of people the shop knows. */
  knownOrders: number;
  netMinor: number;
  /** People whose first visit it was. */
  newPeople: number;
  /** Weekdays behind the means; the means are null with none. */
  weekdays: number;
  meanOrders: number | null;
  meanNetMinor: number | null;
  /** Such weekdays that sold over three times their middle, as with one huge order: not in the means. */
  leftOut: string[];
  /** Last business day with a sale up to this one; null when there is none. */
  lastSaleOn: string | null;
}

/** A person expected today by her own rhythm. */
export interface ExpectedGuest {
  customerId: string;
  name: string;
  visits: number;
  lastVisitOn: string;
  intervalDays: number;
  /** ISO: 1 Monday … 7 Sunday; null when no weekday stands out. */
  usualWeekday: number | null;
  usualDaypart: string | null;
  usualItems: { name: string; option: string | null }[];
  /** Of all people expected, not only those listed. */
  total: number;
}

/** Somebody whose birthday comes within the days asked for; how often she came, and when last. */
export interface Birthday {
  customerId: string;
  name: string;
  birthdayOn: string;
  /** How she counts it, and the day in that calendar, 'MM-DD'. */
  calendar: BirthdayCalendar;
  monthDay: string;
  visits: number;
  lastVisitOn: string;
}

/** Weeks whose same weekday a day is held against. */
const COMPARED_WEEKS = 8;

const dayFigure = defineQuery<DayFigure, 'workspaceId' | 'day' | 'weeks'>('day_figure');
const expected = defineQuery<ExpectedGuest, 'workspaceId' | 'today' | 'limit'>('expected_guest');
const birthdays = defineQuery<Birthday, 'workspaceId' | 'days' | 'keys' | 'limit'>('birthday');

/** Orders, sales and new people of a business day; zeros when there were none. */
export async function getDayFigure(db: Db, workspaceId: string, day: string): Promise<DayFigure> {
  const [row] = await dayFigure.run(db, { workspaceId, day, weeks: COMPARED_WEEKS });
  if (!row) throw new RangeError('the day figure is one row');
  return row;
}

/** People expected today, the most valued first; nobody on a day known to be closed. */
export async function listExpectedGuests(
  db: Db,
  input: { workspaceId: string; today: string; limit: number },
): Promise<ExpectedGuest[]> {
  const [closed, due] = await Promise.all([listClosedDays(db, { ...input, days: 1 }), expected.run(db, input)]);
  return closed.length > 0 ? [] : due;
}

/** People whose birthday, by the sun or by the moon, is kept from today on for `days` days, the next first (OP-72). */
export function listBirthdays(
  db: Db,
  input: { workspaceId: string; today: string; days: number; limit: number },
): Promise<Birthday[]> {
  const kept = birthdaysFrom(input.today, input.days);
  return birthdays.run(db, {
    workspaceId: input.workspaceId,
    days: kept.map(({ day }) => day),
    keys: kept.map(({ key }) => key),
    limit: input.limit,
  });
}

/** A play that runs, with what its people have done so far. */
export interface PlayUnderWay {
  playId: string;
  name: string;
  launchedOn: string;
  plannedEndOn: string;
  treated: number;
  holdout: number;
  treatedBuyers: number;
  holdoutBuyers: number;
  redeemed: number;
  /** Messages of which nobody knows whether they arrived. */
  unconfirmed: number;
  /** What its days on and off are drawn by; null where no days are, and once it is stopped. */
  daySeed: string | null;
  /** A set tried at the tables; null of what is no offline play. */
  isSet: boolean | null;
}

const underWay = defineQuery<PlayUnderWay, 'workspaceId'>('play_under_way');
const playCount = defineQuery<{ plays: number; launched: number }, 'workspaceId'>('play_count');

/** Plays that were launched and not finished, the oldest first; empty without one. */
export function listPlaysUnderWay(db: Db, workspaceId: string): Promise<PlayUnderWay[]> {
  return underWay.run(db, { workspaceId });
}

/** How many plays there are, and how many were ever launched. */
export async function countPlays(db: Db, workspaceId: string): Promise<{ plays: number; launched: number }> {
  const [row] = await playCount.run(db, { workspaceId });
  return row ?? { plays: 0, launched: 0 };
}

/** An import that failed, or of which rows could not be taken. */
export interface ImportNews {
  batchId: string;
  fileName: string;
  state: string;
  rejected: number;
}

const importNews = defineQuery<ImportNews, 'workspaceId' | 'since'>('import_news');

/** Imports since an instant that need a look, newest first; empty when all went well. */
export function listImportNews(db: Db, input: { workspaceId: string; since: Date }): Promise<ImportNews[]> {
  return importNews.run(db, input);
}
