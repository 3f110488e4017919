import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { newId } from '../../shared/ids.ts';
import { getWorkspace } from '../workspace/index.ts';
import { type ImportOptions, importCustomers, importSales, importSalesLines, undoImport } from './index.ts';
import { type ImportMap, importMapSchema } from './map.ts';
import type { FileToRead } from './service/read-file.ts';

const context = await createTestContext();
const HEADER = 'order_no,ordered_at,item_name,quantity,amount,kind,customer_id,customer_name,customer_phone';

function write(shop: TestShop, name: string, content: string | Buffer): string {
  const folder = path.join(context.config.home, 'files', shop.workspaceId);
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

function importText(
  shop: TestShop,
  rows: string[],
  options: Partial<FileToRead & ImportOptions> & { header?: string } = {},
) {
  const source = write(shop, 'sales.csv', [options.header ?? HEADER, ...rows].join('\n'));
  return importSales(context, shop.actor(), { source, fileName: 'sales.csv', ...options });
}

async function totals(shop: TestShop) {
  const orders = await shop.db
    .selectFrom('orders.saleOrder')
    .selectAll()
    .where('workspaceId', '=', shop.workspaceId)
    .execute();
  const lines = await shop.db
    .selectFrom('orders.orderLine')
    .selectAll()
    .where('workspaceId', '=', shop.workspaceId)
    .execute();
  const customers = await shop.db
    .selectFrom('customers.customer')
    .selectAll()
    .where('workspaceId', '=', shop.workspaceId)
    .execute();
  const items = await shop.db.selectFrom('menu.item').selectAll().where('workspaceId', '=', shop.workspaceId).execute();
  return { orders, lines, customers, items };
}

function byOrderNo<O extends { orderNo: string }>(orders: readonly O[]): O[] {
  return orders.toSorted((a, b) => a.orderNo.localeCompare(b.orderNo));
}

const counts = async (shop: TestShop) => {
  const found = await totals(shop);
  return [found.orders.length, found.lines.length, found.customers.length, found.items.length];
};

const TWO_RECEIPTS = [
  'R1,2026-11-20T18:30:00,김치찌개,1,9000,sale,7,김하나,010-1234-5678',
  'R1,2026-11-20T18:30:00,공기밥,1,1000,sale,7,김하나,010-1234-5678',
  'R1,2026-11-20T18:30:00,공기밥,1,1000,sale,7,김하나,010-1234-5678',
  'R2,2026-11-21T01:30:00,소주,2,10000,sale,,,',
];

describe('a basket file', () => {
  const BASKETS = ['김밥,라면,라면', '커피', '라면,900101-1234567,커피'];

  it('becomes orders without people and without prices; tried, taken once, taken back', async () => {
    const shop = await buildShop(context);
    const take = (options: Partial<FileToRead & ImportOptions> = {}) =>
      importText(shop, BASKETS, { header: 'items', day: '2026-11-20', ...options });
    await expect(take({ day: undefined })).rejects.toMatchObject({ details: { problem: 'day_missing' } });

    const brought = { rows: 6, accepted: 5, rejected: 1, orders: { created: 3, updated: 0 }, items: { created: 3 } };
    expect(await take({ dryRun: true })).toMatchObject(brought);
    expect(await counts(shop)).toEqual([0, 0, 0, 0]);
    const taken = await take();
    expect(taken).toMatchObject({ ...brought, duplicates: 0, customers: { created: 0, matched: 0 } });
    // A number that nobody may keep (PV-12) is refused by its line.
    expect(taken.reasons).toMatchObject([{ column: 'item_name', reason: 'resident_number', lines: [4] }]);
    const { orders, lines } = await totals(shop);
    expect(orders.map(({ businessDay, customerId }) => [businessDay, customerId])).toEqual(
      Array.from({ length: 3 }, () => ['2026-11-20', null]),
    );
    expect(new Set(lines.map((line) => `${line.kind} ${line.amountMinor} ${line.unitPriceMinor}`))).toEqual(
      new Set(['sale 0 null']),
    );
    expect(lines.map(({ quantity }) => quantity).toSorted((a, b) => a - b)).toEqual([1, 1, 1, 1, 2]);
    expect(await take()).toMatchObject({ accepted: 5, duplicates: 5, orders: { created: 0, updated: 0 } });
    await undoImport(context, shop.actor(), taken.batchId);
    expect(await counts(shop)).toEqual([0, 0, 0, 0]);
  });

  it('is read as its own map says: a column items that it names stays whole, and a total counts once', async () => {
    const shop = await buildShop(context);
    const map = (item: string, amount: string) =>
      importMapSchema.parse({
        kind: 'sales',
        version: 1,
        columns: {
          order_no: { column: 'order_no' },
          ordered_at: { column: 'ordered_at' },
          item_name: item === '' ? { constant: '주문' } : { column: item },
          quantity: item === 'item_name' ? { column: 'quantity' } : { constant: '1' },
          amount: { column: amount },
        },
      });
    const take = async (no: string, header: string, own: ImportMap) => {
      const row = `${no},2026-11-20T12:00:00,김밥;라면,9000`;
      await importText(shop, [row], { header: `order_no,ordered_at,items,${header}`, map: own });
      const { orders, lines, items } = await totals(shop);
      const orderId = orders.find(({ orderNo }) => orderNo === no)?.orderId;
      const nameOf = new Map(items.map(({ itemId, name }) => [itemId, name]));
      return lines
        .filter((line) => line.orderId === orderId)
        .map(({ itemId, amountMinor }) => [nameOf.get(itemId), amountMinor]);
    };
    expect(await take('A', 'total', map('items', 'total'))).toEqual([['김밥;라면', 9000]]);
    expect(await take('B', '받은돈', map('items', '받은돈'))).toEqual([['김밥;라면', 9000]]);
    expect(await take('C', '받은돈', map('', '받은돈'))).toEqual([['주문', 9000]]);
    // A map of the columns that are made of it still takes it apart.
    const split = await take('D', 'total', map('item_name', 'amount'));
    expect(new Set(split.map(([name]) => name))).toEqual(new Set(['김밥', '라면']));
    expect(split.map(([, amountMinor]) => amountMinor)).toEqual([0, 0]);
  });
});

describe('a purchase log', () => {
  const LOG = ['00001,19970101,1,11.77', '00002,19970112,1,12.00', '00002,19970112,5,77.00', '00002,19970113,2,0.00'];

  it('says who, when and how much: it needs no map, each person’s day is one order, and twice is once', async () => {
    const shop = await buildShop(context);
    const take = (rows: string[], header: string) => importText(shop, rows, { header });
    expect(await take(LOG, 'id,date,quantity,amount')).toMatchObject({
      rows: 4,
      accepted: 4,
      rejected: 0,
      customers: { created: 2 },
      orders: { created: 3 },
      items: { created: 1 },
    });
    const { orders, items } = await totals(shop);
    expect(orders.map(({ businessDay }) => businessDay).toSorted()).toEqual(['1997-01-01', '1997-01-12', '1997-01-13']);
    expect(items.map(({ name }) => name)).toEqual(['구매']);
    expect(await take(LOG, 'id,date,quantity,amount')).toMatchObject({ duplicates: 4, orders: { created: 0 } });
    const plain = await take(['A-7,2026-11-19,9000', 'A-7,2026-11-20,8000'], '회원번호,날짜,금액');
    expect(plain).toMatchObject({ accepted: 2, customers: { created: 1 }, orders: { created: 2 } });
  });

  it('keeps the purchases of nobody known apart: those of one day are not one order', async () => {
    const shop = await buildShop(context);
    const known = Array.from({ length: 500 }, (_, at) => `C${at},2026-11-18,9000`);
    const rows = [...known, ',2026-11-19,9000', ',2026-11-19,8000', 'C1,2026-11-19,9000', 'C1,2026-11-19,8000'];
    const taken = await importText(shop, rows, { header: '고객번호,날짜,금액' });
    expect(taken).toMatchObject({ accepted: 504, rejected: 0, orders: { created: 503 } });
    const again = await importText(shop, rows, { header: '고객번호,날짜,금액' });
    expect(again).toMatchObject({ duplicates: 504, orders: { created: 0 } });
  });

  it('is not guessed where the numbers may be orders, the column holds names, or the days can be read two ways', async () => {
    const shop = await buildShop(context);
    for (const [header, rows] of [
      ['id,date,amount', ['1,2026-11-19,9000', '2,2026-11-20,8000']],
      ['customer,date,amount', ['Kim Hana,2026-11-19,9000']],
      ['고객번호,날짜,금액', ['김민수,2026-11-19,9000']],
      ['고객번호,날짜,금액', ['A-7,2026-11-19,9000', '010-1234-5678,2026-11-19,9000']],
      ['회원id,날짜,금액', ['minsu@example.com,2026-11-19,9000']],
      ['고객,날짜,금액', ['김민수,2026-11-19,9000', '김민수,2026-11-20,8000']],
      ['고객번호,날짜,금액', ['A-7,2026-11-19,9000', ',2026-11-19,8000']],
      ['customer,date,amount', ['7,03/04/2026,9000']],
    ] as const) {
      const asked = importText(shop, [...rows], { header });
      await expect(asked, header).rejects.toMatchObject({ details: { problem: 'column_missing' } });
    }
  });
});

describe('a sales file', () => {
  it('becomes orders, lines, items and people; two identical lines of one receipt are two lines', async () => {
    const shop = await buildShop(context);
    const result = await importText(shop, TWO_RECEIPTS);
    expect(result).toMatchObject({
      rows: 4,
      accepted: 4,
      rejected: 0,
      duplicates: 0,
      customers: { created: 1, matched: 0 },
      orders: { created: 2, updated: 0 },
      items: { created: 3 },
      errorFile: null,
    });
    const { orders, lines, customers } = await totals(shop);
    expect(lines).toHaveLength(4);
    expect(
      lines
        .filter((line) => line.amountMinor === 1000)
        .map((line) => line.lineNo)
        .sort((a, b) => a - b),
    ).toEqual([2, 3]);
    expect(customers.map((customer) => customer.name)).toEqual(['김하나']);
    const late = orders.find((order) => order.orderNo === 'R2');
    // 01:30 with a day that ends at five belongs to the evening before; an anonymous sale stays anonymous (OP-20).
    expect(late).toMatchObject({ businessDay: '2026-11-20', customerId: null, grossMinor: 10000 });
    expect(late?.orderedAt.toISOString()).toBe('2026-11-20T16:30:00.000Z');
    expect((await getWorkspace(shop.db, shop.workspaceId)).hasSales).toBe(true);
  });

  it('imported twice changes nothing', async () => {
    const shop = await buildShop(context);
    await importText(shop, TWO_RECEIPTS);
    const before = await totals(shop);
    const again = await importText(shop, TWO_RECEIPTS);
    expect(again).toMatchObject({
      rows: 4,
      accepted: 4,
      duplicates: 4,
      customers: { created: 0, matched: 1 },
      orders: { created: 0, updated: 0 },
      items: { created: 0 },
    });
    expect(await totals(shop)).toEqual(before);
  });

  it('that overlaps another adds only what is new, and a third identical line when the file has three', async () => {
    const shop = await buildShop(context);
    await importText(shop, TWO_RECEIPTS);
    const result = await importText(shop, [
      ...TWO_RECEIPTS,
      TWO_RECEIPTS[1] as string,
      'R3,2026-11-21T12:00:00,김치찌개,1,9000,sale,7,김하나,010-1234-5678',
    ]);
    expect(result).toMatchObject({ accepted: 6, duplicates: 4, orders: { created: 1, updated: 1 } });
    const { orders } = await totals(shop);
    expect(orders.find((order) => order.orderNo === 'R1')).toMatchObject({ grossMinor: 12000, lineCount: 4 });
  });

  it('with rows that cannot be taken leaves them in an error file that can be corrected and imported again', async () => {
    const shop = await buildShop(context);
    const result = await importText(shop, [
      'R1,2026-11-20T18:30:00,김치찌개,1,9000,sale,,,',
      'R1,2026-11-20T18:30:00,공기밥,한 개,1000,sale,,,',
      'R2,2026-13-20T18:30:00,소주,1,5000,sale,,,',
    ]);
    expect(result).toMatchObject({ rows: 3, accepted: 1, rejected: 2 });
    const errors = readFileSync(result.errorFile ?? '', 'utf8');
    expect(errors).toContain('한 개');
    const corrected = errors.replace('공기밥,한 개', '공기밥,1').replace('2026-13-20', '2026-11-20');
    const source = write(shop, 'corrected.csv', corrected);
    const second = await importSales(context, shop.actor(), { source, fileName: 'corrected.csv' });
    expect(second).toMatchObject({ accepted: 2, duplicates: 0, rejected: 0, orders: { created: 1, updated: 1 } });
    const { orders } = await totals(shop);
    expect(byOrderNo(orders).map((order) => [order.orderNo, order.grossMinor])).toEqual([
      ['R1', 10000],
      ['R2', 5000],
    ]);
  });

  it('counts refunds, voids and free items as MT-05 says, to the won', async () => {
    const shop = await buildShop(context);
    await importText(shop, [
      'R1,2026-11-20T18:30:00,갈비,2,50000,sale,,,',
      'R1,2026-11-20T18:30:00,냉면,1,11000,void,,,',
      'R1,2026-11-20T18:30:00,사이다,1,0,comp,,,',
      'R1,2026-11-20T18:30:00,갈비,-1,-25000,refund,,,',
      'R1,2026-11-20T18:30:00,물,1,1500,refund,,,',
    ]);
    const { orders } = await totals(shop);
    expect(orders).toHaveLength(1);
    expect(orders[0]).toMatchObject({ grossMinor: 50000, refundMinor: -26500, lineCount: 5 });
  });

  it('keeps one receipt number on two business days as two orders (OP-41), and two tills apart', async () => {
    const shop = await buildShop(context);
    await importText(shop, ['1,2026-11-20T12:00:00,국수,1,7000,sale,,,', '1,2026-11-21T12:00:00,국수,1,7000,sale,,,']);
    const other = await importText(shop, ['1,2026-11-20T12:00:00,국수,1,7000,sale,,,'], { sourceName: '2호점' });
    expect(other.orders).toEqual({ created: 1, updated: 0 });
    expect((await totals(shop)).orders).toHaveLength(3);
  });

  it('gives a person to an order that was anonymous, and takes her away when undone', async () => {
    const shop = await buildShop(context);
    await importText(shop, ['R1,2026-11-20T18:30:00,국수,1,7000,sale,,,']);
    const named = await importText(shop, ['R1,2026-11-20T18:30:00,국수,1,7000,sale,9,이두리,']);
    expect(named).toMatchObject({ duplicates: 1, orders: { created: 0, updated: 1 }, customers: { created: 1 } });
    expect((await totals(shop)).orders[0]?.customerId).not.toBeNull();
    const undone = await undoImport(context, shop.actor(), named.batchId);
    expect(undone).toMatchObject({ undone: { customers: 1, orders: 0, lines: 0, items: 0 }, kept: [] });
    expect((await totals(shop)).orders[0]).toMatchObject({ customerId: null, grossMinor: 7000 });
  });

  it('matches people by number, then identity phone, then e-mail, and leaves the others apart', async () => {
    const shop = await buildShop(context);
    const header = `${HEADER},customer_email`;
    await importText(
      shop,
      [
        'R1,2026-11-20T12:00:00,국수,1,7000,sale,7,김하나,010-1234-5678,',
        // Nobody has a placeholder number, and a delivery app's safe number is nobody's (OP-20).
        'R2,2026-11-20T12:00:00,국수,1,7000,sale,NA,,,',
        'R3,2026-11-20T12:00:00,국수,1,7000,sale,,김**,0504-1234-5678,',
        'R4,2026-11-20T12:00:00,국수,1,7000,sale,,김 하나,+82 10 1234 5678,',
        'R5,2026-11-20T12:00:00,국수,1,7000,sale,,박셋,010-1234-5678,',
        'R6,2026-11-20T12:00:00,국수,1,7000,sale,,,,Hana@Example.com',
        'R7,2026-11-20T12:00:00,국수,1,7000,sale,,최넷,,hana@example.com',
        'R8,2026-11-20T12:00:00,국수,1,7000,sale,8,김하나,010-1234-5678,',
      ],
      { header },
    );
    const { orders, customers } = await totals(shop);
    const who = (orderNo: string) => orders.find((order) => order.orderNo === orderNo)?.customerId;
    expect(who('R2')).toBeNull();
    expect(who('R3')).toBeNull();
    expect([who('R1'), who('R8')]).toContain(who('R4'));
    expect(who('R7')).toBe(who('R6'));
    expect(new Set([who('R1'), who('R5'), who('R6'), who('R8')]).size).toBe(4);
    expect(customers).toHaveLength(4);
  });

  it('in CP949 with syllables outside EUC-KR is read as it is', async () => {
    const shop = await buildShop(context);
    const source = write(
      shop,
      'cp949.csv',
      iconv.encode(`${HEADER}\nR1,2026-11-20T12:00:00,똠방각하,1,7000,sale,,펲시,\n`, 'cp949'),
    );
    await importSales(context, shop.actor(), { source, fileName: 'cp949.csv' });
    expect((await totals(shop)).items.map((item) => item.name)).toEqual(['똠방각하']);
  });

  it('with tabs, backslashes and line ends inside a name is stored letter for letter', async () => {
    const shop = await buildShop(context);
    await importText(shop, ['R1,2026-11-20T12:00:00,"a\tb\\n\nc",1,7000,sale,,,']);
    expect((await totals(shop)).items.map((item) => item.name)).toEqual(['a\tb\\n\nc']);
  });

  it('through a map with a Korean header and its own date style', async () => {
    const shop = await buildShop(context);
    const map = importMapSchema.parse({
      kind: 'sales',
      version: 1,
      dateFormat: 'YYYY.MM.DD',
      columns: {
        order_no: { column: '영수증번호' },
        ordered_at: { column: '일자' },
        item_name: { column: '상품' },
        quantity: { column: '수량' },
        amount: { multiply: ['수량', '단가'] },
      },
      timeColumn: '시간',
    });
    await importText(shop, ['1,2026.11.20,오후 6:30,국수,2,7000'], {
      header: '영수증번호,일자,시간,상품,수량,단가',
      map,
    });
    const { orders } = await totals(shop);
    expect(orders[0]).toMatchObject({ grossMinor: 14000 });
    expect(orders[0]?.orderedAt.toISOString()).toBe('2026-11-20T09:30:00.000Z');
  });

  it('from a stream is imported as well', async () => {
    const shop = await buildShop(context);
    const source = Readable.from([Buffer.from([HEADER, ...TWO_RECEIPTS].join('\n'))]);
    expect(await importSales(context, shop.actor(), { source, fileName: 'stdin' })).toMatchObject({ accepted: 4 });
  });

  it('keeps how an item was ordered, in new orders and in lines added later; it makes no line another one', async () => {
    const shop = await buildShop(context);
    const header = 'order_no,ordered_at,item_name,quantity,amount,options';
    const at = '2026-11-20T12:00:00';
    await importText(shop, [`1,${at},마라탕,1,9000,"2단계, 곱빼기"`, `1,${at},콜라,1,2000,`], { header });
    const again = await importText(shop, [`1,${at},마라탕,1,9000,3단계`, `1,${at},볶음밥,1,8000,곱빼기`], { header });
    expect(again).toMatchObject({ accepted: 2, duplicates: 1, orders: { created: 0, updated: 1 } });
    await importText(shop, [`2,${at},마라탕,1,9000`], { header: 'order_no,ordered_at,item_name,quantity,amount' });
    const { lines } = await totals(shop);
    const options = lines
      .map((line): [number, string] => [line.amountMinor, line.options])
      .sort(([a, x], [b, y]) => a - b || x.localeCompare(y));
    expect(options).toEqual([
      [2000, ''],
      [8000, '곱빼기'],
      [9000, ''],
      [9000, '2단계, 곱빼기'],
    ]);
  });

  it('takes the item name from its latest sale, whichever file comes first', async () => {
    const shop = await buildShop(context);
    const header = 'order_no,ordered_at,item_name,quantity,amount,item_code,unit_price';
    await importText(shop, ['2,2026-11-20T12:00:00,새 이름,1,8000,A,8000'], { header });
    await importText(shop, ['1,2026-11-10T12:00:00,옛 이름,1,7000,A,7000'], { header });
    expect((await totals(shop)).items).toMatchObject([{ itemKey: 'A', name: '새 이름', priceMinor: 8000 }]);
  });
});

describe('a long sales file', () => {
  /** 90,000 lines of 30,000 receipts; `far`: every receipt's lines stand far apart, so that several parts tell of it. */
  function* lines(order: 'together' | 'far') {
    for (let at = 0; at < 90_000; at += 1) {
      const [receipt, line] =
        order === 'together' ? [Math.floor(at / 3), at % 3] : [at % 30_000, Math.floor(at / 30_000)];
      yield {
        lineNumber: at + 2,
        orderNo: `R${receipt}`,
        orderedAt: `2026-11-${String(1 + (receipt % 20)).padStart(2, '0')}T12:0${line}:00`,
        itemName: `국수 ${(receipt + line) % 50}`,
        quantity: 1,
        amountMinor: 1_000 + line,
        kind: 'sale' as const,
        ...(receipt % 7 === 0 && line === 2 ? { customerId: `C${receipt % 1_000}` } : {}),
      };
    }
  }
  const load = (shop: TestShop, order: 'together' | 'far') =>
    importSalesLines(context, shop.actor(), lines(order), { fileName: order });
  async function content(shop: TestShop) {
    const { rows } = await sql`
      select o.order_no, o.business_day, o.ordered_at, o.gross_minor, o.line_count, e.external_id,
             (select string_agg(concat(l.line_no, i.name, l.amount_minor), ' ' order by l.line_no)
              from orders.order_line l join menu.item i using (workspace_id, item_id)
              where l.workspace_id = o.workspace_id and l.order_id = o.order_id) as lines
      from orders.sale_order o left join customers.external_id e using (workspace_id, customer_id)
      where o.workspace_id = ${shop.workspaceId} order by o.order_no`.execute(shop.db);
    return rows;
  }

  it('is the same in whatever order its lines come, also a second time', { timeout: 120_000 }, async () => {
    const [near, far] = [await buildShop(context), await buildShop(context)];
    const counts = { accepted: 90_000, duplicates: 0, orders: { created: 30_000, updated: 0 }, items: { created: 50 } };
    expect(await load(near, 'together')).toMatchObject(counts);
    expect(await load(far, 'far')).toMatchObject(counts);
    const stored = await content(near);
    expect(stored).toHaveLength(30_000);
    expect(await content(far)).toEqual(stored);
    const again = { duplicates: 90_000, orders: { created: 0, updated: 0 }, items: { created: 0 } };
    expect(await load(near, 'far')).toMatchObject(again);
    expect(await load(far, 'together')).toMatchObject(again);
    expect(await content(near)).toEqual(stored);
  });

  it('is refused when one of its orders comes in another way while it is read', { timeout: 60_000 }, async () => {
    const shop = await buildShop(context);
    async function* overtaken() {
      let at = 0;
      for (const line of lines('together')) {
        at += 1;
        if (at === 85_000) {
          await sql`insert into orders.sale_order (workspace_id, order_id, source, order_no, ordered_at, business_day, gross_minor,
              refund_minor, line_count)
            values (${shop.workspaceId}, ${newId()}, 'file', 'R1', now(), '2026-11-02', 0, 0, 0)`.execute(shop.db);
        }
        yield line;
      }
    }
    const load = importSalesLines(context, shop.actor(), overtaken(), { fileName: 'overtaken' });
    await expect(load).rejects.toMatchObject({ code: 'conflict' });
    expect(await counts(shop)).toEqual([1, 0, 0, 0]);
  });
});

describe('a dry run', () => {
  it('tells the real counts and stores nothing', async () => {
    const shop = await buildShop(context);
    const tried = await importText(shop, TWO_RECEIPTS, { dryRun: true });
    expect(await counts(shop)).toEqual([0, 0, 0, 0]);
    const real = await importText(shop, TWO_RECEIPTS);
    const { batchId: _a, seconds: _b, ...triedCounts } = tried;
    expect(real).toMatchObject(triedCounts);
  });
});

describe('an import that breaks off', () => {
  it('leaves no import to look back at when nothing of the file could be read', async () => {
    const shop = await buildShop(context);
    await expect(importText(shop, ['김하나,010-1234-5678'], { header: 'name,phone' })).rejects.toThrow(
      'columns missing',
    );
    await expect(importText(shop, [])).rejects.toThrow('no rows');
    const batches = await shop.db
      .selectFrom('imports.batch')
      .select('batchId')
      .where('workspaceId', '=', shop.workspaceId)
      .execute();
    expect(batches).toEqual([]);
  });

  it('leaves nothing, and the batch says that it failed', async () => {
    const shop = await buildShop(context);
    async function* lines() {
      for (let number = 1; number <= 5_000; number++) {
        yield {
          lineNumber: number,
          orderNo: String(number),
          orderedAt: '2026-11-20T12:00:00',
          itemName: '국수',
          quantity: 1,
          amountMinor: 7000,
          kind: 'sale' as const,
        };
      }
      throw new Error('the process is gone');
    }
    await expect(importSalesLines(context, shop.actor(), lines(), { fileName: 'x' })).rejects.toThrow(
      'the process is gone',
    );
    expect(await counts(shop)).toEqual([0, 0, 0, 0]);
    const batch = await shop.db
      .selectFrom('imports.batch')
      .selectAll()
      .where('workspaceId', '=', shop.workspaceId)
      .executeTakeFirstOrThrow();
    expect(batch).toMatchObject({ state: 'failed', error: { code: 'internal' } });
    expect(await importText(shop, TWO_RECEIPTS)).toMatchObject({ accepted: 4 });
  });

  it('because the file turns unreadable half-way leaves nothing', async () => {
    const shop = await buildShop(context);
    const rows = Array.from({ length: 30_000 }, (_, index) => `R${index},2026-11-20T12:00:00,국수,1,7000,sale,,,`);
    rows.push('R,2026-11-20T12:00:00,"국수,1,7000,sale,,,');
    await expect(importText(shop, rows)).rejects.toMatchObject({
      code: 'invalid_input',
      details: { problem: 'quote_not_closed' },
    });
    expect(await counts(shop)).toEqual([0, 0, 0, 0]);
  });
});

describe('undo', () => {
  it('takes a batch back whole, once', async () => {
    const shop = await buildShop(context);
    const { batchId } = await importText(shop, TWO_RECEIPTS);
    expect(await undoImport(context, shop.actor(), batchId)).toEqual({
      batchId,
      undone: { customers: 1, orders: 2, lines: 4, items: 3, additions: 0, touchpoints: 0 },
      kept: [],
      skippedLater: [],
    });
    expect(await counts(shop)).toEqual([0, 0, 0, 0]);
    expect((await getWorkspace(shop.db, shop.workspaceId)).hasSales).toBe(false);
    await expect(undoImport(context, shop.actor(), batchId)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('keeps what a later batch needs and says why', async () => {
    const shop = await buildShop(context);
    const first = await importText(shop, TWO_RECEIPTS);
    await importText(shop, [
      'R1,2026-11-20T18:30:00,만두,1,5000,sale,,,',
      'R9,2026-11-21T12:00:00,김치찌개,1,9000,sale,7,김하나,010-1234-5678',
    ]);
    const { undone, kept } = await undoImport(context, shop.actor(), first.batchId);
    // R1 stays with the line that the second batch added to it.
    expect(undone).toMatchObject({ customers: 0, orders: 1, lines: 4, items: 2 });
    expect(kept.map(({ reason }) => reason).sort()).toEqual(['customer_has_other_orders', 'item_used_elsewhere']);
    const { orders } = await totals(shop);
    expect(byOrderNo(orders).map((order) => [order.orderNo, order.grossMinor, order.lineCount])).toEqual([
      ['R1', 5000, 1],
      ['R9', 9000, 1],
    ]);
  });
});

describe('who may import', () => {
  it('is refused without the right, in a demo shop, and for a batch of another workspace', async () => {
    const shop = await buildShop(context);
    const demo = await buildShop(context, { kind: 'demo' });
    const other = await buildShop(context);
    const source = write(shop, 'sales.csv', [HEADER, ...TWO_RECEIPTS].join('\n'));
    await expect(importSales(context, shop.actor('staff'), { source, fileName: 'x' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(importSales(context, demo.actor(), { source, fileName: 'x' })).rejects.toMatchObject({
      code: 'conflict',
    });
    const { batchId } = await importText(shop, TWO_RECEIPTS);
    await expect(undoImport(context, other.actor(), batchId)).rejects.toMatchObject({ code: 'not_found' });
    expect((await totals(shop)).orders).toHaveLength(2);
  });
});

describe('a customers file', () => {
  it('makes people once, takes a consent only with its moment, and refuses a row that nobody can be known by', async () => {
    const shop = await buildShop(context);
    const header = 'customer_id,name,phone,email,marketing_consent,consent_at';
    const rows = [
      '1,김하나,010-1234-5678,hana@example.com,granted,2026-01-02T10:00:00+09:00',
      '2,이두리,010-2222-3333,,granted,',
      ',박셋,02-123-4567,,,',
      ',최넷,전화없음,,,',
    ];
    const source = write(shop, 'people.csv', [header, ...rows].join('\n'));
    const input = { source, fileName: 'people.csv', basis: 'consent-with-evidence' as const };
    const result = await importCustomers(context, shop.actor(), input);
    expect(result).toMatchObject({ rows: 4, accepted: 3, rejected: 1, customers: { created: 3, matched: 0 } });
    const consents = await shop.db
      .selectFrom('privacy.consent')
      .select(['kind', 'state'])
      .where('workspaceId', '=', shop.workspaceId)
      .execute();
    expect(result.consents).toEqual({ granted: 1, refused: 0, notTaken: 1 });
    // Her only number cannot be read, so that is what the row has to say.
    expect(result.reasons).toMatchObject([{ column: 'phone', reason: 'phone_format', count: 1 }]);
    expect(consents.map(({ kind }) => kind).sort()).toEqual(['ad_email', 'ad_sms', 'marketing_use']);
    expect(await importCustomers(context, shop.actor(), input)).toMatchObject({
      duplicates: 3,
      customers: { created: 0, matched: 3 },
    });
    const undone = await undoImport(context, shop.actor(), result.batchId);
    expect(undone).toMatchObject({ undone: { customers: 3 }, kept: [] });
  });
});
