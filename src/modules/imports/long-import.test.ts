import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { buildSales, TWO_RECEIPTS } from '../../../test/factories-imports.ts';
import { newId } from '../../shared/ids.ts';
import { importSalesLines } from './index.ts';

const context = await createTestContext();
const { importText, counts } = buildSales(context);

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
