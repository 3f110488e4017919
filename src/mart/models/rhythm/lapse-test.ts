import { intervalOfGaps, MIN_VISITS, RESTING_FROM } from './next-visit.ts';

/** MT-20: who rests is looked at this long afterwards. */
export const LAPSE_TEST_DAYS = 90;

/** How many the rule called resting 90 days ago, and how many of them came back since. */
export interface LapseTest {
  lapsed: number;
  cameBack: number;
  days: number;
}

/**
 * MT-15 asked as of 90 days ago, of everybody who had a rhythm of her own then, and held against what came (MT-20). Days are
 * on the shop's own clock, rising. Nobody resting then: both 0.
 * Worked: visits on days 0, 7, 14 and 100, until 120 → on day 30 she was 16 days away at an interval of 7: not resting; until
 * 130, on day 40: 26 > 21, resting, and back on day 100.
 */
export class LapseTester {
  readonly #cut: number;
  readonly #shopMedianDays: number | null;
  readonly #test: LapseTest = { lapsed: 0, cameBack: 0, days: LAPSE_TEST_DAYS };

  constructor({ until, shopMedianDays }: { until: number; shopMedianDays: number | null }) {
    this.#cut = until - LAPSE_TEST_DAYS;
    this.#shopMedianDays = shopMedianDays;
  }

  add(days: readonly number[]): void {
    const known = days.filter((day) => day <= this.#cut);
    const last = known.at(-1);
    if (last === undefined || known.length < MIN_VISITS) return;
    const gaps = known.slice(1).map((day, at) => day - (known[at] as number));
    const interval = intervalOfGaps(gaps, this.#shopMedianDays);
    if (interval === undefined || this.#cut - last <= RESTING_FROM * interval) return;
    this.#test.lapsed += 1;
    if (days.length > known.length) this.#test.cameBack += 1;
  }

  finish(): LapseTest {
    return { ...this.#test };
  }
}
