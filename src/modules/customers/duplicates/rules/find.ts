import { listCandidatePairs, withoutCrowds } from './block.ts';
import { comparePeople, FIELD_NAMES, FIELDS, type Field, MISSING, type Pattern } from './compare.ts';
import {
  type Chances,
  type ComparedPairs,
  compareCandidates,
  computeChances,
  correctionOf,
  estimateModel,
  listCorrections,
  type Model,
} from './estimate.ts';
import type { ComparedPerson } from './person.ts';

/** Why two records look like one person or not: a field, how alike it is, and log₂ of what that weighs. */
export interface Reason {
  /** `third` where both are like the same third record. */
  field: Field | 'third';
  level: string;
  bits: number;
}

/** Two records that may be one person. */
export interface LikelyPair {
  a: string;
  b: string;
  /** Chance that they are one person, 0–1. */
  score: number;
  /** The weightiest first; what speaks against it has negative bits. */
  reasons: Reason[];
}

/** From this chance on a pair is shown: likelier one person than two. */
export const DEFAULT_MIN_SCORE = 0.5;
/**
 * The most that two whose names differ are ever taken for one person, 0–1: twins on a parent's phone have one birth date, one
 * number and one door, and are two people (OP-04).
 */
const MOST_WITH_OTHER_NAMES = 0.75;
/** Links that may be followed to a third record are at least this sure. */
const LINK_SCORE = 0.8;
/** Own fields that speak against one person this strongly (log₂) are not overruled by a third record. */
const CONTRADICTION_BITS = -4;
/** People a third record may tie together; beyond it something else than a person is shared. */
const MAX_TIED = 15;

/**
 * Records that are likely one person, the surest first, found without any labelled example: candidates by shared keys,
 * weights estimated from the data (Fellegi & Sunter 1969). Two records that are both like a third are a pair as well unless
 * their own fields speak against it; two whose names differ are never sure. Nothing for fewer than two people; `candidates`
 * says how many pairs were compared.
 * `anyway` are pairs (`a b`, in the order of the list) that are told whatever their score, when they share a key.
 */
export function findLikelyPairs(
  everybody: readonly ComparedPerson[],
  { minScore = DEFAULT_MIN_SCORE, anyway }: { minScore?: number; anyway?: ReadonlySet<string> } = {},
): { pairs: LikelyPair[]; candidates: number } {
  const people = withoutCrowds(everybody);
  const candidates = listCandidatePairs(people);
  const compared = compareCandidates(people, candidates);
  const model = estimateModel(compared);
  const corrections = listCorrections(compared);
  const found = new Map<string, { a: number; b: number; score: number; reasons: Reason[] }>();
  const links: { a: number; b: number; score: number }[] = [];
  const isAsked = (a: number, b: number) => anyway?.has(`${people[a]?.customerId} ${people[b]?.customerId}`) ?? false;
  for (const [at, pattern] of compared.patterns.entries()) {
    const chances = computeChances(model, pattern, corrections[at]);
    const [a, b] = [candidates.a[at] ?? 0, candidates.b[at] ?? 0];
    const isWanted = isAsked(a, b);
    if (!isWanted && chances.same < Math.min(minScore, LINK_SCORE)) continue;
    if (chances.same >= LINK_SCORE) links.push({ a, b, score: chances.same });
    if (isWanted || chances.same >= minScore)
      found.set(`${a} ${b}`, { a, b, score: chances.same, reasons: listReasons(pattern, chances) });
  }
  for (const tied of listTied(links)) {
    const key = `${tied.a} ${tied.b}`;
    if (tied.score < minScore || (found.get(key)?.score ?? 0) >= minScore) continue;
    const { contradicts, pattern, chances } = weighDirectly(compared, model, tied);
    if (contradicts) continue;
    const third: Reason = { field: 'third', level: 'same', bits: 0 };
    found.set(key, { ...tied, reasons: [third, ...listReasons(pattern, chances)] });
  }
  const pairs = [...found.values()]
    .map((pair) => ({
      ...pair,
      score: haveOtherNames(pair) ? Math.min(pair.score, MOST_WITH_OTHER_NAMES) : pair.score,
    }))
    .filter(({ a, b, score }) => score >= minScore || isAsked(a, b))
    .sort((x, y) => y.score - x.score || x.a - y.a || x.b - y.b)
    .map(({ a, b, score, reasons }) => ({
      a: people[a]?.customerId ?? '',
      b: people[b]?.customerId ?? '',
      score: Math.round(score * 10_000) / 10_000,
      reasons,
    }));
  return { pairs, candidates: candidates.a.length };
}

const haveOtherNames = ({ reasons }: { reasons: readonly Reason[] }) =>
  reasons.some(({ field, level }) => (field === 'name' || field === 'given') && level === 'different');

/** Pairs that two sure links tie together, with the product of the links' scores; the best way counts. */
function listTied(links: readonly { a: number; b: number; score: number }[]) {
  const neighbours = new Map<number, Map<number, number>>();
  const link = (from: number, to: number, score: number) => {
    const own = neighbours.get(from) ?? new Map<number, number>();
    own.set(to, score);
    neighbours.set(from, own);
  };
  for (const { a, b, score } of links) {
    link(a, b, score);
    link(b, a, score);
  }
  const tied = new Map<string, { a: number; b: number; score: number }>();
  for (const own of neighbours.values()) {
    if (own.size > MAX_TIED) continue;
    const around = [...own];
    for (const [first, firstScore] of around) {
      for (const [second, secondScore] of around) {
        if (first >= second || neighbours.get(first)?.has(second)) continue;
        const key = `${first} ${second}`;
        const score = firstScore * secondScore;
        if (score > (tied.get(key)?.score ?? 0)) tied.set(key, { a: first, b: second, score });
      }
    }
  }
  return tied.values();
}

function weighDirectly(compared: ComparedPairs, model: Model, { a, b }: { a: number; b: number }) {
  const [one, other] = [compared.people[a] as ComparedPerson, compared.people[b] as ComparedPerson];
  const pattern = comparePeople(one, other);
  const chances = computeChances(model, pattern, correctionOf(pattern, one, other, compared.counts));
  let ownBits = 0;
  for (const [at, field] of FIELD_NAMES.entries()) if (FIELDS[field].isOwn) ownBits += chances.bits[at] ?? 0;
  const contradicts = ownBits < CONTRADICTION_BITS || chances.household > chances.same * 4;
  return { contradicts, pattern, chances };
}

function listReasons(pattern: Pattern, chances: Chances): Reason[] {
  return FIELD_NAMES.flatMap((field, at) => {
    const level = pattern[at] ?? MISSING;
    if (level === MISSING) return [];
    return [{ field, level: FIELDS[field].levels[level] ?? '', bits: Math.round((chances.bits[at] ?? 0) * 10) / 10 }];
  }).sort((x, y) => y.bits - x.bits);
}
