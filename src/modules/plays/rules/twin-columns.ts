import { readNumber } from './randomness.ts';

/** More values than this are no longer followed one for one. */
const MAX_VALUES = 20;
/** Rounding of a column that was multiplied or divided, as a share of its values. */
const ROUNDING = 1e-9;

/** A column followed one for one: the number of each value, in the order in which they came. */
interface Levels {
  at: number;
  numberOf: Map<string, number>;
}

/** A column followed along a line: its first number and the first that differs, which together say where a number lies. */
interface Line {
  at: number;
  first?: number;
  second?: number;
}

/**
 * What is followed of the columns of one file: groups of columns that have said one thing so far, as each value of one has
 * met one value of the other, or as all lie on one line. A column is in at most one group of each kind, so that a file of
 * thousands of columns takes no more than their number; one that is alone is not followed any further.
 */
export interface TwinSearch {
  names: readonly string[];
  levels: readonly Levels[][];
  lines: readonly Line[][];
}

/** A search for columns that say one thing, before the first row. */
export function beginTwinSearch(names: readonly string[]): TwinSearch {
  return {
    names,
    levels: keepGroups([names.map((_, at) => ({ at, numberOf: new Map() }))]),
    lines: keepGroups([names.map((_, at) => ({ at }))]),
  };
}

const keepGroups = <Column>(groups: readonly Column[][]) => groups.filter((group) => group.length > 1);

/** Looks at the cells of one row, in the order of the names; columns that have parted are not compared again. */
export function followTwins(search: TwinSearch, cells: readonly string[]): void {
  const textOf = ({ at }: { at: number }) => (cells[at] ?? '').trim();
  search.levels = keepGroups(search.levels.flatMap((group) => splitLevels(group, textOf)));
  search.lines = keepGroups(search.lines.flatMap((group) => splitLines(group, textOf)));
}

function splitLevels(group: readonly Levels[], textOf: (column: Levels) => string): Levels[][] {
  const byNumber = Map.groupBy(group, (column) => {
    const { numberOf } = column;
    const text = textOf(column);
    const number = numberOf.get(text) ?? numberOf.size;
    numberOf.set(text, number);
    return number;
  });
  byNumber.delete(MAX_VALUES);
  return [...byNumber.values()];
}

function splitLines(group: readonly Line[], textOf: (column: Line) => string): Line[][] {
  // What is missing in both is missing together.
  const empty: Line[] = [];
  const still: Line[] = [];
  const moving: { place: number; columns: Line[] }[] = [];
  for (const column of group) {
    const text = textOf(column);
    if (text === '') empty.push(column);
    const number = readNumber(text);
    if (number === undefined) continue;
    column.first ??= number;
    if (number === column.first) {
      still.push(column);
      continue;
    }
    column.second ??= number;
    const found = moving.find(({ place }) => liesAt(column, number, place));
    if (found) found.columns.push(column);
    else moving.push({ place: placeOf(column, number), columns: [column] });
  }
  return [empty, still, ...moving.map(({ columns }) => columns)];
}

/** Where a number lies, its column's first being 0 and the first that differs 1. */
function placeOf({ first = 0, second = 0 }: Line, number: number): number {
  return (number - first) / (second - first);
}

function liesAt({ first = 0, second = 0 }: Line, number: number, place: number): boolean {
  const expected = first + (second - first) * place;
  return Math.abs(number - expected) <= ROUNDING * Math.max(1, Math.abs(number), Math.abs(first));
}

/**
 * Columns that say one thing in every row, each group in the order of the file: a district and its number, a sum in won and
 * the same in thousands. A column that says the same of nothing else is in no group. No rows → every column is like every
 * other, so ask after reading. Worked: zip 1,1,2 · area a,a,b · spend 3,4,5 → [[zip, area]].
 */
export function listTwins({ names, levels, lines }: TwinSearch): string[][] {
  const groupOf = new Map<number, Set<number>>();
  for (const group of [...levels, ...lines]) {
    const together = new Set(group.flatMap(({ at }) => [at, ...(groupOf.get(at) ?? [])]));
    for (const at of together) groupOf.set(at, together);
  }
  return [...new Set(groupOf.values())]
    .map((group) => [...group].toSorted((a, b) => a - b))
    .toSorted(([a = 0], [b = 0]) => a - b)
    .map((group) => group.map((at) => names[at] ?? ''));
}
