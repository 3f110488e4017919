import type { PeopleColumns } from '../models/repeat/choose.ts';
import { type DateTest, DateTester } from '../models/rhythm/date-test.ts';
import { type LapseTest, LapseTester } from '../models/rhythm/lapse-test.ts';
import { intervalOfGaps, type RhythmSpread, SpreadLearner } from '../models/rhythm/next-visit.ts';
import { type PaceTest, PaceTester } from '../models/rhythm/pace-test.ts';
import type { ShopCalendar, VisitHistory } from './read.ts';

const WEEK = 7;
/** The hold-out: half a year at most, and a third of what is known: two of them, and something to learn from. */
const MAX_HOLDOUT_DAYS = 182;
const HOLDOUT_SHARE = 1 / 3;

/** What is kept of a person between reading her and writing her model: a few numbers, never her visits. */
export interface PersonSummary {
  customerId: string;
  visits: number;
  x: number;
  tx: number;
  T: number;
  /** Mean net spend of a repeat visit, in the currency's major unit; 0 without one. */
  mean: number;
  lastDay: number;
  daysSinceLast: number;
  gaps: number;
  intervalDays: number | undefined;
}

/** The shop and the day that people are summed up as of. */
export interface CollectFrom {
  calendar: ShopCalendar;
  /** Number of the last day that is known. */
  until: number;
  shopMedianDays: number | null;
  /** Minor units in one of the currency. */
  unit: number;
}

/** Sums one person up as of a day, on the shop's own clock: days on which it was closed for long do not count. */
export function summarise(history: VisitHistory, from: CollectFrom): PersonSummary {
  const { clock } = from.calendar;
  const days = history.days.map(clock);
  const until = clock(from.until);
  const first = days[0] as number;
  const last = days.at(-1) as number;
  const gaps = days.slice(1).map((day, at) => day - (days[at] as number));
  const repeats = history.amounts.slice(1);
  return {
    customerId: history.customerId,
    visits: days.length,
    x: repeats.length,
    tx: (last - first) / WEEK,
    T: (until - first) / WEEK,
    mean: meanOf(repeats) / from.unit,
    lastDay: history.days.at(-1) as number,
    // Today is not over: who has not come yet may.
    daysSinceLast: Math.max(0, until - 1 - last),
    gaps: gaps.length,
    intervalDays: intervalOfGaps(gaps, from.shopMedianDays),
  };
}

const meanOf = (values: readonly number[]) =>
  values.length === 0 ? 0 : Math.max(0, values.reduce((sum, value) => sum + value, 0) / values.length);

/** Everybody as the models want them. */
export interface People {
  summaries: PersonSummary[];
  columns: PeopleColumns;
  spread: RhythmSpread | undefined;
  lapse: LapseTest;
  dates: DateTest | undefined;
  pace: PaceTest | undefined;
}

/** Columns that grow with every person. */
class Columns {
  readonly x: number[] = [];
  readonly tx: number[] = [];
  readonly T: number[] = [];
  readonly mean: number[] = [];
  readonly visits: number[] = [];

  /** A person as of day `cut`, and what she did from then until day `end`. */
  add({ days, amounts, unit }: { days: number[]; amounts: number[]; unit: number }, cut: number, end: number): void {
    const known = countUpTo(days, cut);
    const later = countUpTo(days, end);
    const first = days[0] as number;
    this.x.push(known - 1);
    this.tx.push(known === 0 ? 0 : ((days[known - 1] as number) - first) / WEEK);
    this.T.push(known === 0 ? 0 : (cut - first) / WEEK);
    this.mean.push(meanOf(amounts.slice(1, known)) / unit);
    this.visits.push(later - known);
  }

  get snapshot() {
    const { x, tx, T, mean } = this;
    return {
      x: Float64Array.from(x),
      tx: Float64Array.from(tx),
      T: Float64Array.from(T),
      mean: Float64Array.from(mean),
    };
  }

  get came() {
    return { visits: Float64Array.from(this.visits) };
  }
}

function countUpTo(days: readonly number[], end: number): number {
  let count = 0;
  while (count < days.length && (days[count] as number) <= end) count += 1;
  return count;
}

/** Reads everybody once, page by page, and keeps a dozen numbers of each. */
export async function collectPeople(histories: AsyncIterable<VisitHistory>, from: CollectFrom): Promise<People> {
  const { calendar, until, unit } = from;
  const end = calendar.clock(until);
  const start = calendar.firstDay === null ? end : calendar.clock(calendar.firstDay);
  const holdoutDays = Math.min(MAX_HOLDOUT_DAYS, Math.floor((end - start + 1) * HOLDOUT_SHARE));
  const learner = new SpreadLearner({ until: end, shopMedianDays: from.shopMedianDays });
  const tester = new LapseTester({ until: end, shopMedianDays: from.shopMedianDays });
  const dates = new DateTester({ until: end, shopMedianDays: from.shopMedianDays });
  const pace = new PaceTester({ until: end, holdoutDays });
  const summaries: PersonSummary[] = [];
  const [early, late, now] = [new Columns(), new Columns(), new Columns()];
  for await (const history of histories) {
    summaries.push(summarise(history, from));
    const person = { days: history.days.map(calendar.clock), amounts: history.amounts, unit };
    learner.add(person.days);
    tester.add(person.days);
    dates.add(person.days);
    pace.add(person.days);
    early.add(person, end - 2 * holdoutDays, end - holdoutDays);
    late.add(person, end - holdoutDays, end);
    now.add(person, end, end);
  }
  return {
    summaries,
    spread: learner.finish(),
    lapse: tester.finish(),
    dates: dates.finish(),
    pace: pace.finish(),
    columns: {
      early: early.snapshot,
      afterEarly: early.came,
      late: late.snapshot,
      afterLate: late.came,
      now: now.snapshot,
      holdoutWeeks: holdoutDays / WEEK,
    },
  };
}
