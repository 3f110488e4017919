import { readNumber } from './randomness.ts';

/** More values than this are no longer followed one for one. */
const MAX_VALUES = 20;
/** Rounding of a column that was multiplied or divided, as a share of its values. */
const ROUNDING = 1e-9;

/** Two columns that have said one thing so far: each value of one has met one value of the other, or both lie on one line. */
interface LivingPair {
  one: number;
  other: number;
  /** Undefined once a value met a second one, or there were too many. */
  oneToOne: { forth: Map<string, string>; back: Map<string, string> } | undefined;
  /** Undefined once a point lay beside the line, or a cell was no number. */
  line: { first?: readonly [number, number]; slope?: number } | undefined;
}

/** What is followed of the columns of one file. */
export interface TwinSearch {
  names: readonly string[];
  pairs: LivingPair[];
}

/** A search for columns that say one thing, before the first row. */
export function beginTwinSearch(names: readonly string[]): TwinSearch {
  const pairs = names.flatMap((_, one) =>
    names.slice(one + 1).map(
      (_, at): LivingPair => ({
        one,
        other: one + 1 + at,
        oneToOne: { forth: new Map(), back: new Map() },
        line: {},
      }),
    ),
  );
  return { names, pairs };
}

/** Looks at the cells of one row, in the order of the names; a pair that has parted is not looked at again. */
export function followTwins(search: TwinSearch, cells: readonly string[]): void {
  if (search.pairs.length === 0) return;
  const texts = cells.map((cell) => cell.trim());
  search.pairs = search.pairs.filter((pair) => {
    const [x = '', y = ''] = [texts[pair.one], texts[pair.other]];
    if (pair.oneToOne && !isOneToOne(pair.oneToOne, x, y)) pair.oneToOne = undefined;
    if (pair.line && !isOnLine(pair.line, x, y)) pair.line = undefined;
    return pair.oneToOne !== undefined || pair.line !== undefined;
  });
}

function isOneToOne({ forth, back }: NonNullable<LivingPair['oneToOne']>, x: string, y: string): boolean {
  const met = forth.get(x);
  if (met !== undefined || back.has(y)) return met === y && back.get(y) === x;
  forth.set(x, y);
  back.set(y, x);
  return forth.size <= MAX_VALUES;
}

function isOnLine(line: NonNullable<LivingPair['line']>, x: string, y: string): boolean {
  // What is missing in both is missing together.
  if (x === '' && y === '') return true;
  const [atX, atY] = [readNumber(x), readNumber(y)];
  if (atX === undefined || atY === undefined) return false;
  if (line.first === undefined) {
    line.first = [atX, atY];
    return true;
  }
  const [fromX, fromY] = line.first;
  if (atX === fromX) return atY === fromY;
  if (atY === fromY) return false;
  line.slope ??= (atY - fromY) / (atX - fromX);
  const expected = fromY + line.slope * (atX - fromX);
  return Math.abs(atY - expected) <= ROUNDING * Math.max(1, Math.abs(atY), Math.abs(fromY));
}

/**
 * Columns that say one thing in every row, each group in the order of the file: a district and its number, a sum in won and
 * the same in thousands. A column that says the same of nothing else is in no group. No rows → every column is like every
 * other, so ask after reading. Worked: zip 1,1,2 · area a,a,b · spend 3,4,5 → [[zip, area]].
 */
export function listTwins({ names, pairs }: TwinSearch): string[][] {
  const groupOf = new Map<number, number[]>();
  for (const { one, other } of pairs) {
    const group = groupOf.get(one) ?? [one];
    if (!group.includes(other)) group.push(other);
    groupOf.set(one, group);
    groupOf.set(other, group);
  }
  return [...new Set(groupOf.values())].map((group) => group.toSorted((a, b) => a - b).map((at) => names[at] ?? ''));
}
