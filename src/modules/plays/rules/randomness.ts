import { normalQuantile } from '../../../shared/stats.ts';
import { welchDifference } from './comparison.ts';
import { type ArmSums, addValue, emptySums } from './measure-arms.ts';

/** Chance of calling a real draw uneven, over all columns together. */
const UNEVEN_BY_CHANCE = 0.01;
/** Standardised difference below which arms count as alike (Austin 2009). */
const ALIKE_BELOW = 0.1;
/** Columns shown alike that make a draw by chance believable when nobody states it. */
const ENOUGH_COLUMNS = 3;
/** A column of words with more values than this tells nothing of arms. */
const MAX_LEVELS = 20;

/** From this share of cells on a column of mixed cells was meant to be numbers: not reading it may hide what people were chosen by. */
const MEANT_AS_NUMBERS = 0.5;

/** What one column says of each arm's people: numbers as sums, words as counts, empty cells apart. */
export interface ColumnTally {
  name: string;
  /** Cells with a number, and with something else. */
  numbers: number;
  others: number;
  /** Empties once there are too many values to compare. */
  levels: Set<string>;
  hasTooManyLevels: boolean;
  arms: Map<string, { n: number; blanks: number; sums: ArmSums; counts: Map<string, number> }>;
}

/** A column of which no cell has been read yet. */
export const emptyTally = (name: string): ColumnTally => ({
  name,
  numbers: 0,
  others: 0,
  levels: new Set(),
  hasTooManyLevels: false,
  arms: new Map(),
});

/** A number as sheets write it: `12,000`, `₩12,000`, `12,000원`, `-3.5`; undefined for anything else. */
export function readNumber(cell: string): number | undefined {
  const plain = cell.replace(/^[₩$€£¥]\s*|\s*원$/g, '').replaceAll(',', '');
  const value = plain === '' ? Number.NaN : Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/** Adds one person's cell. */
export function addCell(tally: ColumnTally, { arm, text }: { arm: string; text: string }): void {
  const of = tally.arms.get(arm) ?? { n: 0, blanks: 0, sums: emptySums(), counts: new Map<string, number>() };
  tally.arms.set(arm, of);
  of.n += 1;
  const cell = text.trim();
  const value = readNumber(cell);
  if (value !== undefined) {
    tally.numbers += 1;
    addValue(of.sums, value);
  } else if (cell === '') of.blanks += 1;
  else tally.others += 1;
  if (tally.hasTooManyLevels) return;
  tally.levels.add(cell);
  of.counts.set(cell, (of.counts.get(cell) ?? 0) + 1);
  if (tally.levels.size > MAX_LEVELS) {
    tally.hasTooManyLevels = true;
    tally.levels.clear();
    for (const { counts } of tally.arms.values()) counts.clear();
  }
}

/** Whether the arms were drawn by chance, as far as what was known before can say. */
export interface Randomness {
  /** Columns in which some arm differs from the control by more than chance. */
  uneven: string[];
  /** Columns in which every arm is shown to be like the control. */
  alike: string[];
  /** Columns of numbers and words mixed, which cannot be compared: people may have been chosen by one. */
  unread: string[];
  /** Enough columns are alike, none is uneven and none went unread: believable without anybody's word. */
  isShown: boolean;
  /** Columns that say one thing and were counted once, the counted one first; only those that say anything. */
  together: string[][];
}

const isNumber = ({ numbers, others }: ColumnTally) => numbers > 0 && others === 0;

const isUnread = ({ numbers, others, hasTooManyLevels }: ColumnTally) =>
  others > 0 && hasTooManyLevels && numbers / (numbers + others) >= MEANT_AS_NUMBERS;

/**
 * Compares the arms in what was known of their people before. A draw by chance leaves them alike; people chosen by what they
 * spent, or who chose themselves, are not. A column is `uneven` when an arm differs from the control beyond chance (Welch,
 * Bonferroni over everything compared), `alike` when the standardised difference lies below .1 with 95 % certainty, and
 * neither when there are too few people to say. Empty cells of a column of numbers are compared as a share of their own. A column
 * of one value, or of too many words, says nothing. Of columns that say one thing (`twins`, from `listTwins`) the first is
 * compared and counted for all.
 * Worked: 20,000 and 20,000 people, spend before 242 ± 256 against 243 ± 256 → alike; 242 against 300 → uneven;
 * 50 and 50 people → neither.
 */
export function judgeRandomness(
  columns: readonly ColumnTally[],
  control: string,
  twins: readonly (readonly string[])[] = [],
): Randomness {
  const counted = new Set(twins.flatMap(([, ...others]) => others));
  const compared = columns
    .filter(({ name }) => !counted.has(name))
    .map((column) => ({ name: column.name, pairs: comparePairsOf(column, control) }));
  const comparisons = compared.reduce((sum, { pairs }) => sum + pairs.length, 0);
  const limit = UNEVEN_BY_CHANCE / Math.max(1, comparisons);
  const certain = normalQuantile(0.95);
  const uneven = compared.filter(({ pairs }) => pairs.some(({ p }) => p < limit)).map(({ name }) => name);
  const alike = compared
    .filter(({ pairs }) => pairs.length > 0 && pairs.every(({ smd, se }) => Math.abs(smd) + certain * se < ALIKE_BELOW))
    .map(({ name }) => name);
  const unread = columns.filter(isUnread).map(({ name }) => name);
  const isShown = uneven.length === 0 && unread.length === 0 && alike.length >= ENOUGH_COLUMNS;
  const says = new Set(compared.filter(({ pairs }) => pairs.length > 0).map(({ name }) => name));
  const together = twins.filter(([first = '']) => says.has(first)).map((group) => [...group]);
  return { uneven, alike, unread, isShown, together };
}

interface Pair {
  /** Difference in pooled standard deviations, with its standard error. */
  smd: number;
  se: number;
  p: number;
}

/** Each arm against the control; of words, each of them as a share; of numbers, those there are and how many are missing. */
function comparePairsOf(column: ColumnTally, control: string): Pair[] {
  const held = column.arms.get(control);
  if (!held || (!isNumber(column) && column.hasTooManyLevels)) return [];
  type Arm = typeof held;
  const views: ((of: Arm) => ArmSums)[] = isNumber(column)
    ? [({ sums }) => sums, ({ n, blanks }) => shareOf(n, blanks)]
    : [...column.levels].map(
        (level) =>
          ({ n, counts }) =>
            shareOf(n, counts.get(level) ?? 0),
      );
  return [...column.arms]
    .filter(([arm]) => arm !== control)
    .flatMap(([, treated]) => views.flatMap((view) => compare(view(treated), view(held)) ?? []));
}

/** `sum` of `n` people have it, as a mean of ones and noughts. */
function shareOf(n: number, sum: number): ArmSums {
  const mean = sum / n;
  return { n, sum, mean, squares: sum * (1 - mean) };
}

function compare(one: ArmSums, other: ArmSums): Pair | undefined {
  if (one.n < 2 || other.n < 2) return undefined;
  const [variance1, variance0] = [one.squares / (one.n - 1), other.squares / (other.n - 1)];
  const spread = Math.sqrt((variance1 + variance0) / 2);
  const distance = one.mean - other.mean;
  if (spread === 0) return distance === 0 ? undefined : { smd: Number.POSITIVE_INFINITY, se: 0, p: 0 };
  const welch = welchDifference({
    n1: one.n,
    mean1: one.mean,
    sd1: Math.sqrt(variance1),
    n0: other.n,
    mean0: other.mean,
    sd0: Math.sqrt(variance0),
  });
  return { smd: distance / spread, se: Math.sqrt(1 / one.n + 1 / other.n), p: welch?.pValue ?? 1 };
}
