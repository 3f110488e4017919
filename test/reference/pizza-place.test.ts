import { existsSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { importMapSchema, importSales } from '../../src/modules/imports/index.ts';
import { createTestContext } from '../database.ts';
import { buildShop } from '../factories.ts';

const DATA = path.resolve(import.meta.dirname, '../../../shared/data/pizza_place');
const hasData = existsSync(path.join(DATA, 'orders.csv.gz'));
if (!hasData) console.info('skipped: the Pizza Place data set is not beside the project');

const TIMEOUT_MS = 300_000;

/** The till writes four files; the lines are the imported one, and each of the others is joined to it. */
const MAP = importMapSchema.parse({
  kind: 'sales',
  version: 1,
  dateFormat: 'YYYY-MM-DD',
  joins: [
    { file: 'orders.csv.gz', on: { column: 'order_id', foreign: 'order_id' }, take: ['date', 'time'] },
    { file: 'pizzas.csv', on: { column: 'pizza_id', foreign: 'pizza_id' }, take: ['pizza_type_id', 'size', 'price'] },
    {
      file: 'pizza_types.csv',
      on: { column: 'pizza_type_id', foreign: 'pizza_type_id' },
      take: ['name', 'category'],
      encoding: 'latin1',
    },
  ],
  columns: {
    order_no: { column: 'order_id' },
    ordered_at: { column: 'date' },
    item_code: { column: 'pizza_id' },
    item_name: { concat: ['name', 'size'] },
    category: { column: 'category' },
    quantity: { column: 'quantity' },
    unit_price: { column: 'price' },
    amount: { multiply: ['quantity', 'price'] },
  },
  timeColumn: 'time',
});

describe.skipIf(!hasData)('Pizza Place, imported from its own four files', () => {
  it('has the published totals', { timeout: TIMEOUT_MS }, async () => {
    const context = await createTestContext();
    const shop = await buildShop(context, { currency: 'USD', timeZone: 'America/New_York', dayEndsAtHour: 5 });
    const source = path.join(DATA, 'order_details.csv.gz');
    const result = await importSales(context, shop.actor(), { source, fileName: 'order_details.csv.gz', map: MAP });
    expect(result).toMatchObject({ rows: 48_620, accepted: 48_620, rejected: 0, orders: { created: 21_350 } });

    const { rows } = await sql<Record<string, number>>`
      select sum(gross_minor) as gross, count(*) as orders, count(distinct business_day) as days
      from orders.sale_order where workspace_id = ${shop.workspaceId}::uuid`.execute(shop.db);
    expect(rows[0]).toEqual({ gross: 81_786_005, orders: 21_350, days: 358 });
    const categories = await sql<{ category: string; gross: number; pizzas: number }>`
      select i.category, sum(l.amount_minor) as gross, sum(l.quantity) as pizzas
      from orders.order_line l join menu.item i using (workspace_id, item_id)
      where l.workspace_id = ${shop.workspaceId}::uuid group by i.category order by gross desc`.execute(shop.db);
    expect(categories.rows.map(({ category, gross }) => [category, gross])).toEqual([
      ['Classic', 22_005_310],
      ['Supreme', 20_819_700],
      ['Chicken', 19_591_950],
      ['Veggie', 19_369_045],
    ]);
    expect(categories.rows.reduce((sum, { pizzas }) => sum + pizzas, 0)).toBe(49_574);
  });
});
