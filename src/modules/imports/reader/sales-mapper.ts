import { minorUnitDigits, parseAmountMinor } from '../../../shared/money.ts';
import type { SalesMap } from '../map.ts';
import type { SalesLine, SalesLineKind } from '../sales-line.ts';
import {
  bindFields,
  createDateReader,
  FieldProblem,
  findCellCountError,
  fromDecimalComma,
  type Happened,
  readCustom,
  readGoods,
  readPersonal,
  readRequired,
  readText,
  readWord,
  type TextField,
} from './field-readers.ts';
import type { RowError } from './reasons.ts';

const KINDS = ['sale', 'refund', 'void', 'comp'] as const;
const QUANTITY = /^[-+]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d{1,3}0*)?$/;
const MAX_QUANTITY = 1e9;
/**
 * Most that one line may come to, in minor units: 10,000,000,000 won or 100,000,000.00 pounds. A wholesale invoice of
 * 168,469.60 pounds has room; a bar code in the column of amounts has not.
 */
const MAX_LINE_MINOR = 1e10;

/** What became of one row. */
export type MappedRow<Line> = { ok: Line } | { error: RowError };

/** Turns raw rows of one file into sales lines. */
export interface SalesMapper {
  mapRow(cells: readonly string[], lineNumber: number): MappedRow<SalesLine>;
  /** Columns of the file that no field uses: to be offered as custom fields, never dropped in silence. */
  unmappedColumns: string[];
}

/**
 * Binds a sales map to the header of a file (with the columns of its joins, if any).
 * `unit_price` and `cost` are rounded to the currency's minor unit: they inform, the amount counts.
 * @throws AppError invalid_input when the file lacks a column of the map.
 */
export function createSalesMapper(options: {
  map: SalesMap;
  header: readonly string[];
  currency: string;
  /** Undefined: any time is taken. */
  happened?: Happened | undefined;
}): SalesMapper {
  const { map, header, currency } = options;
  const { fields, usedColumns } = bindFields(map.columns, header);
  const extra = bindFields(
    Object.fromEntries(Object.entries(map.customFields ?? {}).map(([name, column]) => [name, { column }])),
    header,
  );
  const time =
    map.timeColumn === undefined ? undefined : bindFields({ time: { column: map.timeColumn } }, header).fields.time;
  const customFields = Object.entries(extra.fields).filter(
    (entry): entry is [string, TextField] => entry[1] !== undefined,
  );
  const readDate = createDateReader(map.dateFormat, options.happened);
  const readNumber = map.decimal === ',' ? fromDecimalComma : (text: string) => text;
  const used = new Set([...usedColumns, ...extra.usedColumns, map.timeColumn]);

  const toAmount = (field: TextField, text: string): number => {
    const amountMinor = parseAmountMinor(readNumber(text), currency);
    if (amountMinor === undefined) throw new FieldProblem(field, text, 'amount_format', { currency });
    refuseLargeAmount(field, text, { amountMinor, currency });
    return amountMinor;
  };
  const readOptionalAmount = (field: TextField | undefined, cells: readonly string[]) => {
    const text = field?.read(cells);
    return field === undefined || text === undefined || text === '' ? undefined : toAmount(field, text);
  };
  const isOrderOfBuyer = isMadeOfBuyer(map.columns);
  const readAmount = bindAmount({ map, header, currency, amount: fields.amount, toAmount, readNumber });

  function readLine(cells: readonly string[], lineNumber: number): SalesLine {
    const written = readRequired(fields.order_no, cells);
    const orderNo = isOrderOfBuyer && fields.customer_id?.read(cells) === '' ? `${written}#${lineNumber}` : written;
    const dateText = readRequired(fields.ordered_at, cells);
    const orderedAt = readDate(
      fields.ordered_at as TextField,
      time
        ? joinTime(dateText, readRequired(time, cells))
        : map.timeOfDay === undefined
          ? dateText
          : joinTime(dateText, map.timeOfDay),
    );
    const itemName = readGoods(fields.item_name, cells) ?? readRequired(fields.item_name, cells);
    const quantity = toQuantity(fields.quantity as TextField, readNumber(readRequired(fields.quantity, cells)));
    const amountMinor = readAmount(cells);
    const kind =
      readWord(fields.kind, cells, { allowed: KINDS, own: map.kindValues }) ?? decideKind(amountMinor, quantity);
    const line: SalesLine = { lineNumber, orderNo, orderedAt, itemName, quantity, amountMinor, kind };
    setText(line, 'itemCode', readText(fields.item_code, cells));
    setText(line, 'category', readPersonal(fields.category, cells));
    setText(line, 'channel', readPersonal(fields.channel, cells));
    setText(line, 'customerId', readPersonal(fields.customer_id, cells));
    setText(line, 'customerName', readPersonal(fields.customer_name, cells));
    setText(line, 'customerPhone', readPersonal(fields.customer_phone, cells));
    setText(line, 'customerEmail', readPersonal(fields.customer_email, cells));
    setText(line, 'cardNo', readPersonal(fields.card_no, cells));
    setText(line, 'tableNo', readPersonal(fields.table_no, cells));
    setText(line, 'couponCode', readGoods(fields.coupon_code, cells));
    setText(line, 'staff', readPersonal(fields.staff, cells));
    setText(line, 'options', readPersonal(fields.options, cells));
    const unitPriceMinor = readOptionalAmount(fields.unit_price, cells);
    if (unitPriceMinor !== undefined) line.unitPriceMinor = unitPriceMinor;
    const costMinor = readOptionalAmount(fields.cost, cells);
    if (costMinor !== undefined) line.costMinor = costMinor;
    const covers = readText(fields.covers, cells);
    if (covers !== undefined) line.covers = toWholeNumber(fields.covers as TextField, covers);
    const custom = customFields.length > 0 ? readCustom(customFields, cells) : undefined;
    if (custom) line.custom = custom;
    return line;
  }

  return {
    mapRow(cells, lineNumber) {
      if (cells.length !== header.length) {
        const error = findCellCountError(cells, header.length, lineNumber);
        if (error) return { error };
      }
      try {
        return { ok: readLine(cells, lineNumber) };
      } catch (problem) {
        if (problem instanceof FieldProblem) return { error: problem.at(lineNumber) };
        throw problem;
      }
    },
    unmappedColumns: header.filter((name) => !used.has(name)),
  };
}

/** Whether an order is whatever one buyer bought at a time: where the buyer is not known, each line is an order of its own. */
function isMadeOfBuyer({ order_no: order, customer_id: buyer }: SalesMap['columns']): boolean {
  return (
    order !== undefined && 'concat' in order && !!buyer && 'column' in buyer && order.concat.includes(buyer.column)
  );
}

/** The kind of a line whose file does not say: given back when a sign is negative, for nothing when the amount is 0, else sold. */
export function decideKind(amountMinor: number, quantity: number): SalesLineKind {
  if (amountMinor < 0 || quantity < 0) return 'refund';
  return amountMinor === 0 ? 'comp' : 'sale';
}

type TextKey =
  | 'itemCode'
  | 'category'
  | 'options'
  | 'channel'
  | 'customerId'
  | 'customerName'
  | 'customerPhone'
  | 'customerEmail'
  | 'cardNo'
  | 'tableNo'
  | 'couponCode'
  | 'staff';

function setText(line: SalesLine, key: TextKey, text: string | undefined) {
  if (text !== undefined) line[key] = text;
}

/** A date cell of a workbook may carry midnight beside the column with the real time. */
function joinTime(date: string, time: string): string {
  return `${date.replace(/[T ]0{1,2}:00(:00)?$/, '')} ${time}`;
}

function refuseLargeAmount(
  field: TextField,
  text: string,
  { amountMinor, currency }: { amountMinor: number; currency: string },
): void {
  if (Math.abs(amountMinor) <= MAX_LINE_MINOR) return;
  const max = (MAX_LINE_MINOR / 10 ** minorUnitDigits(currency)).toLocaleString('en');
  throw new FieldProblem(field, text, 'amount_range', { max, currency });
}

function toQuantity(field: TextField, text: string): number {
  const quantity = QUANTITY.test(text) ? Number(text.includes(',') ? text.replaceAll(',', '') : text) : Number.NaN;
  if (!(Math.abs(quantity) <= MAX_QUANTITY)) throw new FieldProblem(field, text, 'quantity_format');
  return quantity === 0 ? 0 : quantity;
}

function toWholeNumber(field: TextField, text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new FieldProblem(field, text, 'whole_number');
  return Number(text);
}

function bindAmount(parts: {
  map: SalesMap;
  header: readonly string[];
  currency: string;
  amount: TextField | undefined;
  toAmount: (field: TextField, text: string) => number;
  readNumber: (text: string) => string;
}): (cells: readonly string[]) => number {
  const { map, header, currency, amount, toAmount, readNumber } = parts;
  const source = map.columns.amount;
  if (!('multiply' in source)) {
    return (cells) => toAmount(amount as TextField, readRequired(amount, cells));
  }
  const [first, second] = source.multiply;
  const quantityColumn = map.columns.quantity;
  // The factor that is the quantity has up to three decimals; the other one is a price.
  const isFirstQuantity = !('column' in quantityColumn) || quantityColumn.column !== second;
  const { fields } = bindFields(
    { quantity: { column: isFirstQuantity ? first : second }, price: { column: isFirstQuantity ? second : first } },
    header,
  );
  const quantityField = fields.quantity as TextField;
  const priceField = fields.price as TextField;
  const tooFine = new RegExp(`\\.\\d{${minorUnitDigits(currency)}}\\d*[1-9]`);
  return (cells) => {
    const quantity = toQuantity(quantityField, readNumber(readRequired(quantityField, cells)));
    const priceText = readRequired(priceField, cells);
    // A price finer than the minor unit would be rounded before it is multiplied, and the sum would be off.
    if (tooFine.test(readNumber(priceText)))
      throw new FieldProblem(priceField, priceText, 'amount_format', { currency });
    const product = (Math.round(quantity * 1000) * toAmount(priceField, priceText)) / 1000;
    const rounded = Math.sign(product) * Math.round(Math.abs(product));
    refuseLargeAmount(priceField, priceText, { amountMinor: rounded, currency });
    return rounded === 0 ? 0 : rounded;
  };
}
