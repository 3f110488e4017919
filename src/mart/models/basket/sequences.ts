import { controlDiscovery, fisherGreater, MIN_PAIR_COUNT, MIN_PAIR_LIFT, poissonAtLeast } from './association.ts';

/** What people have, new to them, at the visit after the first time they had something else (MT-81). */
export interface Sequence {
  first: number;
  next: number;
  /** People who had `first` for the first time, came again in time and had never had `next`. */
  people: number;
  /** Of them, those who then had `next`. */
  count: number;
  /** Share of `people`, and the same share after whatever else that was new to them. */
  rate: number;
  usualRate: number;
  lift: number;
  /** False-discovery rate at which it is found. */
  q: number;
}

/** Visits after which one more or less of them no longer changes how much is new to somebody. */
const LATEST_VISIT = 12;
/** How much she orders at her other visits, in half items; beyond, people are one kind. */
const LARGEST_APPETITE = 12;
const STRATA = (LATEST_VISIT + 1) * (LARGEST_APPETITE + 1);

/** MT-81: the next visit counts when it comes within so many days. */
const WITHIN_DAYS = 30;

/** A visit with something new to her, and the visit after it. */
interface Step {
  /** Which visit of hers it was, and how much she orders at all but the next: early on, and to many items, more is new. */
  stratum: number;
  fresh: readonly number[];
  /** All she had had by then: none of it can be new at the next visit. */
  had: ReadonlySet<number>;
  next: readonly number[];
}

/**
 * Counts what follows what, person by person: each first time of an item is one event, whose outcome are the items new to
 * her at her next visit. A person counts once an item, so that one daily guest makes no habit of the shop.
 */
export class SequenceCounter {
  readonly #numberOf = new Map<string, number>();
  readonly #keys: string[] = [];
  readonly #people: { days: number[]; items: number[][] }[] = [];

  #number(key: string): number {
    const known = this.#numberOf.get(key);
    if (known !== undefined) return known;
    const number = this.#keys.length;
    this.#numberOf.set(key, number);
    this.#keys.push(key);
    return number;
  }

  /** Takes one person's visits, in order: day number and items of each. */
  add(visits: readonly { day: number; items: readonly string[] }[]): void {
    this.#people.push({
      days: visits.map(({ day }) => day),
      items: visits.map(({ items }) => [...new Set(items)].map((item) => this.#number(item))),
    });
  }

  *#steps(): Generator<Step> {
    for (const { days, items } of this.#people) {
      const had = new Set<number>();
      const ordered = items.reduce((sum, { length }) => sum + length, 0);
      for (const [at, own] of items.entries()) {
        const fresh = own.filter((item) => !had.has(item));
        for (const item of own) had.add(item);
        const next = items[at + 1];
        if (!next || fresh.length === 0 || (days[at + 1] ?? 0) - (days[at] ?? 0) > WITHIN_DAYS) continue;
        // The next visit itself is what is asked about: who adds something to it would else be held against larger visits.
        const appetite = Math.round((2 * (ordered - next.length)) / (items.length - 1));
        const stratum = Math.min(at, LATEST_VISIT) * (LARGEST_APPETITE + 1) + Math.min(appetite, LARGEST_APPETITE);
        yield { stratum, fresh, had, next };
      }
    }
  }

  /**
   * Sequences that are no chance, by falling lift; `keys` names the items. What is usual is counted among people who could
   * have it as new too, at the same visit of theirs and ordering as much at others; Fisher's test over all of them and
   * Poisson's within those strata, Benjamini–Hochberg at 10 % (MT-80).
   */
  finish(): { keys: string[]; events: number; sequences: Sequence[] } {
    const all = this.#countAll();
    const tested = this.#countTested(all.together).map((pair) => ({ ...pair, ...compare(pair, all) }));
    const sequences = controlDiscovery(tested, all.tests).flatMap(
      ({ first, next, people, count, usual, q }): Sequence[] => {
        const lift = usual === 0 ? Infinity : count / usual;
        if (lift <= MIN_PAIR_LIFT) return [];
        return [{ first, next, people, count, rate: count / people, usualRate: usual / people, lift, q }];
      },
    );
    return { keys: this.#keys, events: all.events, sequences: sequences.sort((a, b) => b.lift - a.lift) };
  }

  #countAll() {
    const size = this.#keys.length;
    const [steps, people, reached] = [new Uint32Array(STRATA), new Uint32Array(size), new Uint32Array(size)];
    const [had, news] = [new Uint32Array(size * STRATA), new Uint32Array(size * STRATA)];
    const together = new Map<number, number>();
    let events = 0;
    for (const step of this.#steps()) {
      events += step.fresh.length;
      add(steps, step.stratum);
      for (const item of step.had) add(had, item * STRATA + step.stratum);
      for (const first of step.fresh) add(people, first);
      for (const next of step.next) {
        if (step.had.has(next)) continue;
        add(reached, next);
        add(news, next * STRATA + step.stratum);
        for (const first of step.fresh) together.set(first * size + next, (together.get(first * size + next) ?? 0) + 1);
      }
    }
    // Which are tested depends on how often each item is new, never on how often one follows the other.
    const often = (counts: Uint32Array) => counts.filter((count) => count >= MIN_PAIR_COUNT).length;
    return { events, steps, had, news, together, tests: Math.max(1, often(people) * often(reached)) };
  }

  /** Of each pair seen often enough, who could have the second as new after the first, and who did, by stratum. */
  #countTested(together: ReadonlyMap<number, number>): Followed[] {
    const size = this.#keys.length;
    const often = [...together].filter(([, count]) => count >= MIN_PAIR_COUNT);
    const tested = often.map(
      ([key]): Followed => ({
        first: Math.floor(key / size),
        next: key % size,
        atRisk: new Uint32Array(STRATA),
        came: new Uint32Array(STRATA),
      }),
    );
    const after = Map.groupBy(tested, ({ first }) => first);
    for (const { stratum, fresh, had, next } of this.#steps()) {
      for (const pair of fresh.flatMap((first) => after.get(first) ?? [])) {
        if (had.has(pair.next)) continue;
        add(pair.atRisk, stratum);
        if (next.includes(pair.next)) add(pair.came, stratum);
      }
    }
    return tested;
  }
}

interface Followed {
  first: number;
  next: number;
  atRisk: Uint32Array;
  came: Uint32Array;
}

function add(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}

/** One pair against all who could have `next` as new; `usual` is what whatever else had given, `p` the chance of so many. */
function compare(
  { next, atRisk, came }: Followed,
  { steps, had, news }: { steps: Uint32Array; had: Uint32Array; news: Uint32Array },
) {
  const sums = { people: 0, count: 0, usual: 0, expected: 0, all: 0, allCame: 0 };
  for (let stratum = 0; stratum < STRATA; stratum += 1) {
    const n = (steps[stratum] ?? 0) - (had[next * STRATA + stratum] ?? 0);
    if (n === 0) continue;
    const c = news[next * STRATA + stratum] ?? 0;
    const [own, ownCame] = [atRisk[stratum] ?? 0, came[stratum] ?? 0];
    sums.all += n;
    sums.allCame += c;
    sums.people += own;
    sums.count += ownCame;
    sums.expected += (own * c) / n;
    // Where all had the first, nothing tells what is usual but they themselves.
    sums.usual += own === n ? ownCame : (own * (c - ownCame)) / (n - own);
  }
  const { people, count, usual, expected, all, allCame } = sums;
  const p = Math.max(fisherGreater({ n: all, a: people, c: allCame, ac: count }), poissonAtLeast(count, expected));
  return { people, count, usual, p };
}
