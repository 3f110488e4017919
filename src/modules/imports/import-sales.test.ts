import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop } from '../../../test/factories.ts';
import { buildSales, SALES_HEADER, TWO_RECEIPTS } from '../../../test/factories-imports.ts';
import { getWorkspace } from '../workspace/index.ts';
import { importSales, undoImport } from './index.ts';
import { importMapSchema } from './map.ts';

const context = await createTestContext();
const { write, importText, totals, counts } = buildSales(context);

function byOrderNo<O extends { orderNo: string }>(orders: readonly O[]): O[] {
  return orders.toSorted((a, b) => a.orderNo.localeCompare(b.orderNo));
}

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
    const header = `${SALES_HEADER},customer_email`;
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
      iconv.encode(`${SALES_HEADER}\nR1,2026-11-20T12:00:00,똠방각하,1,7000,sale,,펲시,\n`, 'cp949'),
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
    const source = Readable.from([Buffer.from([SALES_HEADER, ...TWO_RECEIPTS].join('\n'))]);
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
    const source = write(shop, 'sales.csv', [SALES_HEADER, ...TWO_RECEIPTS].join('\n'));
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
