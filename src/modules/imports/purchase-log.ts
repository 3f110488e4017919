import { parsePhone } from '../../shared/phone.ts';
import { type ImportMap, salesMapSchema } from './map.ts';
import { matchColumns } from './match-columns.ts';
import { detectDateFormats } from './reader/dates.ts';
import { readSales } from './suggest-map.ts';

/** Columns that hold the number of who bought and nothing else. */
const CUSTOMER_NAMES = { customer_id: 'customerid custid 고객번호 회원번호 회원id 고객id memberid' };
/** These may hold the number of an order, or names: looked at row by row. */
const BARE_NAMES: ReadonlySet<string> = new Set(['id', 'customer', '고객', '손님']);
/** Belongs to its day wherever the shop's day begins. */
const MIDDAY = '12:00';
/** Rows that a guess looks at. */
export const LOG_SAMPLE_ROWS = 500;

/** Whether a cell can be a number the shop gave somebody: a name has no digit, and a phone number or an address is no such number. */
function isCustomerNumber(cell: string): boolean {
  if (!/^[\p{L}\p{N}_.-]*\p{N}[\p{L}\p{N}_.-]*$/u.test(cell)) return false;
  const phone = parsePhone(cell);
  // Bare digits without a leading zero are read as a landline whose zero a spreadsheet ate: a long customer number looks alike.
  return phone === undefined || (phone.kind !== 'mobile' && /^[1-9]\d*$/.test(cell));
}

/**
 * The map of a purchase log: who bought, when, for how much, and not what (id, date, quantity, amount). Everything else is
 * said for it: one purchase a row, `itemName` bought, the purchases of a person on one day one order. Undefined for any other
 * file: one with items, one whose days can be read two ways, one whose customers are names, phone numbers or blank, one whose
 * `id` never comes back on another day (orders have such numbers, guests have not).
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
  const bare = header.find((name) => BARE_NAMES.has(name.trim().toLowerCase()));
  const day = sales.ordered_at;
  const customer =
    named ?? (bare && comesBack(sample.map((row) => [cell(row, bare), cell(row, day)])) ? bare : undefined);
  // A blank cell is a purchase of nobody known: no log of who bought.
  if (customer === undefined || !sample.every((row) => isCustomerNumber(cell(row, customer)))) return undefined;
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
