import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop } from '../../../test/factories.ts';
import { buildSales } from '../../../test/factories-imports.ts';
import { type ImportOptions, undoImport } from './index.ts';
import { type ImportMap, importMapSchema } from './map.ts';
import type { FileToRead } from './service/read-file.ts';

const context = await createTestContext();
const { importText, totals, counts } = buildSales(context);

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
