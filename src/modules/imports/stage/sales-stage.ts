import { newId } from '../../../shared/ids.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { CUSTOMER_STAGE_COLUMNS } from '../../customers/index.ts';
import { ITEM_STAGE_COLUMNS } from '../../menu/index.ts';
import { countLine, LINE_STAGE_COLUMNS, ORDER_STAGE_COLUMNS, signedAmount } from '../../orders/index.ts';
import { instantOf } from '../rules.ts';
import type { SalesLine } from '../sales-line.ts';
import type { StageConnection } from './connection.ts';
import { type CopyWriter, encodeOptional, encodeText, openCopy } from './copy.ts';
import { encodePerson } from './person-row.ts';

/** Clock of the shop. */
export interface ShopClock {
  timeZone: string;
  dayEndsAtHour: number;
  country: string;
}

/** Orders, items and people of a part of the file that are held in memory; a longer file is staged in several parts. */
const MAX_HELD = 100_000;

interface HeldOrder {
  ref: number;
  /** What it is called if it is new. */
  orderId: string;
  orderNo: string;
  businessDay: string;
  orderedMs: number;
  customerRef: number;
  channel: string;
  tableNo: string;
  covers: number | undefined;
  staff: string;
  couponCode: string;
  grossMinor: number;
  refundMinor: number;
  lineCount: number;
}

interface HeldItem {
  ref: number;
  key: string;
  code: string | undefined;
  name: string;
  category: string;
  priceMinor: number | undefined;
  costMinor: number | undefined;
  describedMs: number;
  isSold: boolean;
}

/**
 * Turns sales lines into the rows of the stage tables while they stream by. A line carries small numbers only; orders,
 * items and people are written once, when a part is full or the file has ended.
 */
export class SalesStage {
  readonly #connection: StageConnection;
  readonly #shop: ShopClock;
  #lines: CopyWriter | undefined;
  readonly #orders = new Map<string, HeldOrder>();
  readonly #items = new Map<string, HeldItem>();
  /** COPY row of a person by what the file says of her. */
  readonly #customers = new Map<string, { ref: number; row: string }>();
  #nextOrderRef = 1;
  #nextItemRef = 1;
  #nextCustomerRef = 1;
  #lastOrderNo = '';
  #lastOrderedAt = '';
  #lastOrder: HeldOrder | undefined;
  #lastTime = { text: '', ms: 0, businessDay: '' };
  accepted = 0;

  constructor(connection: StageConnection, shop: ShopClock) {
    this.#connection = connection;
    this.#shop = shop;
  }

  async add(lines: readonly SalesLine[]): Promise<void> {
    this.#lines ??= openCopy(this.#connection.client, { table: 'line_stage', columns: LINE_STAGE_COLUMNS });
    let rows = '';
    for (const line of lines) rows += this.#stage(line);
    this.accepted += lines.length;
    this.#lines.add(rows);
    await this.#lines.drain();
    if (this.#orders.size + this.#items.size + this.#customers.size >= MAX_HELD) await this.#flush();
  }

  async end(): Promise<void> {
    await this.#flush();
  }

  /** To be called when the file turns out to be unreadable half-way. */
  async abort(): Promise<void> {
    await this.#lines?.abort();
  }

  #stage(line: SalesLine): string {
    const amountMinor = signedAmount(line.kind, line.amountMinor);
    const order = this.#orderOf(line);
    order.lineCount += 1;
    const counted = countLine(line);
    order.grossMinor += counted.grossMinor;
    order.refundMinor += counted.refundMinor;
    const itemRef = this.#itemRefOf(line, order.orderedMs);
    return `${order.ref}\t${order.lineCount}\t${itemRef}\t${line.kind}\t${line.quantity}\t${amountMinor}\t${line.unitPriceMinor ?? '\\N'}\t${line.costMinor ?? '\\N'}\t${line.options === undefined ? '' : encodeText(line.options)}\n`;
  }

  #orderOf(line: SalesLine): HeldOrder {
    // The lines of one receipt mostly follow each other.
    if (this.#lastOrder && line.orderNo === this.#lastOrderNo && line.orderedAt === this.#lastOrderedAt) {
      this.#describeOrder(this.#lastOrder, line);
      return this.#lastOrder;
    }
    const { ms, businessDay } = this.#timeOf(line.orderedAt);
    const key = `${businessDay}${line.orderNo}`;
    let order = this.#orders.get(key);
    if (!order) {
      order = {
        ref: this.#nextOrderRef++,
        orderId: newId(),
        orderNo: line.orderNo,
        businessDay,
        orderedMs: ms,
        customerRef: 0,
        channel: '',
        tableNo: '',
        covers: undefined,
        staff: '',
        couponCode: '',
        grossMinor: 0,
        refundMinor: 0,
        lineCount: 0,
      };
      this.#orders.set(key, order);
    }
    if (ms < order.orderedMs) order.orderedMs = ms;
    this.#describeOrder(order, line);
    this.#lastOrder = order;
    this.#lastOrderNo = line.orderNo;
    this.#lastOrderedAt = line.orderedAt;
    return order;
  }

  /** What a receipt says once may stand on any of its lines; the first that says it counts. */
  #describeOrder(order: HeldOrder, line: SalesLine): void {
    if (order.customerRef === 0) order.customerRef = this.#customerRefOf(line);
    if (line.channel !== undefined && order.channel === '') order.channel = line.channel;
    if (line.tableNo !== undefined && order.tableNo === '') order.tableNo = line.tableNo;
    if (line.covers !== undefined) order.covers ??= line.covers;
    if (line.staff !== undefined && order.staff === '') order.staff = line.staff;
    if (line.couponCode !== undefined && order.couponCode === '') order.couponCode = line.couponCode;
  }

  #timeOf(text: string) {
    if (this.#lastTime.text === text) return this.#lastTime;
    const instant = instantOf(text, this.#shop.timeZone);
    this.#lastTime = { text, ms: instant.getTime(), businessDay: businessDayOf(instant, this.#shop) };
    return this.#lastTime;
  }

  #itemRefOf(line: SalesLine, orderedMs: number): number {
    const key = line.itemCode ?? line.itemName;
    const isSold = line.kind === 'sale';
    const item = this.#items.get(key);
    if (!item) {
      const made: HeldItem = {
        ref: this.#nextItemRef++,
        key,
        code: line.itemCode,
        name: line.itemName,
        category: line.category ?? '',
        priceMinor: isSold ? line.unitPriceMinor : undefined,
        costMinor: line.costMinor,
        describedMs: orderedMs,
        isSold,
      };
      this.#items.set(key, made);
      return made.ref;
    }
    // The latest sale names the item; a correction does so only while no sale has.
    if (isSold === item.isSold ? orderedMs >= item.describedMs : isSold) {
      item.name = line.itemName;
      item.describedMs = orderedMs;
      item.isSold = isSold;
      if (line.category !== undefined) item.category = line.category;
      if (isSold && line.unitPriceMinor !== undefined) item.priceMinor = line.unitPriceMinor;
      if (line.costMinor !== undefined) item.costMinor = line.costMinor;
    }
    return item.ref;
  }

  /** 0 for an anonymous sale (OP-20): no number, no phone that is somebody's, no e-mail, no card of the shop. */
  #customerRefOf(line: SalesLine): number {
    const { customerId = '', customerPhone = '', customerEmail = '', cardNo = '', customerName = '' } = line;
    if (customerId === '' && customerPhone === '' && customerEmail === '' && cardNo === '') return 0;
    const key = `${customerId}\t${customerPhone}\t${customerEmail}\t${cardNo}\t${customerName}`;
    const held = this.#customers.get(key);
    if (held) return held.ref;
    const ref = this.#nextCustomerRef;
    const row = encodePerson(ref, {
      customerId,
      phone: customerPhone,
      email: customerEmail,
      card: cardNo,
      name: customerName,
      country: this.#shop.country,
    });
    this.#customers.set(key, { ref: row === undefined ? 0 : ref, row: row ?? '' });
    if (row === undefined) return 0;
    this.#nextCustomerRef += 1;
    return ref;
  }

  async #flush(): Promise<void> {
    await this.#lines?.end();
    this.#lines = undefined;
    await this.#copy('order_stage', ORDER_STAGE_COLUMNS, this.#orders.values(), encodeOrder);
    await this.#copy('item_stage', ITEM_STAGE_COLUMNS, this.#items.values(), encodeItem);
    await this.#copy('customer_stage', CUSTOMER_STAGE_COLUMNS, this.#customers.values(), (held) => held.row);
    this.#orders.clear();
    this.#items.clear();
    this.#customers.clear();
    this.#lastOrder = undefined;
  }

  async #copy<T>(table: string, columns: string, values: Iterable<T>, encode: (value: T) => string): Promise<void> {
    const copy = openCopy(this.#connection.client, { table, columns });
    for (const value of values) {
      copy.add(encode(value));
      await copy.drain();
    }
    await copy.end();
  }
}

const DAY_MS = 86_400_000;
const dayTexts = new Map<number, string>();
const twoDigits = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));

/** As `toISOString`, in a fraction of its time: the orders of a file share their days. */
function isoOf(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  let dayText = dayTexts.get(day);
  if (dayText === undefined) {
    dayText = new Date(day * DAY_MS).toISOString().slice(0, -13);
    dayTexts.set(day, dayText);
  }
  const inDay = ms - day * DAY_MS;
  const seconds = Math.floor(inDay / 1_000);
  const clock = `${twoDigits[Math.floor(seconds / 3_600)]}:${twoDigits[Math.floor(seconds / 60) % 60]}:${twoDigits[seconds % 60]}`;
  return `${dayText}${clock}.${String(inDay % 1_000).padStart(3, '0')}Z`;
}

function encodeOrder(order: HeldOrder): string {
  return `${order.ref}\t${order.orderId}\t${encodeText(order.orderNo)}\t${order.businessDay}\t${isoOf(order.orderedMs)}\t${
    order.customerRef === 0 ? '\\N' : order.customerRef
  }\t${encodeText(order.channel)}\t${encodeText(order.tableNo)}\t${order.covers ?? '\\N'}\t${encodeText(order.staff)}\t${encodeText(
    order.couponCode,
  )}\t${order.grossMinor}\t${order.refundMinor}\t${order.lineCount}\n`;
}

function encodeItem(item: HeldItem): string {
  return `${item.ref}\t${encodeText(item.key)}\t${encodeOptional(item.code)}\t${encodeText(item.name)}\t${encodeText(item.category)}\t${
    item.priceMinor ?? '\\N'
  }\t${item.costMinor ?? '\\N'}\t${new Date(item.describedMs).toISOString()}\t${item.isSold}\n`;
}
