import { type ImportMap, salesMapSchema } from './map.ts';
import { matchColumns } from './match-columns.ts';
import { detectDateFormats } from './reader/dates.ts';
import { readSales } from './suggest-map.ts';

/** Columns that name who bought and nothing else; a bare `id` may be an order's, and is looked at row by row. */
const CUSTOMER_NAMES = { customer_id: 'customer customerid custid 고객 손님 고객번호 회원번호 회원id 고객id memberid' };
/** Belongs to its day wherever the shop's day begins. */
const MIDDAY = '12:00';
/** Rows that a guess looks at. */
export const LOG_SAMPLE_ROWS = 500;

/**
 * The map of a purchase log: who bought, when, for how much, and not what (id, date, quantity, amount). Everything else is
 * said for it: one purchase a row, `itemName` bought, the purchases of a person on one day one order. Undefined for any other
 * file: one with items, one whose days can be read two ways, one whose `id` never comes back on another day (orders have
 * such numbers, guests have not).
 */
export function findPurchaseLogMap(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  itemName: string,
): Extract<ImportMap, { kind: 'sales' }> | undefined {
  const { customer_id: _known, time, ...sales } = readSales(header);
  if (sales.item_name || sales.item_code || !sales.ordered_at || !sales.amount) return undefined;
  const sample = rows.slice(0, LOG_SAMPLE_ROWS);
  const cell = (row: readonly string[], name: string) => (row[header.indexOf(name)] ?? '').trim();
  const named = matchColumns(header, ['customer_id'], CUSTOMER_NAMES).customer_id;
  const bare = header.find((name) => name.trim().toLowerCase() === 'id');
  const day = sales.ordered_at;
  const customer =
    named ?? (bare && comesBack(sample.map((row) => [cell(row, bare), cell(row, day)])) ? bare : undefined);
  // A name is nobody's number.
  if (customer === undefined || !sample.every((row) => /^[\p{L}\p{N}_.-]*$/u.test(cell(row, customer))))
    return undefined;
  const { candidates, ambiguous } = detectDateFormats(sample.map((row) => cell(row, day)));
  const [dateFormat] = candidates;
  if (dateFormat === undefined || ambiguous) return undefined;
  const parsed = salesMapSchema.safeParse({
    kind: 'sales',
    version: 1,
    dateFormat,
    ...(time === undefined ? {} : { timeColumn: time }),
    ...(time === undefined && sample.every((row) => !/[:시]/.test(cell(row, day))) ? { timeOfDay: MIDDAY } : {}),
    columns: {
      ...Object.fromEntries(Object.entries(sales).map(([field, column]) => [field, { column }])),
      customer_id: { column: customer },
      item_name: { constant: itemName },
      order_no: sales.order_no ? { column: sales.order_no } : { concat: [customer, day] },
      quantity: sales.quantity ? { column: sales.quantity } : { constant: '1' },
    },
  });
  return parsed.success ? parsed.data : undefined;
}

/** Whether any number stands beside two different days. */
function comesBack(pairs: readonly (readonly [id: string, day: string])[]): boolean {
  const dayOf = new Map<string, string>();
  return pairs.some(([id, day]) => {
    const before = dayOf.get(id) ?? day;
    dayOf.set(id, before);
    return id !== '' && before !== day;
  });
}

/** What a purchase is called whose file does not say what was bought. */
export const purchaseName = ({ country }: { country: string }) => (country === 'KR' ? '구매' : 'Purchase');
