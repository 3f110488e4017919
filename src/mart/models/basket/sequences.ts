import { FALSE_DISCOVERY_RATE, fisherGreater, MIN_PAIR_COUNT, MIN_PAIR_LIFT, poissonAtLeast } from './association.ts';

/** What people have, new to them, at the visit after the first time they had something else (MT-81). */
export interface Sequence {
  first: number;
  next: number;
  /** People who had `first` for the first time and came again in time. */
  people: number;
  /** Of them, those who then had `next`, never having had it before. */
  count: number;
  /** Share of `people`, and the same share after whatever else. */
  rate: number;
  usualRate: number;
  lift: number;
  /** False-discovery rate at which it is found. */
  q: number;
}

/** Visits after which one more or less of them no longer changes how much is new to somebody. */
const LATEST_VISIT = 12;

/** MT-81: the next visit counts when it comes within so many days. */
const WITHIN_DAYS = 30;

/**
 * Counts what follows what, person by person: each first time of an item is one event, whose outcome are the items new to
 * her at her next visit. A person counts once an item, so that one daily guest makes no habit of the shop.
 */
export class SequenceCounter {
  readonly #numberOf = new Map<string, number>();
  readonly #keys: string[] = [];
  readonly #people: number[] = [];
  readonly #nexts: number[] = [];
  readonly #together = new Map<string, number>();
  /** Events by which visit of hers it was, and what was new at the visit after: early on everything is. */
  readonly #eventsOf = new Array<number>(LATEST_VISIT + 1).fill(0);
  readonly #nextsOf = new Map<string, number>();
  readonly #firstsOf = new Map<string, number>();
  #events = 0;

  #number(key: string): number {
    const known = this.#numberOf.get(key);
    if (known !== undefined) return known;
    const number = this.#keys.length;
    this.#numberOf.set(key, number);
    this.#keys.push(key);
    this.#people.push(0);
    this.#nexts.push(0);
    return number;
  }

  /** Takes one person's visits, in order: day number and items of each. */
  add(visits: readonly { day: number; items: readonly string[] }[]): void {
    const had = new Set<number>();
    for (const [at, { day, items }] of visits.entries()) {
      const numbers = items.map((item) => this.#number(item));
      const fresh = numbers.filter((item) => !had.has(item));
      for (const item of numbers) had.add(item);
      const next = visits[at + 1];
      if (!next || next.day - day > WITHIN_DAYS) continue;
      const outcome = next.items.map((item) => this.#number(item)).filter((item) => !had.has(item));
      const visit = Math.min(at, LATEST_VISIT);
      for (const first of fresh) {
        this.#events += 1;
        this.#eventsOf[visit] = (this.#eventsOf[visit] ?? 0) + 1;
        count(this.#firstsOf, `${first} ${visit}`);
        this.#people[first] = (this.#people[first] ?? 0) + 1;
        for (const item of outcome) {
          this.#nexts[item] = (this.#nexts[item] ?? 0) + 1;
          count(this.#nextsOf, `${item} ${visit}`);
          count(this.#together, `${first} ${item}`);
        }
      }
    }
  }

  /** How many would have `next` after `first` if it were after whatever else, at the same visits of theirs. */
  #expected(first: number, next: number): number {
    let expected = 0;
    for (let visit = 0; visit <= LATEST_VISIT; visit += 1) {
      const own = this.#firstsOf.get(`${first} ${visit}`) ?? 0;
      const others = (this.#eventsOf[visit] ?? 0) - own;
      if (own === 0 || others <= 0) continue;
      const together = this.#together.get(`${first} ${next}`) ?? 0;
      const share = together * (own / (this.#people[first] ?? 1));
      expected += (own * Math.max(0, (this.#nextsOf.get(`${next} ${visit}`) ?? 0) - share)) / others;
    }
    return expected;
  }

  /** Sequences that are no chance, by falling lift; `keys` names the items. Fisher's test, Benjamini–Hochberg at 10 %. */
  finish(): { keys: string[]; events: number; sequences: Sequence[] } {
    const often = this.#people.filter((people) => people >= MIN_PAIR_COUNT).length;
    const reached = this.#nexts.filter((count) => count >= MIN_PAIR_COUNT).length;
    const tests = Math.max(1, often * reached);
    const tested = [...this.#together]
      .filter(([, count]) => count >= MIN_PAIR_COUNT)
      .map(([key, count]) => {
        const [first = 0, next = 0] = key.split(' ').map(Number);
        const people = this.#people[first] ?? 0;
        const c = this.#nexts[next] ?? 0;
        const expected = this.#expected(first, next);
        const rate = count / people;
        const usualRate = expected / people;
        const p = Math.max(
          fisherGreater({ n: this.#events, a: people, c, ac: count }),
          poissonAtLeast(count, expected),
        );
        return { first, next, people, count, rate, usualRate, lift: usualRate === 0 ? Infinity : rate / usualRate, p };
      })
      .sort((a, b) => a.p - b.p);
    let q = 1;
    const sequences: Sequence[] = [];
    for (const [rank, { p, ...sequence }] of [...tested.entries()].toReversed()) {
      q = Math.min(q, (p * tests) / (rank + 1));
      if (q <= FALSE_DISCOVERY_RATE && sequence.lift > MIN_PAIR_LIFT) sequences.push({ ...sequence, q });
    }
    return { keys: this.#keys, events: this.#events, sequences: sequences.sort((a, b) => b.lift - a.lift) };
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
