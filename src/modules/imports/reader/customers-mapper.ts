import { type Field, readFieldValue } from '../../customers/index.ts';
import type { CustomersMap } from '../map.ts';
import type { CustomerRecord } from '../sales-line.ts';
import { readBirthday, readCalendar } from './birthdays.ts';
import {
  bindFields,
  createDateReader,
  FieldProblem,
  findCellCountError,
  readPersonal,
  readWord,
  type TextField,
} from './field-readers.ts';
import type { RowError } from './reasons.ts';

const CONSENTS = ['granted', 'refused', 'absent'] as const;

/** A customer row: taken (`warnings` name optional cells that were left out), or not. */
export type MappedCustomer = { ok: CustomerRecord; warnings: RowError[] } | { error: RowError };

export interface CustomersMapper {
  mapRow(cells: readonly string[], lineNumber: number): MappedCustomer;
  /** Columns of the file that no field uses: to be offered as custom fields, never dropped in silence. */
  unmappedColumns: string[];
  /** Columns of fields that are read and not stored: to be named, never dropped in silence. */
  columnsNotTaken: string[];
}

const TEXT_FIELDS = {
  customer_id: 'customerId',
  phone: 'phone',
  email: 'email',
  name: 'name',
  given_name: 'givenName',
  family_name: 'familyName',
  gender: 'gender',
  address: 'address',
  street_number: 'streetNumber',
  street: 'street',
  suburb: 'suburb',
  city: 'city',
  state: 'state',
  postcode: 'postcode',
  country: 'country',
  note: 'note',
  source: 'source',
  consent_method: 'consentMethod',
} as const;

/** Fields that nothing stores yet. */
const NOT_STORED = ['gender'] as const;

/** A column bound to a field of the shop's own. */
interface OwnField {
  field: Field;
  column: TextField;
}

const plainName = (text: string) => text.normalize('NFC').trim().toLowerCase().replace(/\s+/g, ' ');

/**
 * Columns that go to fields of the shop's own: those the map names, or, where it says nothing of them, those that bear the
 * key or a name of a field.
 * Sensitive fields take nothing from a file: their consent is each person's own (PV-14).
 */
function bindOwnFields(options: {
  map: CustomersMap;
  header: readonly string[];
  fields: readonly Field[];
  usedColumns: Iterable<string>;
}): { bound: OwnField[]; usedColumns: string[]; notTaken: string[] } {
  const shown = options.fields.filter((field) => field.archivedAt === null);
  const fieldOf = (name: string) =>
    shown.find(({ fieldKey, label }) =>
      [fieldKey, label.ko, label.en].some((one) => plainName(one) === plainName(name)),
    );
  const mapped = Object.entries(options.map.customFields ?? {});
  const taken = new Set([...options.usedColumns, ...mapped.map(([, column]) => column)]);
  const byName = (options.map.customFields === undefined ? options.header : [])
    .filter((name) => !taken.has(name) && fieldOf(name))
    .map((name) => [name, name] as const);
  const { fields: columns } = bindFields(
    Object.fromEntries([...mapped, ...byName].map(([name, column]) => [name, { column }])),
    options.header,
  );
  const bound: OwnField[] = [];
  const notTaken: string[] = [];
  for (const [name, column] of Object.entries(columns)) {
    if (!column) continue;
    const field = fieldOf(name);
    if (field && field.type !== 'sensitive' && !bound.some((one) => one.field === field)) bound.push({ field, column });
    else notTaken.push(column.column);
  }
  return { bound, usedColumns: [...mapped, ...byName].map(([, column]) => column), notTaken };
}

/** Values of the shop's own fields by key; one that does not fit its field is left out with a warning. */
function readOwnFields(
  bound: readonly OwnField[],
  cells: readonly string[],
  warn: (problem: FieldProblem) => void,
): Record<string, string> | undefined {
  let values: Record<string, string> | undefined;
  for (const { field, column } of bound) {
    const text = readPersonal(column, cells);
    if (text === undefined) continue;
    const read = readFieldValue(field, text);
    if (read === undefined) continue;
    if ('problem' in read) warn(new FieldProblem(column, text, 'field_value'));
    else (values ??= {})[field.fieldKey] = text;
  }
  return values;
}

/**
 * Binds a customers map to the header of a file. A row needs a customer number, phone or e-mail. A birth date that is none is
 * left out with a warning: a person is not refused for it.
 * @throws AppError invalid_input when the file lacks a column of the map.
 */
export function createCustomersMapper(options: {
  map: CustomersMap;
  header: readonly string[];
  /** The shop's own fields; a column by the name of one goes there without being told. */
  fields: readonly Field[];
}): CustomersMapper {
  const { map, header } = options;
  const { fields, usedColumns } = bindFields(map.columns, header);
  const own = bindOwnFields({ map, header, fields: options.fields, usedColumns });
  const textFields = Object.entries(TEXT_FIELDS).flatMap(([field, key]) => {
    const bound = fields[field];
    return bound ? [{ key, bound }] : [];
  });
  const readDate = createDateReader(map.dateFormat);
  const birthDateFormat = map.birthDateFormat ?? map.dateFormat;

  function readBorn(cells: readonly string[], warn: (problem: FieldProblem) => void) {
    const text = readPersonal(fields.birth_date, cells);
    if (text === undefined) return undefined;
    const calendarText = readPersonal(fields.birthday_calendar, cells) ?? '';
    const calendar = readCalendar(calendarText);
    // A day in a calendar nobody can tell would be kept on the wrong day.
    if (calendarText !== '' && calendar === undefined) {
      warn(new FieldProblem(fields.birthday_calendar as TextField, calendarText, 'field_value'));
      return undefined;
    }
    const read = readBirthday(text, { format: birthDateFormat, calendar });
    if (!read) {
      const params = { format: birthDateFormat === 'ISO' ? 'YYYY-MM-DD' : birthDateFormat };
      warn(new FieldProblem(fields.birth_date as TextField, text, 'date_format', params));
    }
    return read;
  }

  function readRecord(cells: readonly string[], lineNumber: number, warnings: RowError[]): CustomerRecord {
    const record: CustomerRecord = { lineNumber };
    for (const { key, bound } of textFields) {
      const text = readPersonal(bound, cells);
      if (text !== undefined) record[key] = text;
    }
    if (!record.customerId && !record.phone && !record.email) {
      const field = fields.customer_id ?? fields.phone ?? fields.email;
      throw new FieldProblem(field ?? { column: '', read: () => '' }, '', 'identity_missing');
    }
    Object.assign(
      record,
      readBorn(cells, (problem) => warnings.push(problem.at(lineNumber))),
    );
    const tags = readPersonal(fields.tags, cells);
    if (tags !== undefined) {
      const names = tags.split(/[,;|]/).map((tag) => tag.trim());
      record.tags = [...new Set(names.filter((tag) => tag !== ''))];
    }
    const points = readPersonal(fields.points, cells)?.replaceAll(',', '');
    if (points !== undefined) {
      if (!/^-?\d{1,12}$/.test(points)) throw new FieldProblem(fields.points as TextField, points, 'points_format');
      record.points = Number(points);
    }
    const joinedAt = readPersonal(fields.joined_at, cells);
    if (joinedAt !== undefined) record.joinedAt = readDate(fields.joined_at as TextField, joinedAt);
    const consentAt = readPersonal(fields.consent_at, cells);
    if (consentAt !== undefined) record.consentAt = readDate(fields.consent_at as TextField, consentAt);
    const consent = readWord(fields.marketing_consent, cells, { allowed: CONSENTS, own: map.consentValues });
    if (consent !== undefined) record.marketingConsent = consent;
    const custom = readOwnFields(own.bound, cells, (problem) => warnings.push(problem.at(lineNumber)));
    if (custom) record.custom = custom;
    return record;
  }

  const used = new Set([...usedColumns, ...own.usedColumns]);
  return {
    mapRow(cells, lineNumber) {
      const error = findCellCountError(cells, header.length, lineNumber);
      if (error) return { error };
      const warnings: RowError[] = [];
      try {
        return { ok: readRecord(cells, lineNumber, warnings), warnings };
      } catch (problem) {
        if (problem instanceof FieldProblem) return { error: problem.at(lineNumber) };
        throw problem;
      }
    },
    columnsNotTaken: [...new Set([...NOT_STORED.flatMap((field) => fields[field]?.column ?? []), ...own.notTaken])],
    unmappedColumns: header.filter((name) => !used.has(name)),
  };
}
