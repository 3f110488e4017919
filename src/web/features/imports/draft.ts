import {
  type DateFormat,
  type FieldSource,
  type ImportKind,
  type ImportMap,
  listMissingFields,
} from '../../../modules/imports/contract.ts';
import type { Inspection, Reading } from './api.ts';
import { DATE_FIELDS, ONE_OF, PERSON_FIELDS, timeFieldOf, WHO, WORD_FIELDS, WORDS_KEY } from './draft-fields.ts';

/** A map while a person is making it: what is missing is simply not there yet. */
export interface MapDraft {
  kind: ImportKind;
  columns: Readonly<Record<string, FieldSource>>;
  /** Fields whose column was proposed and not touched since. */
  suggested: readonly string[];
  /** Undefined until it is certain or chosen: a date is never guessed. */
  dateFormat?: DateFormat | undefined;
  birthDateFormat?: DateFormat | undefined;
  timeColumn?: string | undefined;
  /** Said for a log of purchases that has days alone. */
  timeOfDay?: string | undefined;
  decimal: '.' | ',';
  /** Columns kept beside the known fields. */
  customColumns: readonly string[];
  /** Which field of the shop's own a kept column goes to, by column; its own name when absent. */
  customNames: Readonly<Record<string, string>>;
  /** The file's own words for the kind of a line, or for consent. */
  words: Readonly<Record<string, string>>;
  /** The best rating of a file of reviews. */
  ratingMax: number;
  joins: ImportMap['joins'];
}

/** Starts a draft from the proposal; the date style only when all samples leave one reading. */
export function draftOfSuggestion(
  inspection: Pick<Inspection, 'suggestion' | 'dateFormatsByColumn'>,
  kind: ImportKind,
) {
  const { suggestion } = inspection;
  const fits = suggestion.kind === kind;
  const columns: Record<string, FieldSource> = {};
  if (fits) {
    for (const [field, column] of Object.entries(suggestion.columns)) columns[field] = { column };
    if (suggestion.multiply) columns.amount = { multiply: suggestion.multiply };
  }
  const draft: MapDraft = {
    kind,
    columns,
    suggested: Object.keys(columns),
    timeColumn: fits ? suggestion.timeColumn : undefined,
    decimal: '.',
    customColumns: [],
    customNames: {},
    words: {},
    ratingMax: 5,
    joins: [],
  };
  return withCertainDates(draft, inspection);
}

/** Takes the date style of a column where its samples leave only one; where they leave several, a person chooses. */
export function withCertainDates(draft: MapDraft, { dateFormatsByColumn }: Pick<Inspection, 'dateFormatsByColumn'>) {
  const certain = (field: string | undefined) => {
    const column = columnsOf(draft.columns[field ?? ''])[0];
    const found = column === undefined ? undefined : dateFormatsByColumn[column];
    return found && !found.ambiguous ? found.candidates[0] : undefined;
  };
  return {
    ...draft,
    dateFormat: draft.dateFormat ?? certain(dateFieldOf(draft)),
    birthDateFormat: draft.birthDateFormat ?? certain('birth_date'),
  };
}

/** Adds a joined file, and what its columns are proposed for; fields that have a column already keep it. */
export function withJoin(draft: MapDraft, join: ImportMap['joins'][number], inspection: Inspection): MapDraft {
  const { suggestion } = inspection;
  const next = { ...draft, joins: [...draft.joins, join] };
  if (suggestion.kind !== draft.kind) return next;
  const columns = { ...draft.columns };
  const suggested = new Set(draft.suggested);
  const propose = (field: string, source: FieldSource) => {
    if (columns[field] || !columnsOf(source).some((column) => join.take.includes(column))) return;
    columns[field] = source;
    suggested.add(field);
  };
  for (const [field, column] of Object.entries(suggestion.columns)) propose(field, { column });
  if (suggestion.multiply) propose('amount', { multiply: suggestion.multiply });
  const time = suggestion.timeColumn;
  const timeColumn = draft.timeColumn ?? (time !== undefined && join.take.includes(time) ? time : undefined);
  return withCertainDates({ ...next, columns, suggested: [...suggested], timeColumn }, inspection);
}

/** Takes a joined file away, with every field that read one of its columns and every join that needed one. */
export function withoutJoin(draft: MapDraft, file: string): MapDraft {
  const gone = new Set(draft.joins.filter((join) => join.file === file).flatMap((join) => join.take));
  const columns = Object.fromEntries(
    Object.entries(draft.columns).filter(([, source]) => !columnsOf(source).some((column) => gone.has(column))),
  );
  return {
    ...draft,
    columns,
    joins: draft.joins.filter((join) => join.file !== file && !gone.has(join.on.column)),
    customColumns: draft.customColumns.filter((column) => !gone.has(column)),
    timeColumn: draft.timeColumn !== undefined && gone.has(draft.timeColumn) ? undefined : draft.timeColumn,
    dateFormat: columns[dateFieldOf(draft) ?? ''] ? draft.dateFormat : undefined,
  };
}

/** Whether the file says who people are, so that it has to be asked why the shop holds them (PV-16). */
export function hasPeople(draft: MapDraft): boolean {
  const { kind, columns } = draft;
  if (kind === 'customers' || kind === 'contacts') return true;
  return (kind === 'sales' ? PERSON_FIELDS : kind === 'reviews' ? [] : WHO).some((field) => columns[field]);
}

/** Opens a finished map for changes. */
export function draftOfMap(map: ImportMap): MapDraft {
  const columns: Record<string, FieldSource> = {};
  for (const [field, source] of Object.entries(map.columns)) if (source) columns[field] = source;
  return {
    kind: map.kind,
    columns,
    suggested: [],
    dateFormat: map.dateFormat,
    birthDateFormat: map.kind === 'customers' ? (map.birthDateFormat ?? map.dateFormat) : undefined,
    timeColumn: 'timeColumn' in map ? map.timeColumn : undefined,
    timeOfDay: 'timeOfDay' in map ? map.timeOfDay : undefined,
    decimal: map.decimal,
    customColumns: Object.values(map.customFields ?? {}),
    customNames: Object.fromEntries(Object.entries(map.customFields ?? {}).map(([name, column]) => [column, name])),
    words: wordsOf(map),
    ratingMax: map.kind === 'reviews' ? map.ratingMax : 5,
    joins: map.joins,
  };
}

function wordsOf(map: ImportMap): Readonly<Record<string, string>> {
  if (map.kind === 'sales') return map.kindValues ?? {};
  if (map.kind === 'customers') return map.consentValues ?? {};
  return (map.kind === 'reservations' && map.stateValues) || {};
}

/** Columns that a source reads. */
export function columnsOf(source: FieldSource | undefined): readonly string[] {
  if (!source) return [];
  if ('column' in source) return [source.column];
  if ('concat' in source) return source.concat;
  if ('multiply' in source) return source.multiply;
  return [];
}

/** Gives a field its source, or takes it away; it then is the person's own choice. */
export function withSource(draft: MapDraft, field: string, source: FieldSource | undefined): MapDraft {
  const columns = { ...draft.columns };
  if (source) columns[field] = source;
  else delete columns[field];
  const used = new Set(columnsOf(source));
  const isDate = field !== 'birth_date' && DATE_FIELDS[draft.kind].includes(field);
  return {
    ...draft,
    columns,
    suggested: draft.suggested.filter((one) => one !== field),
    customColumns: draft.customColumns.filter((column) => !used.has(column)),
    // Another column can be of another style; its own samples decide anew.
    ...(isDate ? { dateFormat: undefined } : {}),
    ...(field === 'birth_date' ? { birthDateFormat: undefined } : {}),
    ...(field === 'birth_date' && dateFieldOf(draft) === 'birth_date' ? { dateFormat: undefined } : {}),
    ...(field === timeFieldOf(draft.kind) && !source ? { timeColumn: undefined } : {}),
    ...(field === 'ordered_at' ? { timeOfDay: undefined } : {}),
    ...(field === WORD_FIELDS[draft.kind]?.field ? { words: {} } : {}),
  };
}

/** Fields a column is used for: a phone number can be both a number and a key. */
export function fieldsOf(draft: MapDraft, column: string): string[] {
  const fields = Object.keys(draft.columns).filter((field) => columnsOf(draft.columns[field]).includes(column));
  if (draft.timeColumn === column) fields.push('time');
  return fields;
}

/** Columns of the file that nothing takes, in the file's order; columns that are only the key of a join are taken. */
export function unusedColumns(draft: MapDraft, header: readonly string[]): string[] {
  const keys = new Set(draft.joins.map((join) => join.on.column));
  return header.filter(
    (column) => fieldsOf(draft, column).length === 0 && !draft.customColumns.includes(column) && !keys.has(column),
  );
}

/** The field whose dates the file's date style is for. */
export function dateFieldOf(draft: MapDraft): string | undefined {
  return DATE_FIELDS[draft.kind].find((field) => draft.columns[field]);
}

/** Whether birth dates have a style apart from the file's other dates. */
export function hasOwnBirthDates(draft: MapDraft): boolean {
  return draft.kind === 'customers' && draft.columns.birth_date !== undefined && dateFieldOf(draft) !== 'birth_date';
}

/** What still has to be filled before anything can be read: field names, and `dateFormat`. */
export function missingOf(draft: MapDraft): string[] {
  const missing = listMissingFields(draft.kind, Object.keys(draft.columns)).map((group) =>
    group.length === 1 ? (group[0] ?? '') : ONE_OF[draft.kind],
  );
  const dateField = dateFieldOf(draft);
  const isWritten = columnsOf(draft.columns[dateField ?? '']).length > 0;
  if (isWritten && !draft.dateFormat) missing.push('dateFormat');
  if (hasOwnBirthDates(draft) && !draft.birthDateFormat) missing.push('birthDateFormat');
  return missing;
}

/** The finished map; only for a draft with nothing missing. */
export function mapOfDraft(draft: MapDraft, reading: Reading): ImportMap {
  const words = Object.fromEntries(Object.entries(draft.words).filter(([, word]) => word !== ''));
  const hasWords = Object.keys(words).length > 0;
  const own: Record<string, unknown> = {
    kind: draft.kind,
    version: 1,
    columns: draft.columns,
    dateFormat: draft.dateFormat ?? 'ISO',
    decimal: draft.decimal,
    joins: draft.joins,
  };
  if (reading.encoding) own.encoding = reading.encoding;
  if (reading.delimiter) own.delimiter = reading.delimiter;
  if (reading.sheet) own.sheet = reading.sheet;
  if (reading.headerRow) own.headerRow = reading.headerRow;
  // Told even when there is none: columns that bear the name of a field are taken where nothing is said.
  if (draft.customColumns.length > 0 || draft.kind === 'customers') {
    own.customFields = Object.fromEntries(
      draft.customColumns.map((column) => [draft.customNames[column] ?? column.slice(0, 100), column]),
    );
  }
  if (timeFieldOf(draft.kind) && draft.timeColumn) own.timeColumn = draft.timeColumn;
  else if (draft.kind === 'sales' && draft.timeOfDay) own.timeOfDay = draft.timeOfDay;
  if (hasOwnBirthDates(draft)) own.birthDateFormat = draft.birthDateFormat;
  if (draft.kind === 'reviews') own.ratingMax = draft.ratingMax;
  const wordsKey = WORDS_KEY[draft.kind];
  if (hasWords && wordsKey) own[wordsKey] = words;
  // The server parses it by the schema; here every part has its type already.
  return own as unknown as ImportMap;
}

/** Different texts of a column among the sample rows, in their order, at most `limit`; blank ones left out. */
export function samplesOf(
  column: string,
  table: { header: readonly string[]; rows: readonly (readonly string[])[] },
  limit: number,
): string[] {
  const index = table.header.indexOf(column);
  if (index === -1) return [];
  const found = new Set<string>();
  for (const row of table.rows) {
    const text = (row[index] ?? '').trim();
    if (text !== '') found.add(text);
    if (found.size >= limit) break;
  }
  return [...found];
}

/** The field with words of its own, the words it may have, and the file's words that need a meaning. */
export function wordsToMatch(
  draft: MapDraft,
  table: { header: readonly string[]; rows: readonly (readonly string[])[] },
) {
  const own = WORD_FIELDS[draft.kind];
  const column = columnsOf(own ? draft.columns[own.field] : undefined)[0];
  if (!own || !column) return undefined;
  const { field, allowed, knows = () => false, propose } = own;
  const texts = new Set([...samplesOf(column, table, MAX_WORDS), ...Object.keys(draft.words)]);
  return {
    field,
    allowed,
    propose,
    texts: [...texts].filter((text) => !allowed.includes(text.toLowerCase()) && !knows(text)),
  };
}

/** More different words than this are no kind of a line but something else. */
const MAX_WORDS = 12;
