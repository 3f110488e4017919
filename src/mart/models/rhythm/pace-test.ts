import { MIN_VISITS, RESTING_FROM } from './next-visit.ts';

/** Four weeks hold every weekday alike. */
const BLOCK_DAYS = 28;
/** Who comes later than the block still came then: two weeks are left after the last of them to see it. */
const SEEN_DAYS = 14;
/** MT-02: fewer visits expected say nothing. */
const MIN_EXPECTED = 30;
/** People come by this much more or less seldom than before ... */
const MOST_CHANGE = 1.5;
/** ... and by more than chance moves a count of visits. */
const DEVIATIONS = 4;
/** A median of gaps is less than their mean: by less than this the first weeks may differ from what the gaps said. */
const MOST_FIRST = 2;

/** Visits of four weeks by people who still come, against as many as their pace before would have brought. */
export interface PaceTest {
  expected: number;
  actual: number;
  hasDrifted: boolean;
}

interface Block {
  expected: number;
  actual: number;
}

/**
 * Whether people keep the pace they had before the hold-out, looked at by time: in each four weeks of it, those who were seen
 * later too, and so had not left, against their own gaps until the hold-out. It needs no model, and so tells of a drift where
 * none fits. Days are on the shop's own clock, rising.
 * Worked: 100 people weekly, and every fourth week in the last twelve → 400 expected in the last block, 100 came: drifted.
 */
export class PaceTester {
  readonly #cut: number;
  /** The latest first. */
  readonly #ends: number[] = [];
  readonly #blocks: Block[] = [];

  constructor({ until, holdoutDays }: { until: number; holdoutDays: number }) {
    this.#cut = until - holdoutDays;
    for (let end = until - SEEN_DAYS; end - BLOCK_DAYS >= this.#cut; end -= BLOCK_DAYS) {
      this.#ends.push(end);
      this.#blocks.push({ expected: 0, actual: 0 });
    }
  }

  add(days: readonly number[]): void {
    const known = days.filter((day) => day <= this.#cut);
    const [first, last] = [known[0], known.at(-1)];
    if (first === undefined || last === undefined || known.length < MIN_VISITS) return;
    const gap = (last - first) / (known.length - 1);
    // Who rests has no pace.
    if (this.#cut - last > RESTING_FROM * gap) return;
    const latest = days.at(-1) as number;
    for (const [at, block] of this.#blocks.entries()) {
      const end = this.#ends[at] as number;
      if (latest <= end) continue;
      block.expected += BLOCK_DAYS / gap;
      block.actual += days.filter((day) => day > end - BLOCK_DAYS && day <= end).length;
    }
  }

  /** Undefined where too few visits were expected of the last four weeks. */
  finish(): PaceTest | undefined {
    const [last] = this.#blocks;
    const first = this.#blocks.at(-1);
    if (!last || !first || last.expected < MIN_EXPECTED) return undefined;
    // What the first weeks were off by is how far gaps and visits differ anyway, unless it is a change by itself.
    const share = first.expected >= MIN_EXPECTED ? first.actual / first.expected : 1;
    const usual = share > 1 / MOST_FIRST && share < MOST_FIRST ? share : 1;
    const expected = last.expected * usual;
    const { actual } = last;
    const change = Math.max(actual, 1) / Math.max(expected, 1);
    return {
      expected,
      actual,
      hasDrifted:
        (change > MOST_CHANGE || change < 1 / MOST_CHANGE) &&
        Math.abs(actual - expected) > DEVIATIONS * Math.sqrt(Math.max(actual, expected)),
    };
  }
}
