import { createHash } from 'node:crypto';
import type { JsonValue } from '../../../../shared/json.ts';
import { readPath } from '../../../../shared/json.ts';
import { looksLikeResidentNumber, redactResidentNumbers } from '../../../../shared/resident-number.ts';
import { businessDayOf } from '../../../../shared/time.ts';
import type { NewTouchpoint } from '../../../touchpoints/index.ts';
import type { GenericMap } from '../contract.ts';
import { ignore, NOTHING, type PartLine, type PartVersion, type Reading, type ReadingContext } from '../parts.ts';
import { ReadingProblem } from '../problem.ts';
import { lineWords, NO_ORDER_DETAILS, readAmount, readInstant, refuseOtherCurrency, toClue } from './read.ts';

/** More records belong into a file or the API. */
const MAX_RECORDS = 1_000;
const MAX_LINES = 500;
/** Fields kept with a touchpoint are cut here. */
const MAX_TEXT = 2_000;

type OrderMap = Extract<GenericMap, { kind: 'order' }>;
type TouchpointMap = Extract<GenericMap, { kind: 'touchpoint' }>;

/** Reads any JSON body under a map that somebody made on screen. @throws ReadingProblem */
export function readGeneric(body: JsonValue, map: GenericMap, context: ReadingContext): Reading {
  const records = listOf(readPath(body, map.records));
  if (records.length === 0) return ignore('nothing_inside');
  if (records.length > MAX_RECORDS) throw new ReadingProblem({ code: 'too_many_lines', path: map.records });
  const notes: Reading['notes'] =
    map.anonymous && records.some((record) => readPerson(record, map.fields, context)) ? ['person_left_out'] : [];
  if (map.kind === 'order')
    return { ...NOTHING, notes, parts: records.flatMap((record) => readOrder(record, map, context)) };
  return { ...NOTHING, notes, touchpoints: records.map((record) => readTouchpoint(record, map, context)) };
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A field's text; empty where nothing stands or the map says nothing. */
function textAt(record: JsonValue, path: string | undefined): string {
  const value = path === undefined ? undefined : readPath(record, path);
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value).trim();
}

function need(record: JsonValue, path: string | undefined): string {
  const text = textAt(record, path);
  if (text === '') throw new ReadingProblem({ code: 'shape', path: path ?? '' });
  return text;
}

function readPerson(
  record: JsonValue,
  fields: OrderMap['fields'] | TouchpointMap['fields'],
  { source }: ReadingContext,
) {
  return toClue({
    source,
    externalId: textAt(record, fields.customerId) || undefined,
    name: textAt(record, fields.name),
    phone: textAt(record, fields.phone),
    email: textAt(record, fields.email),
    cardNo: textAt(record, fields.cardNo),
  });
}

function readOrder(record: JsonValue, map: OrderMap, context: ReadingContext): PartVersion[] {
  const { fields } = map;
  const { currency, timeZone } = context;
  const found = textAt(record, fields.currency);
  if (found !== '') refuseOtherCurrency(found, currency);
  const orderNo = need(record, fields.orderNo).slice(0, 100);
  const orderedAt = readInstant(need(record, fields.orderedAt), timeZone, fields.orderedAt ?? '');
  const updatedAt = textAt(record, fields.updatedAt);
  const covers = Number(textAt(record, fields.covers) || Number.NaN);
  // Tills begin their numbers anew every day (OP-41).
  const externalOrderId = `${businessDayOf(new Date(orderedAt), context)} ${orderNo}`;
  const version: PartVersion = {
    externalOrderId,
    partId: 'order',
    // Without a time of its change, the later arrival is the newer.
    version:
      updatedAt === '' ? context.receivedAt.toISOString() : readInstant(updatedAt, timeZone, fields.updatedAt ?? ''),
    part: {
      isSettled: true,
      takesAllBack: false,
      lines: map.lines === '' ? [readOnlyLine(record, map, context)] : readLines(record, map, context),
      order: {
        ...NO_ORDER_DETAILS,
        orderNo,
        orderedAt,
        channel: textAt(record, fields.channel).slice(0, 60),
        tableNo: textAt(record, fields.tableNo).slice(0, 40),
        covers: Number.isInteger(covers) && covers >= 0 && covers <= 9_999 ? covers : null,
        couponCode: textAt(record, fields.couponCode).slice(0, 60),
      },
    },
    person: map.anonymous ? undefined : readPerson(record, fields, context),
  };
  const isCancelled = map.cancelled !== undefined && map.cancelled.values.includes(textAt(record, map.cancelled.path));
  if (!isCancelled) return [version];
  return [
    version,
    {
      externalOrderId,
      partId: 'end',
      version: 'end',
      part: { isSettled: true, takesAllBack: true, lines: [], order: null },
    },
  ];
}

function readOnlyLine(record: JsonValue, { fields }: OrderMap, { currency }: ReadingContext): PartLine {
  const amountMinor = readAmount(need(record, fields.amount), currency, fields.amount ?? '');
  return {
    key: 'all',
    itemCode: null,
    itemName: textAt(record, fields.itemName).slice(0, 300) || lineWords(currency).payment,
    category: '',
    options: '',
    kind: amountMinor < 0 ? 'refund' : amountMinor > 0 ? 'sale' : 'comp',
    quantity: amountMinor < 0 ? -1 : 1,
    amountMinor,
  };
}

function readLines(record: JsonValue, map: OrderMap, { currency }: ReadingContext): PartLine[] {
  const rows = listOf(readPath(record, map.lines));
  if (rows.length > MAX_LINES) throw new ReadingProblem({ code: 'too_many_lines', path: map.lines });
  const { lineFields } = map;
  const seen = new Map<string, number>();
  return rows.map((row, index): PartLine => {
    const at = (path: string | undefined) => `${map.lines}.${index}${path ? `.${path}` : ''}`;
    const written = textAt(row, lineFields.amount);
    if (written === '') throw new ReadingProblem({ code: 'shape', path: at(lineFields.amount) });
    const value = readAmount(written, currency, at(lineFields.amount));
    const itemName = textAt(row, lineFields.itemName).slice(0, 300);
    const itemCode = textAt(row, lineFields.itemCode).slice(0, 100) || null;
    if (itemName === '' && itemCode === null)
      throw new ReadingProblem({ code: 'shape', path: at(lineFields.itemName) });
    const quantity = Number(textAt(row, lineFields.quantity) || 1);
    if (!Number.isFinite(quantity)) throw new ReadingProblem({ code: 'shape', path: at(lineFields.quantity) });
    const isRefund = value < 0 || ['true', '1', 'y', 't'].includes(textAt(row, lineFields.refunded).toLowerCase());
    const options = textAt(row, lineFields.options).slice(0, 300);
    // Lines have no id of their own here: the nth of the same item and options is the same line in a later version.
    const thing = [itemCode ?? itemName, options, isRefund].join('\n');
    const nth = seen.get(thing) ?? 0;
    seen.set(thing, nth + 1);
    return {
      key: `${thing}\n${nth}`,
      itemCode,
      itemName: itemName || (itemCode ?? ''),
      category: '',
      options,
      kind: isRefund ? 'refund' : value > 0 ? 'sale' : 'comp',
      quantity: Math.round((isRefund ? -Math.abs(quantity) : quantity) * 1_000) / 1_000,
      amountMinor: isRefund ? -Math.abs(value) : value,
    };
  });
}

function readTouchpoint(record: JsonValue, map: TouchpointMap, context: ReadingContext): NewTouchpoint {
  const { fields } = map;
  const at = textAt(record, fields.at);
  const kind = textAt(record, fields.kind).slice(0, 60) || map.kindWord;
  if (kind === '') throw new ReadingProblem({ code: 'shape', path: fields.kind ?? '' });
  const id = textAt(record, fields.id);
  const person = map.anonymous ? undefined : readPerson(record, fields, context);
  const payload = Object.fromEntries(
    Object.entries(map.payload).flatMap(([name, path]) => {
      const value = readPath(record, path);
      if (value === undefined || value === null || typeof value === 'object') return [];
      if (typeof value === 'string') return [[name, value.slice(0, MAX_TEXT)]];
      // Thirteen digits without quotes may be a moment as well: blotted out, not refused (PV-12).
      return [[name, looksLikeResidentNumber(String(value)) ? redactResidentNumbers(String(value)) : value]];
    }),
  );
  return {
    at: at === '' ? context.receivedAt : new Date(readInstant(at, context.timeZone, fields.at ?? '')),
    phase: map.phase,
    kind,
    channel: textAt(record, fields.channel).slice(0, 60),
    // Without an id of its own, the same words are the same thing.
    idempotencyKey: id === '' ? createHash('sha256').update(JSON.stringify(record)).digest('hex') : id.slice(0, 200),
    ...(person ? { person } : {}),
    payload,
  };
}
