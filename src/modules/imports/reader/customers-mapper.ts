import type { CustomersMap } from '../map.ts';
import type { CustomerRecord } from '../sales-line.ts';
import { parseDate } from './dates.ts';
import {
  bindFields,
  createDateReader,
  FieldProblem,
  findCellCountError,
  readCustom,
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
const NOT_STORED = ['gender', 'tags', 'points'] as const;

/**
 * Binds a customers map to the header of a file. A row needs a customer number, phone or e-mail. A birth date that is none is
 * left out with a warning: a person is not refused for it.
 * @throws AppError invalid_input when the file lacks a column of the map.
 */
export function createCustomersMapper(options: { map: CustomersMap; header: readonly string[] }): CustomersMapper {
  const { map, header } = options;
  const { fields, usedColumns } = bindFields(map.columns, header);
  const extra = bindFields(
    Object.fromEntries(Object.entries(map.customFields ?? {}).map(([name, column]) => [name, { column }])),
    header,
  );
  const customFields = Object.entries(extra.fields).filter(
    (entry): entry is [string, TextField] => entry[1] !== undefined,
  );
  const textFields = Object.entries(TEXT_FIELDS).flatMap(([field, key]) => {
    const bound = fields[field];
    return bound ? [{ key, bound }] : [];
  });
  const readDate = createDateReader(map.dateFormat);
  const birthDateFormat = map.birthDateFormat ?? map.dateFormat;

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
    const birthText = readPersonal(fields.birth_date, cells);
    if (birthText !== undefined) {
      const birthDate = parseDate(birthText, birthDateFormat)?.slice(0, 10);
      if (birthDate !== undefined) record.birthDate = birthDate;
      else {
        const params = { format: birthDateFormat === 'ISO' ? 'YYYY-MM-DD' : birthDateFormat };
        warnings.push(
          new FieldProblem(fields.birth_date as TextField, birthText, 'date_format', params).at(lineNumber),
        );
      }
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
    if (joinedAt !== undefined) record.joinedAt = readDate(fields.joined_at as TextField, joinedAt);
    const consentAt = readPersonal(fields.consent_at, cells);
    if (consentAt !== undefined) record.consentAt = readDate(fields.consent_at as TextField, consentAt);
    const consent = readWord(fields.marketing_consent, cells, { allowed: CONSENTS, own: map.consentValues });
    if (consent !== undefined) record.marketingConsent = consent;
    const custom = readCustom(customFields, cells);
    if (custom) record.custom = custom;
    return record;
  }

  const used = new Set([...usedColumns, ...extra.usedColumns]);
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
    columnsNotTaken: [
      ...new Set([...NOT_STORED.flatMap((field) => fields[field]?.column ?? []), ...extra.usedColumns]),
    ],
    unmappedColumns: header.filter((name) => !used.has(name)),
  };
}
