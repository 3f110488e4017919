import { newId } from '../../../shared/ids.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { CUSTOMER_STAGE_COLUMNS } from '../../customers/index.ts';
import { ITEM_STAGE_COLUMNS } from '../../menu/index.ts';
import { countLine, LINE_STAGE_COLUMNS, ORDER_STAGE_COLUMNS, signedAmount } from '../../orders/index.ts';
import { instantOf } from '../rules.ts';
import type { SalesLine } from '../sales-line.ts';
import type { StageConnection } from './connection.ts';
import { type CopyWriter, encodeText, openCopy } from './copy.ts';
import { encodePerson } from './person-row.ts';
import { encodeItem, encodeOrder, type HeldItem, type HeldOrder } from './sales-rows.ts';
import { SeenKeys } from './seen-keys.ts';

/** Clock of the shop. */
export interface ShopClock {
  timeZone: string;
  dayEndsAtHour: number;
  country: string;
}

/** Lines of one part of a file: enough to store at once with little ado, few enough to wait in memory while another is stored. */
const PART_LINES = 40_000;
/** Items and people that are held in memory; a file that names more tells of some of them twice. */
const MAX_HELD = 100_000;

/** The row of a line in hand, as it stands in the file. */
type CellsOf = (lineNumber: number) => readonly string[];

/** A part of the file whose lines stand in `line_stage` and whose orders stand in `part_order`. */
export interface StagedPart {
  lastOrderRef: number;
  /** An earlier part may have told of one of its orders. */
  hasRetold: boolean;
  /** It names items that no part before it does. */
  hasNewItems: boolean;
}

/**
 * Turns sales lines into the rows of the stage tables while they stream by, part by part: while the database stores one part
 * (`storePart`), the next is read. A line carries small numbers only; orders are written once a part, items when they are new
 * and once more as they turned out to be (`item_words`), people at the end.
 */
export class SalesStage {
  readonly #connection: StageConnection;
  readonly #shop: ShopClock;
  readonly #storePart: (part: StagedPart) => Promise<void>;
  readonly #cellsOf: CellsOf | undefined;
  #lines: CopyWriter | undefined;
  /** Rows of lines that wait while the connection is busy with another part. */
  #waiting = '';
  #storing: Promise<void> | undefined;
  #partLines = 0;
  #hasRetold = false;
  #orders = new Map<string, HeldOrder>();
  readonly #toldOrders = new SeenKeys();
  readonly #items = new Map<string, HeldItem>();
  #newItems: HeldItem[] = [];
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

  constructor(
    connection: StageConnection,
    shop: ShopClock,
    parts: { storePart: (part: StagedPart) => Promise<void>; cellsOf?: CellsOf | undefined },
  ) {
    this.#connection = connection;
    this.#shop = shop;
    this.#storePart = parts.storePart;
    this.#cellsOf = parts.cellsOf;
  }

  async add(lines: readonly SalesLine[]): Promise<void> {
    for (const line of lines) {
      // A part ends between two receipts, so that only a file in no order tells of one in two parts.
      if (this.#partLines >= PART_LINES && line.orderNo !== this.#lastOrderNo) await this.#endPart();
      this.#waiting += this.#stage(line);
      this.#partLines += 1;
    }
    this.accepted += lines.length;
    if (this.#storing === undefined) await this.#sendLines();
    if (this.#items.size + this.#customers.size >= MAX_HELD) await this.#flush();
  }

  async end(): Promise<void> {
    await this.#flush();
  }

  /** To be called when the file turns out to be unreadable half-way. */
  async abort(): Promise<void> {
    await this.#storing?.catch(() => {});
    await this.#lines?.abort();
  }

  async #sendLines(): Promise<CopyWriter> {
    this.#lines ??= openCopy(this.#connection.client, { table: 'line_stage', columns: LINE_STAGE_COLUMNS });
    this.#lines.add(this.#waiting);
    this.#waiting = '';
    await this.#lines.drain();
    return this.#lines;
  }

  async #endPart(): Promise<void> {
    if (this.#partLines === 0) return;
    await this.#storing;
    const lines = await this.#sendLines();
    this.#lines = undefined;
    await lines.end();
    const staged = { orders: this.#orders, items: this.#newItems };
    const part = {
      lastOrderRef: this.#nextOrderRef - 1,
      hasRetold: this.#hasRetold,
      hasNewItems: this.#newItems.length > 0,
    };
    this.#orders = new Map();
    this.#newItems = [];
    this.#lastOrder = undefined;
    this.#partLines = 0;
    this.#hasRetold = false;
    const storing = this.#copyPart(staged)
      .then(() => this.#storePart(part))
      .finally(() => {
        this.#storing = undefined;
      });
    // Nobody waits for it while the next part is read; a failure is heard when that one ends.
    storing.catch((error: unknown) => {
      this.#storing = Promise.reject(error);
      this.#storing.catch(() => {});
    });
    this.#storing = storing;
  }

  async #copyPart({ orders, items }: { orders: Map<string, HeldOrder>; items: HeldItem[] }): Promise<void> {
    await this.#copy('part_order', ORDER_STAGE_COLUMNS, orders.values(), encodeOrder);
    await this.#copy('item_stage', ITEM_STAGE_COLUMNS, items, encodeItem);
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
      const isRetold = this.#toldOrders.add(key);
      this.#hasRetold ||= isRetold;
      order = {
        ref: this.#nextOrderRef++,
        isRetold,
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
      this.#newItems.push(made);
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
    const cellsOf = this.#cellsOf;
    const row = encodePerson(ref, {
      customerId,
      phone: customerPhone,
      email: customerEmail,
      card: cardNo,
      name: customerName,
      country: this.#shop.country,
      line: line.lineNumber,
      cells: cellsOf && (() => cellsOf(line.lineNumber)),
    });
    this.#customers.set(key, { ref: row === undefined ? 0 : ref, row: row ?? '' });
    if (row === undefined) return 0;
    this.#nextCustomerRef += 1;
    return ref;
  }

  async #flush(): Promise<void> {
    await this.#endPart();
    await this.#storing;
    await this.#copy('item_words', ITEM_STAGE_COLUMNS, this.#items.values(), encodeItem);
    await this.#copy('customer_stage', CUSTOMER_STAGE_COLUMNS, this.#customers.values(), (held) => held.row);
    this.#items.clear();
    this.#customers.clear();
  }

  async #copy<T>(table: string, columns: string, values: Iterable<T>, encode: (value: T) => string): Promise<void> {
    const rows = [...values];
    if (rows.length === 0) return;
    const copy = openCopy(this.#connection.client, { table, columns });
    for (const value of rows) {
      copy.add(encode(value));
      await copy.drain();
    }
    await copy.end();
  }
}
