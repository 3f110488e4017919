import { looksLikeResidentNumber } from '../../../shared/resident-number.ts';
import type { FieldSource } from '../map.ts';
import { instantOf } from '../rules.ts';
import { type DateFormat, parseDate } from './dates.ts';
import { fileErrors } from './file-errors.ts';
import type { ReasonKey, RowError } from './reasons.ts';

/** What is wrong with one field; thrown inside a mapper and turned into the row's error there. */
export class FieldProblem {
  readonly column: string;
  readonly value: string;
  readonly reason: ReasonKey;
  readonly params: Record<string, string | number> | undefined;

  constructor(
    field: Pick<TextField, 'column'>,
    value: string,
    reason: ReasonKey,
    params?: Record<string, string | number>,
  ) {
    this.column = field.column;
    this.value = value;
    this.reason = reason;
    this.params = params;
  }

  at(line: number): RowError {
    const error: RowError = { line, column: this.column, value: this.value, reason: this.reason };
    if (this.params) error.params = this.params;
    return error;
  }
}

/** A field of the map bound to the header of one file. */
export interface TextField {
  /** Name of the column in the file, for errors. */
  column: string;
  read(cells: readonly string[]): string;
}

/**
 * Binds the map's fields to a header; a product is bound apart by the sales mapper.
 * @throws AppError invalid_input naming every column that the file does not have.
 */
export function bindFields(
  columns: Readonly<Record<string, FieldSource | undefined>>,
  header: readonly string[],
): { fields: Record<string, TextField | undefined>; usedColumns: Set<string> } {
  const usedColumns = new Set<string>();
  const missing: string[] = [];
  const indexOf = (name: string) => {
    const index = header.indexOf(name);
    if (index === -1) missing.push(name);
    usedColumns.add(name);
    return index;
  };
  const fields: Record<string, TextField | undefined> = {};
  for (const [field, source] of Object.entries(columns)) {
    if (!source) continue;
    if ('column' in source) {
      const index = indexOf(source.column);
      fields[field] = { column: source.column, read: (cells) => (cells[index] ?? '').trim() };
    } else if ('constant' in source) {
      fields[field] = { column: field, read: () => source.constant };
    } else if ('concat' in source) {
      const indexes = source.concat.map(indexOf);
      const read = (cells: readonly string[]) =>
        indexes
          .map((index) => (cells[index] ?? '').trim())
          .filter((part) => part !== '')
          .join(source.separator);
      fields[field] = { column: source.concat.join(' + '), read };
    } else {
      source.multiply.map(indexOf);
    }
  }
  if (missing.length > 0) throw fileErrors.columnMissing([...new Set(missing)], [...header]);
  return { fields, usedColumns };
}

/** Refuses a line whose number of cells is not the header's; blank cells beyond the header are nothing. */
export function findCellCountError(cells: readonly string[], expected: number, line: number): RowError | undefined {
  let found = cells.length;
  while (found > expected && (cells[found - 1] ?? '').trim() === '') found--;
  if (found === expected) return undefined;
  return { line, column: '', value: '', reason: 'cell_count', params: { expected, found } };
}

/** Text that stands in an error instead of a resident registration number (PV-12). */
export const MASKED_RESIDENT_NUMBER = '******-*******';
/** The shortest text that can hold one; most cells are shorter, so the search is skipped. */
const RESIDENT_NUMBER_LENGTH = 13;

/** The field's text, undefined when blank; text that looks like a resident number refuses the row (PV-12). */
export function readPersonal(field: TextField | undefined, cells: readonly string[]): string | undefined {
  const text = field?.read(cells);
  if (field === undefined || text === undefined || text === '') return undefined;
  if (text.length >= RESIDENT_NUMBER_LENGTH && looksLikeResidentNumber(text)) {
    throw new FieldProblem(field, MASKED_RESIDENT_NUMBER, 'resident_number');
  }
  return text;
}

/** Digits alone, where goods are named: a bar code. */
const BARE_CODE = /^\d+$/;

/** As `readPersonal`, of what names goods: bare digits there are a bar code, and no person's number. */
export function readGoods(field: TextField | undefined, cells: readonly string[]): string | undefined {
  const text = field?.read(cells);
  return text !== undefined && BARE_CODE.test(text) ? text : readPersonal(field, cells);
}

/** The field's text, undefined when blank or not mapped. */
export function readText(field: TextField | undefined, cells: readonly string[]): string | undefined {
  return field?.read(cells) || undefined;
}

/** The field's text; a blank one refuses the row. */
export function readRequired(field: TextField | undefined, cells: readonly string[]): string {
  const text = field?.read(cells) ?? '';
  if (field && text === '') throw new FieldProblem(field, '', 'required');
  return text;
}

/** When something told by a file can have happened: as of `now`, on the shop's clock. */
export interface Happened {
  now: Date;
  timeZone: string;
  /** The first year that is believed; 1970 where none is given. */
  oldestYear?: number;
}

/** As for what programs send: a clock may run ahead, a time zone may be missing; a whole day is a slip. */
const MAX_AHEAD_MS = 86_400_000;
/** Nobody keeps older lists; a year of four digits below it is a slip of the keyboard. */
const OLDEST_YEAR = 1970;
/** Clocks that lost their time begin anew in 1970 or 1980; receipts on a computer are younger. */
export const OLDEST_RECEIPT_YEAR = 1990;

/** Refuses a time that cannot have come yet or that no till has recorded. Worked: 2062-01-01 in 2026 → date_ahead; 0026-01-01 → date_before. */
function refuseTime(field: TextField, date: string, { text, happened }: { text: string; happened: Happened }): void {
  const year = happened.oldestYear ?? OLDEST_YEAR;
  if (Number(date.slice(0, 4)) < year) throw new FieldProblem(field, text, 'date_before', { year });
  const latestMs = happened.now.getTime() + MAX_AHEAD_MS;
  if (instantOf(date, happened.timeZone).getTime() > latestMs) throw new FieldProblem(field, text, 'date_ahead');
}

/** A date reader that remembers the last text: the lines of one receipt have the same time. */
export function createDateReader(format: DateFormat, happened?: Happened) {
  let lastText = '';
  let lastDate = '';
  return (field: TextField, text: string): string => {
    if (text === lastText && text !== '') return lastDate;
    const date = parseDate(text, format);
    if (date === undefined)
      throw new FieldProblem(field, text, 'date_format', { format: format === 'ISO' ? 'YYYY-MM-DD HH:mm:ss' : format });
    if (happened) refuseTime(field, date, { text, happened });
    lastText = text;
    lastDate = date;
    return date;
  };
}

/** Number text with a decimal point, from text with a decimal comma: `1.234,50` is `1234.50`. Other text is left as it is. */
export function fromDecimalComma(text: string): string {
  return /^[^,]*(,\d+)?[^,]*$/.test(text) ? text.replaceAll('.', '').replace(',', '.') : text;
}

/** One of the words a field may have, in the file's own words first; undefined for blank text. */
export function readWord<Word extends string>(
  field: TextField | undefined,
  cells: readonly string[],
  words: { allowed: readonly Word[]; own: Readonly<Record<string, Word>> | undefined },
): Word | undefined {
  const text = field?.read(cells);
  if (field === undefined || text === undefined) return undefined;
  const own = words.own?.[text];
  if (own !== undefined) return own;
  if (text === '') return undefined;
  const word = words.allowed.find((allowed) => allowed === text || allowed === text.toLowerCase());
  if (word === undefined) {
    const allowed = [...Object.keys(words.own ?? {}), ...words.allowed].join(', ');
    throw new FieldProblem(field, text, 'value_unknown', { allowed });
  }
  return word;
}

/** The further columns a map keeps, without blank ones; resident numbers are refused there as well (PV-12). */
export function readCustom(
  fields: readonly (readonly [string, TextField])[],
  cells: readonly string[],
): Record<string, string> | undefined {
  let custom: Record<string, string> | undefined;
  for (const [name, field] of fields) {
    const text = readPersonal(field, cells);
    if (text !== undefined) (custom ??= {})[name] = text;
  }
  return custom;
}
