import { normaliseEmail } from '../../../shared/email.ts';
import { parsePhone } from '../../../shared/phone.ts';
import { type Field, readFieldValue } from '../../customers/index.ts';
import { type ConsentMeaning, findConsentMeaning } from '../consent-words.ts';
import type { CustomersMap } from '../map.ts';
import { countryOf, withoutPlaceholder } from '../rules.ts';
import type { CustomerRecord } from '../sales-line.ts';
import { readBirthday, readCalendar } from './birthdays.ts';
import {
  bindFields,
  createDateReader,
  FieldProblem,
  findCellCountError,
  readPersonal,
  type TextField,
} from './field-readers.ts';
import type { RowError } from './reasons.ts';
import { judgeNote } from './sensitive-note.ts';

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

/** Born before it, somebody would be the oldest person who ever lived. */
const OLDEST_BIRTH = '1900-01-01';

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
  shop: { timeZone: string; country: string };
  now: Date;
}): CustomersMapper {
  const { map, header, shop, now } = options;
  const { fields, usedColumns } = bindFields(map.columns, header);
  const own = bindOwnFields({ map, header, fields: options.fields, usedColumns });
  const textFields = Object.entries(TEXT_FIELDS).flatMap(([field, key]) => {
    const bound = fields[field];
    return bound ? [{ key, bound }] : [];
  });
  const readDate = createDateReader(map.dateFormat, { now, timeZone: shop.timeZone });
  // A day ahead of UTC is today somewhere; nobody is born later than that.
  const latestBirth = new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10);
  const birthDateFormat = map.birthDateFormat ?? map.dateFormat;

  function readOptionalDate(field: TextField, text: string, warn: (problem: FieldProblem) => void) {
    try {
      return readDate(field, text);
    } catch (problem) {
      if (!(problem instanceof FieldProblem)) throw problem;
      warn(problem);
      return undefined;
    }
  }

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
    } else if (read.birthDate !== undefined && (read.birthDate < OLDEST_BIRTH || read.birthDate > latestBirth)) {
      warn(new FieldProblem(fields.birth_date as TextField, text, 'birth_date'));
      return undefined;
    }
    return read;
  }

  /** A word that nobody knows is no consent (PV-16), and no reason to refuse a person. */
  function readConsent(cells: readonly string[], warn: (problem: FieldProblem) => void): ConsentMeaning | undefined {
    const field = fields.marketing_consent;
    const text = field?.read(cells) ?? '';
    const meaning = map.consentValues?.[text] ?? findConsentMeaning(text);
    if (field && text !== '' && meaning === undefined) warn(new FieldProblem(field, text, 'consent_unknown'));
    return meaning;
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
    const warn = (problem: FieldProblem) => warnings.push(problem.at(lineNumber));
    if (record.phone && !withoutPlaceholder(record.phone)) delete record.phone;
    if (record.phone && !parsePhone(record.phone, { country: countryOf(record.country, shop.country) })) {
      warn(new FieldProblem(fields.phone as TextField, record.phone, 'phone_format'));
      delete record.phone;
    }
    if (record.email && !withoutPlaceholder(record.email)) delete record.email;
    if (record.email && !normaliseEmail(record.email)) {
      warn(new FieldProblem(fields.email as TextField, record.email, 'email_format'));
      delete record.email;
    }
    // A cell that is there and of no use leaves its own reason, not that nothing stood there.
    const [unusable] = warnings;
    if (unusable && !record.customerId && !record.phone && !record.email)
      throw new FieldProblem(unusable, unusable.value, unusable.reason);
    Object.assign(record, readBorn(cells, warn));
    if (record.note !== undefined && fields.note) {
      const judged = judgeNote(record.note, { field: fields.note, isKept: map.sensitiveNotes === 'keep' });
      if (judged.note === undefined) delete record.note;
      if (judged.problem) warn(judged.problem);
    }
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
    const joined = joinedAt && readOptionalDate(fields.joined_at as TextField, joinedAt, warn);
    if (joined) record.joinedAt = joined;
    const consentAt = readPersonal(fields.consent_at, cells);
    const consented = consentAt && readOptionalDate(fields.consent_at as TextField, consentAt, warn);
    if (consented) record.consentAt = consented;
    const consent = readConsent(cells, warn);
    if (consent !== undefined) record.marketingConsent = consent;
    const custom = readOwnFields(own.bound, cells, warn);
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
