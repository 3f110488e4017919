import { foreseeVisit, intervalOfGaps, MIN_VISITS, SpreadLearner } from './next-visit.ts';

/** Dates are tried as of so many days ago: with fewer only those who came early would have come yet. */
export const DATE_TEST_DAYS = 90;
/** MT-15: more intervals than these without a visit are late. */
const LATE_FROM = 1.5;

/** What became of the dates that would have been told 90 days ago: of `told` people `came`, when against the narrow range. */
export interface DateTest {
  told: number;
  came: number;
  early: number;
  half: number;
  late: number;
  /** Of those who came, within the wide range. */
  most: number;
  /** Those among who came that were not late (MT-15) when the date was told, and how many of them came early. */
  onRhythm: { came: number; early: number };
  days: number;
}

/** A person as she was known then, and the gap that followed; null: she has not come since. */
interface Asked {
  intervalDays: number;
  gaps: number;
  daysSinceLast: number;
  gap: number | null;
}

/**
 * The dates of next visits (MT-14), told as of 90 days ago by what was known then and held against who came since. Days are on
 * the shop's own clock, rising. Who has not come since is in `told` alone, not late: whoever watches for a week sees the early
 * ones only. Undefined where that day's past was too short for dates.
 * Worked: 200 people every seventh day until 1,000, as of 910 → each one's next gap of 7 days is in her range: told 200,
 * came 200, half 200.
 */
export class DateTester {
  readonly #cut: number;
  readonly #shopMedianDays: number | null;
  readonly #learner: SpreadLearner;
  readonly #asked: Asked[] = [];

  constructor({ until, shopMedianDays }: { until: number; shopMedianDays: number | null }) {
    this.#cut = until - DATE_TEST_DAYS;
    this.#shopMedianDays = shopMedianDays;
    this.#learner = new SpreadLearner({ until: this.#cut, shopMedianDays });
  }

  add(days: readonly number[]): void {
    const known = days.filter((day) => day <= this.#cut);
    this.#learner.add(known);
    const last = known.at(-1);
    if (last === undefined || known.length < MIN_VISITS) return;
    const gaps = known.slice(1).map((day, at) => day - (known[at] as number));
    const intervalDays = intervalOfGaps(gaps, this.#shopMedianDays);
    if (intervalDays === undefined) return;
    const next = days[known.length];
    this.#asked.push({
      intervalDays,
      gaps: gaps.length,
      daysSinceLast: this.#cut - last,
      gap: next === undefined ? null : next - last,
    });
  }

  finish(): DateTest | undefined {
    const spread = this.#learner.finish();
    if (!spread) return undefined;
    const test: DateTest = {
      told: 0,
      came: 0,
      early: 0,
      half: 0,
      late: 0,
      most: 0,
      onRhythm: { came: 0, early: 0 },
      days: DATE_TEST_DAYS,
    };
    for (const { gap, ...person } of this.#asked) {
      const said = foreseeVisit(spread, person);
      if (!said) continue;
      test.told += 1;
      if (gap === null) continue;
      test.came += 1;
      if (person.daysSinceLast <= LATE_FROM * person.intervalDays) {
        test.onRhythm.came += 1;
        if (gap < said.half[0]) test.onRhythm.early += 1;
      }
      test[gap < said.half[0] ? 'early' : gap > said.half[1] ? 'late' : 'half'] += 1;
      if (gap >= said.most[0] && gap <= said.most[1]) test.most += 1;
    }
    return test;
  }
}
