import type { z } from 'zod';
import type { Issue } from '../../../shared/errors.ts';
import { RESIDENT_NUMBER, RESIDENT_NUMBER_WORDS } from '../../../shared/resident-number.ts';
import { ZOD_WORDS } from '../../../shared/zod-words.ts';
import type { UnreadValue } from '../../customers/index.ts';
import { findResidentNumber, type NewTouchpoint, type Refusal } from '../../touchpoints/index.ts';
import { FIELD_REFUSALS, type FieldRefusal, refuseInstant } from '../fields.ts';
import { type zCustomerRow, type zPerson, zTouchpointRow } from './contract.ts';
import { isRowNote, ROW_NOTES, type RowNote } from './row-notes.ts';

/** A row as its contract reads it, or everything that is wrong with it. */
export type ReadRow<T> = { row: T } | { issues: RowIssue[] };

/** `code`: see `ROW_NOTES`. `reason`: what the health board calls it, where it has words of its own. */
export type RowIssue = Issue & { code?: string; reason?: string };

/**
 * Reads rows one by one: a bad one spoils no other. Issues carry the path within the row, `lines.0.amountMinor`. `also`: what
 * else is wrong with a row that is refused anyway, so that one answer tells its sender everything.
 */
export function readRows<S extends z.ZodType>(
  schema: S,
  rows: readonly unknown[],
  locale: 'ko' | 'en',
  also: (row: Readonly<Record<string, unknown>>, at: number) => RowIssue[] = () => [],
): ReadRow<z.output<S>>[] {
  const options = { error: ZOD_WORDS[locale] };
  return rows.map((row, index) => {
    const parsed = schema.safeParse(row, options);
    if (parsed.success) return { row: parsed.data };
    const issues = parsed.error.issues.map((issue): RowIssue => {
      const path = issue.path.join('.');
      if (issue.message !== RESIDENT_NUMBER_WORDS[locale]) return { path, message: issue.message };
      return residentNumberAt(path, index, locale);
    });
    const told = new Set(issues.map(({ path }) => path));
    const isRecord = typeof row === 'object' && row !== null && !Array.isArray(row);
    const others = isRecord ? also(row as Record<string, unknown>, index) : [];
    return { issues: [...issues, ...others.filter(({ path }) => !told.has(path))] };
  });
}

const residentNumberAt = (path: string, row: number, locale: 'ko' | 'en'): RowIssue => ({
  path,
  code: RESIDENT_NUMBER,
  message: sayOfField(RESIDENT_NUMBER_WORDS[locale], { row, path, locale }),
  reason: RESIDENT_NUMBER,
});

/** A note of a row in words. */
export const noteOf = (code: RowNote, path: string, locale: 'ko' | 'en'): RowIssue => ({
  path,
  code,
  message: ROW_NOTES[code][locale],
  reason: code,
});

/** What is wrong with the instant that a row tells; nothing where it is none, which its contract says. */
export function issuesOfInstant(value: unknown, at: { path: string; now: Date; locale: 'ko' | 'en' }): RowIssue[] {
  const refusal = typeof value === 'string' ? refuseInstant(new Date(value), at.now) : undefined;
  return refusal === undefined ? [] : [issueOf(at.path, refusal, at.locale)];
}

const issueOf = (path: string, reason: FieldRefusal, locale: 'ko' | 'en'): RowIssue => ({
  path,
  message: FIELD_REFUSALS[reason][locale],
  reason,
});

/** A sentence about a field with the place it stands at, so that it says all where it is logged alone. */
export function sayOfField(words: string, at: { row: number; path: string; locale: 'ko' | 'en' }): string {
  const { row, path, locale } = at;
  return locale === 'ko' ? `${row + 1}번째 줄의 ${path}: ${words}` : `Row ${row + 1}, ${path}: ${words}`;
}

/** A value of an own field that was left out. */
export function issueOfField({ fieldKey, problem }: UnreadValue, at: { row: number; locale: 'ko' | 'en' }): RowIssue {
  const path = `fields.${fieldKey}`;
  if (problem === RESIDENT_NUMBER) return residentNumberAt(path, at.row, at.locale);
  return isRowNote(problem) ? noteOf(problem, path, at.locale) : { path, message: problem };
}

/** An issue as it is answered. */
export const saidOf = ({ path, code, message }: RowIssue) => ({
  path,
  ...(code === undefined ? {} : { code }),
  message,
});

/** Places of the rows that were taken, in order. */
export const placesOf = (rows: readonly ReadRow<unknown>[]): number[] =>
  rows.flatMap((read, index) => ('row' in read ? [index] : []));

/** The rows that were read, with issues found by `refuse` taken out. */
export function refuseRows<T>(rows: readonly ReadRow<T>[], refuse: (row: T) => RowIssue[]): ReadRow<T>[] {
  return rows.map((read) => {
    if ('issues' in read) return read;
    const issues = refuse(read.row);
    return issues.length > 0 ? { issues } : read;
  });
}

export const takenOf = <T>(rows: readonly ReadRow<T>[]): T[] =>
  rows.flatMap((read) => ('row' in read ? [read.row] : []));

/** Why rows were refused: the first issue of each. */
export const refusalsOf = (rows: readonly ReadRow<unknown>[]): Refusal[] =>
  rows.flatMap((read) => {
    const issue = 'issues' in read ? read.issues[0] : undefined;
    return issue ? [{ path: issue.path, reason: issue.reason ?? issue.message }] : [];
  });

type Refused = { status: 'refused'; issues: ReturnType<typeof saidOf>[] };

/** Puts the answers of the taken rows back among the refused ones, and counts. */
export function answer<T, A extends { status: 'recorded' | 'duplicate' | 'refused' }>(
  rows: readonly ReadRow<T>[],
  taken: readonly A[],
): { recorded: number; duplicates: number; refused: number; results: (A | Refused)[] } {
  let next = 0;
  const results = rows.map((read): A | Refused => {
    if ('issues' in read) return { status: 'refused', issues: read.issues.map(saidOf) };
    const result = taken[next++];
    if (!result) throw new Error('every taken row has an answer');
    return result;
  });
  const count = (status: string) => results.filter((result) => result.status === status).length;
  return { recorded: count('recorded'), duplicates: count('duplicate'), refused: count('refused'), results };
}

/** Who a row means, as the resolver reads it; `source` is the key's, whose own ids these are. */
export function clueOf(person: z.output<typeof zPerson> | undefined, source: string): NewTouchpoint['person'] {
  if (person === undefined) return undefined;
  const { externalId, name, phone, email, cardNo } = person;
  return { name, phone, email, cardNo, ...(externalId === undefined ? {} : { externalIds: [{ source, externalId }] }) };
}

/** A birthday by the moon of a year that is told makes the birth date; one by the sun says it already. */
export function bornOf({ birthDate, birthday }: Pick<z.output<typeof zCustomerRow>, 'birthDate' | 'birthday'>) {
  if (!birthday) return { birthday: undefined };
  const [month = 0, day = 0] = birthday.monthDay.split('-').map(Number);
  const isSaid = birthday.calendar === 'solar' && birthDate?.slice(5) === birthday.monthDay;
  return { birthday: isSaid ? undefined : { calendar: birthday.calendar, month, day } };
}

/**
 * Rows of the log as they are stored. Without a key of its own a row takes its place in the delivery that the
 * Idempotency-Key header names: the same delivery again is the same rows.
 */
export function readTouchpoints(
  rows: readonly unknown[],
  input: { source: string; deliveryKey: string | undefined; now: Date; locale: 'ko' | 'en' },
): ReadRow<NewTouchpoint>[] {
  const { source, deliveryKey, now, locale } = input;
  const ofKey = (ownKey: unknown) =>
    (ownKey ?? deliveryKey) === undefined ? [issueOf('idempotencyKey', 'missing', locale)] : [];
  const ofMoment = (at: unknown) => issuesOfInstant(at, { path: 'at', now, locale });
  const ofPayload = (payload: unknown, index: number) => {
    const numberAt = findResidentNumber(payload, JSON.stringify(payload ?? {}));
    return numberAt === undefined ? [] : [residentNumberAt(numberAt, index, locale)];
  };
  const also = (row: Readonly<Record<string, unknown>>, index: number) => [
    ...ofMoment(row['at']),
    ...ofKey(row['idempotencyKey']),
    ...ofPayload(row['payload'], index),
  ];
  return readRows(zTouchpointRow, rows, locale, also).map((read, index): ReadRow<NewTouchpoint> => {
    if ('issues' in read) return read;
    const { at: text, person, idempotencyKey: ownKey, ...rest } = read.row;
    const at = new Date(text);
    const idempotencyKey = ownKey ?? (deliveryKey === undefined ? undefined : `${deliveryKey}:${index}`);
    const wrong = [...ofMoment(text), ...ofKey(ownKey)];
    if (idempotencyKey === undefined || wrong.length > 0)
      return { issues: [...wrong, ...ofPayload(rest.payload, index)] };
    const clue = clueOf(person, source);
    return { row: { ...defined(rest), at, idempotencyKey, ...(clue ? { person: clue } : {}) } };
  });
}

/** Without the fields that are undefined. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
