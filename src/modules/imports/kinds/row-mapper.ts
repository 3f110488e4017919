import { identityCard } from '../../../shared/card.ts';
import { maskEmail, maskName, maskPhone } from '../../../shared/mask.ts';
import { looksLikeResidentNumber } from '../../../shared/resident-number.ts';
import type { PersonClue } from '../../customers/index.ts';
import type { FieldSource } from '../map.ts';
import {
  bindFields,
  FieldProblem,
  findCellCountError,
  MASKED_RESIDENT_NUMBER,
  readPersonal,
  type TextField,
} from '../reader/field-readers.ts';
import { withoutPlaceholder } from '../rules.ts';
import type { Mapped, Mapper } from '../service/import-kind.ts';
import { PERSON_FIELDS } from './fields.ts';

type Fields = Readonly<Record<string, TextField | undefined>>;

/** Binds a map's columns to the header of a file; `read` makes one record of one row, or throws a `FieldProblem`. */
export function createRowMapper<Line>(input: {
  columns: Readonly<Record<string, FieldSource | undefined>>;
  timeColumn?: string | undefined;
  customFields?: Readonly<Record<string, string>> | undefined;
  header: readonly string[];
  /** Columns that no field uses are part of what happened. */
  keepsRest?: boolean;
  read(row: Row): Line;
}): Mapper<Line> {
  const { columns, timeColumn, customFields = {}, header, keepsRest = false } = input;
  const { fields, usedColumns } = bindFields(columns, header);
  const time = timeColumn === undefined ? undefined : bindFields({ time: { column: timeColumn } }, header).fields.time;
  const used = new Set([...usedColumns, timeColumn]);
  const rest = header.filter((name) => !used.has(name));
  const kept =
    Object.keys(customFields).length > 0 ? customFields : Object.fromEntries(rest.map((name) => [name, name]));
  const extra = keepsRest
    ? Object.entries(
        bindFields(Object.fromEntries(Object.entries(kept).map(([name, column]) => [name, { column }])), header).fields,
      )
    : [];
  const keptColumns = new Set(keepsRest ? Object.values(kept) : []);
  return {
    mapRow(cells, lineNumber): Mapped<Line> {
      const error = findCellCountError(cells, header.length, lineNumber);
      if (error) return { error };
      try {
        return { ok: input.read({ cells, lineNumber, fields, time, rest: () => readRest(extra, cells) }) };
      } catch (problem) {
        if (problem instanceof FieldProblem) return { error: problem.at(lineNumber) };
        throw problem;
      }
    },
    unmappedColumns: rest.filter((name) => !keptColumns.has(name)),
  };
}

/** One row and what its cells mean. */
export interface Row {
  cells: readonly string[];
  lineNumber: number;
  fields: Fields;
  /** Column with the time of day alone. */
  time: TextField | undefined;
  /** The columns that are part of what happened, by name, blank ones left out. */
  rest(): Record<string, string>;
}

function readRest(extra: readonly (readonly [string, TextField | undefined])[], cells: readonly string[]) {
  const rest: Record<string, string> = {};
  for (const [name, field] of extra) {
    const text = readPersonal(field, cells);
    if (field === undefined || text === undefined) continue;
    if (looksLikeResidentNumber(name)) throw new FieldProblem(field, MASKED_RESIDENT_NUMBER, 'resident_number');
    rest[name] = text;
  }
  return rest;
}

/** A date that may have its time of day in a column of its own. */
export function readMoment(
  row: Row,
  field: string,
  readDate: (field: TextField, text: string) => string,
): string | undefined {
  const bound = row.fields[field];
  const text = bound?.read(row.cells);
  if (bound === undefined || text === undefined || text === '') return undefined;
  const time = row.time?.read(row.cells) ?? '';
  // A date cell of a workbook may carry midnight beside the column with the real time.
  return readDate(bound, time === '' ? text : `${text.replace(/[T ]0{1,2}:00(:00)?$/, '')} ${time}`);
}

/** A moment that must be there. */
export function requireMoment(row: Row, field: string, readDate: (field: TextField, text: string) => string): string {
  const moment = readMoment(row, field, readDate);
  if (moment !== undefined) return moment;
  throw new FieldProblem(row.fields[field] ?? { column: field, read: () => '' }, '', 'required');
}

/** Whom a row names, as written there; all empty for nobody. */
export type NamedPerson = Record<(typeof PERSON_FIELDS)[number], string>;

export function readPerson(row: Row): NamedPerson {
  const read = (field: string) => withoutPlaceholder(readPersonal(row.fields[field], row.cells) ?? '');
  return Object.fromEntries(PERSON_FIELDS.map((field) => [field, read(field)])) as NamedPerson;
}

/** What is looked for to find her. `source` is whose customer numbers they are. */
export function clueOf({ customer_id, name, phone, email, card_no }: NamedPerson, source: string): PersonClue {
  // Only a card of the shop says who somebody is; the number of a payment card must not be kept.
  const cardNo = identityCard(card_no);
  return {
    ...(customer_id === '' ? {} : { externalIds: [{ source, externalId: customer_id }] }),
    ...(name === '' ? {} : { name }),
    ...(phone === '' ? {} : { phone }),
    ...(email === '' ? {} : { email }),
    ...(cardNo === undefined ? {} : { cardNo }),
  };
}

/** As `readPerson`, for a screen: masked, blanks left out. */
export function showPerson({ customer_id, name, phone, email }: NamedPerson): Record<string, string> {
  return withoutBlanks({
    customer_id,
    name: maskName(name),
    phone: phone && maskPhone(phone),
    email: email && maskEmail(email),
  });
}

/** What a screen shows of a record: nothing where nothing stands. */
export function withoutBlanks(shown: Readonly<Record<string, string | number | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(shown).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, String(value)]],
    ),
  );
}
