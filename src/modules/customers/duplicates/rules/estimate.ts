import type { CandidatePairs } from './block.ts';
import { AT, comparePeople, FIELD_NAMES, FIELDS, type Field, MISSING, type Pattern } from './compare.ts';
import type { ComparedPerson } from './person.ts';

/** How often each level of each field is shown, by place in FIELD_NAMES and level. Each field sums to 1. */
export type Levels = readonly (readonly number[])[];

/** The three ways two records can stand to each other, and what each of them looks like. */
export interface Model {
  /** Of all pairs of people in the shop, compared or not: the share that is one person, and that is two of one household. */
  sameRate: number;
  householdRate: number;
  /** Levels shown by two records of one person (m), of two people of one household, and of any two people (u). */
  same: Levels;
  household: Levels;
  any: Levels;
}

/**
 * What two people of one household look like (OP-06): the shared fields as alike as one person's, their own fields as
 * different as strangers'. Fixed, not estimated: few shops have enough households to learn from, and a shop that has none
 * yet must not take the first couple for one person. Twins are the 2 % with one birth date.
 */
const HOUSEHOLD: Readonly<Record<Field, readonly number[]>> = {
  name: [0.002, 0.018, 0.03, 0.95],
  given: [0.003, 0.02, 0.002, 0.975],
  family: [0.65, 0.02, 0.002, 0.328],
  birth: [0.02, 0.004, 0.02, 0.956],
  mobile: [0.35, 0.05, 0.6],
  sharedPhone: [0.7, 0.3],
  email: [0.02, 0.01, 0.03, 0.94],
  address: [0.65, 0.2, 0.08, 0.03, 0.04],
  area: [0.9, 0.07, 0.03],
};

/** Fewer people than this say too little of how rare a name or a number is: there the shipped levels stand. */
export const FEW_PEOPLE = 200;
/** What any two people of a small shop look like: two share a number once in 2,000 pairs, a whole name once in 200. */
const STRANGERS: Readonly<Record<Field, readonly number[]>> = {
  name: [0.005, 0.005, 0.01, 0.98],
  given: [0.01, 0.01, 0.002, 0.978],
  family: [0.12, 0.02, 0.002, 0.858],
  birth: [0.0001, 0.003, 0.01, 0.9869],
  mobile: [0.0005, 0.003, 0.9965],
  sharedPhone: [0.001, 0.999],
  email: [0.0002, 0.002, 0.01, 0.9878],
  address: [0.001, 0.004, 0.015, 0.08, 0.9],
  area: [0.3, 0.2, 0.5],
};

/**
 * The most that one person's records may differ in what is attested as theirs, as a share of those that could be compared.
 * Two mobiles or two addresses that nobody shares speak against one person however alike everything else in a list is:
 * without a bound, a list of names, birthdays and counted-up addresses teaches that one person's numbers always differ, and
 * strangers then rank above two records on one number (OP-04).
 */
const MOST_OF_SAME: Partial<Record<Field, readonly number[]>> = {
  mobile: [1, 0.15, 0.3],
  email: [1, 0.2, 0.15, 0.3],
};
const BOUNDED_NAMES = Object.keys(MOST_OF_SAME) as Field[];
/** True duplicates are taken off what was drawn, but no more than this share of what is only nearly alike. */
const MOST_TAKEN_OFF = 0.5;
/** Pairs of a small shop that outvote the shipped levels: what is counted up there is nearly alike in every pair. */
const SHIPPED_PAIRS = 500;

/** Pairs drawn to see what any two people look like. */
const DRAWN_PAIRS = 60_000;
/** Never take a level for rarer than this among strangers: no sample shows it. */
const RAREST = 2e-6;
/** Strength of the starting values of `same`, in pairs: outvoted by real duplicates, decisive where there are none. */
const PRIOR_PAIRS = 12;
/** Starting share: one duplicate for every 20 people. */
const STARTING_DUPLICATES_PER_PERSON = 0.05;
/** Households that are taken for granted before any is seen, for every 20 people one. */
const HOUSEHOLDS_PER_PERSON = 0.05;
const ITERATIONS = 25;

/** Fields whose `same` means that two texts are equal: how many share a text says how much that is worth. */
export const COUNTED_FIELDS = {
  name: (person: ComparedPerson) => (person.name === '' ? [] : [person.name]),
  given: (person: ComparedPerson) => (person.given === '' ? [] : [person.given]),
  family: (person: ComparedPerson) => (person.family === '' ? [] : [person.family]),
  birth: (person: ComparedPerson) => (person.birth === '' ? [] : [person.birth]),
  mobile: (person: ComparedPerson) => person.mobiles,
  sharedPhone: (person: ComparedPerson) => person.sharedPhones,
  email: (person: ComparedPerson) => person.emails,
} as const satisfies Partial<Record<Field, (person: ComparedPerson) => readonly string[]>>;

/** How many people have each text of each counted field. */
export class ValueCounts {
  readonly #counts: Readonly<Record<keyof typeof COUNTED_FIELDS, ReadonlyMap<string, number>>>;
  readonly #people: number;

  constructor(people: readonly ComparedPerson[]) {
    this.#people = people.length;
    const count = (read: (person: ComparedPerson) => readonly string[]) => {
      const counts = new Map<string, number>();
      for (const person of people) for (const value of read(person)) counts.set(value, (counts.get(value) ?? 0) + 1);
      return counts;
    };
    this.#counts = {
      name: count(COUNTED_FIELDS.name),
      given: count(COUNTED_FIELDS.given),
      family: count(COUNTED_FIELDS.family),
      birth: count(COUNTED_FIELDS.birth),
      mobile: count(COUNTED_FIELDS.mobile),
      sharedPhone: count(COUNTED_FIELDS.sharedPhone),
      email: count(COUNTED_FIELDS.email),
    };
  }

  /** Whether there are too few people for their counts to say how rare a text is. */
  get areFew(): boolean {
    return this.#people < FEW_PEOPLE;
  }

  /** Share of all pairs that have an equal text in the field, 0–1. */
  pairRate(field: keyof typeof COUNTED_FIELDS): number {
    let pairs = 0;
    let people = 0;
    for (const count of this.#counts[field].values()) {
      pairs += count * (count - 1);
      people += count;
    }
    return people < 2 ? 0 : pairs / (people * (people - 1));
  }

  /** How many people share the rarest text the two have in common; 0 when they have none in common. */
  sharers(field: keyof typeof COUNTED_FIELDS, a: ComparedPerson, b: ComparedPerson): number {
    const own = COUNTED_FIELDS[field](b);
    let least = 0;
    for (const value of COUNTED_FIELDS[field](a)) {
      const count = own.includes(value) ? (this.#counts[field].get(value) ?? 0) : 0;
      if (count > 0 && (least === 0 || count < least)) least = count;
    }
    return least;
  }

  /** Chance that somebody else has a text which `sharers` people have, 0–1. */
  rate(sharers: number): number {
    return Math.max(RAREST, (sharers - 1) / Math.max(1, this.#people - 1));
  }
}

/** Candidate pairs with what was seen when they were compared. */
export interface ComparedPairs {
  people: readonly ComparedPerson[];
  pairs: CandidatePairs;
  patterns: readonly Pattern[];
  counts: ValueCounts;
}

/** Looks at every candidate pair once, in their order; without pairs there are no patterns. */
export function compareCandidates(people: readonly ComparedPerson[], pairs: CandidatePairs): ComparedPairs {
  const patterns: Pattern[] = [];
  for (let at = 0; at < pairs.a.length; at += 1) {
    patterns.push(
      comparePeople(people[pairs.a[at] as number] as ComparedPerson, people[pairs.b[at] as number] as ComparedPerson),
    );
  }
  return { people, pairs, patterns, counts: new ValueCounts(people) };
}

/**
 * Estimates the model from the data without any labelled example (Fellegi & Sunter 1969; Winkler 1988 for EM): what any
 * two people look like from pairs drawn evenly and from counts of equal texts, what one person's records look like by
 * expectation–maximisation over the candidates. Pairs that share no block key count as different people. Of fewer than
 * FEW_PEOPLE nothing is estimated: the shipped levels stand. Shape as Model.
 */
export function estimateModel(compared: ComparedPairs): Model {
  const { people, patterns } = compared;
  const allPairs = Math.max(1, (people.length * (people.length - 1)) / 2);
  const areFew = compared.counts.areFew;
  const drawn = areFew ? drawFew(compared) : drawLevels(compared);
  let model: Model = {
    sameRate: Math.min(0.2, (STARTING_DUPLICATES_PER_PERSON * people.length) / allPairs),
    householdRate: Math.min(0.2, (HOUSEHOLDS_PER_PERSON * people.length) / allPairs),
    same: FIELD_NAMES.map((field) => FIELDS[field].bases),
    household: FIELD_NAMES.map((field) => HOUSEHOLD[field]),
    any: drawn,
  };
  if (areFew) return model;
  const corrections = listCorrections(compared);
  const trust = FIELD_NAMES.map((field) => FIELDS[field].levels.map(() => 1));
  for (let round = 0; round < ITERATIONS; round += 1) {
    const seen = FIELD_NAMES.map((field) => FIELDS[field].bases.map((share) => share * PRIOR_PAIRS));
    /** As `seen`, with nothing taken off. */
    const told = seen.map((levels) => [...levels]);
    let same = 0;
    let households = 0;
    for (const [at, pattern] of patterns.entries()) {
      const chance = computeChances(model, pattern, corrections[at]);
      households += chance.household;
      let counted = chance.same;
      for (const field of BOUNDED_NAMES) {
        const at = AT[field];
        const level = pattern[at] ?? MISSING;
        const levels = told[at];
        if (level === MISSING || !levels) continue;
        levels[level] = (levels[level] ?? 0) + chance.same;
        counted = Math.min(counted, chance.same * (trust[at]?.[level] ?? 1));
      }
      same += counted;
      if (counted < 1e-6) continue;
      for (let field = 0; field < FIELD_NAMES.length; field += 1) {
        const level = pattern[field] ?? MISSING;
        const levels = seen[field];
        if (level !== MISSING && levels) levels[level] = (levels[level] ?? 0) + counted;
      }
    }
    const sameRate = (same + STARTING_DUPLICATES_PER_PERSON * 10) / (allPairs + 10);
    const householdRate = (households + HOUSEHOLDS_PER_PERSON * people.length * 0.2) / allPairs;
    const sameLevels = seen.map(normalise);
    for (const field of BOUNDED_NAMES) trust[AT[field]] = trustIn(field, told[AT[field]] ?? []);
    const any = drawn.map((levels, field) =>
      // The draw holds true duplicates as well: what they show is taken off again.
      normalise(
        levels.map((share, level) =>
          Math.max(
            RAREST,
            level === 0 ? 0 : share * (1 - MOST_TAKEN_OFF),
            share - sameRate * (sameLevels[field]?.[level] ?? 0),
          ),
        ),
      ),
    );
    const household = model.household;
    model = { sameRate, householdRate: Math.min(0.2, householdRate), same: sameLevels, household, any };
  }
  return model;
}

/**
 * How much pairs of each level of a bounded field count as one person's (0–1), so that no level is over its bound: what is
 * over are strangers whom something else in the list makes alike. Worked for a mobile: 55 pairs same, 100 different → .3.
 */
function trustIn(field: Field, counts: readonly number[]): number[] {
  const most = MOST_OF_SAME[field] ?? [];
  const leastEqual = 1 - most.slice(1).reduce((sum, share) => sum + share, 0);
  const whole = (counts[0] ?? 0) / leastEqual;
  return counts.map((count, level) => (level === 0 ? 1 : Math.min(1, ((most[level] ?? 1) * whole) / count)));
}

function normalise(levels: readonly number[]): number[] {
  const total = levels.reduce((sum, share) => sum + share, 0);
  return levels.map((share) => share / total);
}

/** What any two people of a small shop look like: the shipped levels, and what its own pairs nearly have in common. */
function drawFew({ people }: ComparedPairs): number[][] {
  const starting = FIELD_NAMES.map((field) => STRANGERS[field].map((share) => share * SHIPPED_PAIRS));
  return countLevels(people, starting).map((levels, at) => {
    const shares = normalise(levels);
    // Equal texts of so few people are mostly her own twice over.
    shares[0] = STRANGERS[FIELD_NAMES[at] as Field][0] ?? RAREST;
    return normalise(shares);
  });
}

/**
 * Adds the levels of pairs drawn evenly, the same at every run. Not by fixed distances in the list: numbers and addresses
 * that were counted up are nearly alike at some distances and never at others.
 */
function countLevels(people: readonly ComparedPerson[], starting: number[][]): number[][] {
  const size = people.length;
  const draws = size < 2 ? 0 : Math.min(DRAWN_PAIRS, (size * (size - 1)) / 2);
  for (let draw = 0; draw < draws; draw += 1) {
    const at = draw % size;
    const other = (at + 1 + (scatter(draw) % (size - 1))) % size;
    const pattern = comparePeople(people[at] as ComparedPerson, people[other] as ComparedPerson);
    for (let field = 0; field < pattern.length; field += 1) {
      const level = pattern[field] ?? MISSING;
      const levels = starting[field];
      if (level !== MISSING && levels) levels[level] = (levels[level] ?? 0) + 1;
    }
  }
  return starting;
}

/** A whole number from 0 to 2³² − 1 that looks drawn by chance; of one number always the same. Source: the finaliser of MurmurHash3. */
function scatter(number: number): number {
  let bits = number + 1;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function drawLevels({ people, counts }: ComparedPairs): number[][] {
  const starting = FIELD_NAMES.map((field) => FIELDS[field].levels.map(() => 0.01));
  return countLevels(people, starting).map((levels, at) => {
    const shares = normalise(levels);
    const field = FIELD_NAMES[at] as Field;
    if (!(field in COUNTED_FIELDS)) return shares;
    shares[0] = counts.pairRate(field as keyof typeof COUNTED_FIELDS);
    return normalise(shares.map((share) => Math.max(RAREST, share)));
  });
}

/** Bits by which an equal text is worth more or less than an equal text of the field usually is, by field. */
export type Correction = Float64Array;
const NO_CORRECTION: Correction = new Float64Array(FIELD_NAMES.length);

const COUNTED_NAMES = Object.keys(COUNTED_FIELDS) as (keyof typeof COUNTED_FIELDS)[];

/** For each field in which a pair agrees: log₂ of how often the agreeing text occurs among any two people; 0 elsewhere. */
export function correctionOf(pattern: Pattern, a: ComparedPerson, b: ComparedPerson, counts: ValueCounts): Correction {
  if (counts.areFew) return NO_CORRECTION;
  const correction = new Float64Array(FIELD_NAMES.length);
  for (const field of COUNTED_NAMES) {
    const place = AT[field];
    if (pattern[place] !== 0) continue;
    const sharers = counts.sharers(field, a, b);
    if (sharers > 0) correction[place] = Math.log2(counts.rate(sharers));
  }
  return correction;
}

/** `correctionOf` every candidate pair, in their order. */
export function listCorrections({ people, pairs, patterns, counts }: ComparedPairs): Correction[] {
  return patterns.map((pattern, at) =>
    correctionOf(
      pattern,
      people[pairs.a[at] as number] as ComparedPerson,
      people[pairs.b[at] as number] as ComparedPerson,
      counts,
    ),
  );
}

/** Chances (0–1) that a pair is one person, or two of one household; the rest is strangers. */
export interface Chances {
  same: number;
  household: number;
  /** log₂ of how much likelier each field is for one person than for strangers; 0 where it says nothing. */
  bits: Float64Array;
}

/** Weighs one pair. @param correction log₂ share of each agreeing text, 0 where none */
export function computeChances(model: Model, pattern: Pattern, correction: Correction = NO_CORRECTION): Chances {
  const bits = new Float64Array(pattern.length);
  let same = Math.log2(model.sameRate);
  let household = Math.log2(model.householdRate);
  let strangers = Math.log2(Math.max(1e-9, 1 - model.sameRate - model.householdRate));
  for (let field = 0; field < pattern.length; field += 1) {
    const level = pattern[field] ?? MISSING;
    if (level === MISSING) continue;
    const own = FIELDS[FIELD_NAMES[field] as Field].isOwn;
    const any =
      (correction[field] ?? 0) < 0 && level === 0
        ? (correction[field] ?? 0)
        : Math.log2(model.any[field]?.[level] ?? 1);
    const one = Math.log2(model.same[field]?.[level] ?? 1);
    const home = Math.log2(model.household[field]?.[level] ?? 1);
    same += one;
    strangers += any;
    // A common own text agrees between two of a household at least as often as between strangers.
    household += own && level === 0 ? Math.max(home, any) : home;
    bits[field] = one - any;
  }
  const most = Math.max(same, household, strangers);
  const total = 2 ** (same - most) + 2 ** (household - most) + 2 ** (strangers - most);
  return { same: 2 ** (same - most) / total, household: 2 ** (household - most) / total, bits };
}
