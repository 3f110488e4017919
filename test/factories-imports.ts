import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ImportOptions, importSales } from '../src/modules/imports/index.ts';
import type { FileToRead } from '../src/modules/imports/service/read-file.ts';
import type { TestContext } from './database.ts';
import type { TestShop } from './factories.ts';

export const SALES_HEADER =
  'order_no,ordered_at,item_name,quantity,amount,kind,customer_id,customer_name,customer_phone';

/** Four lines: a receipt of a known person with two lines alike, and one of nobody after midnight. */
export const TWO_RECEIPTS = [
  'R1,2026-11-20T18:30:00,김치찌개,1,9000,sale,7,김하나,010-1234-5678',
  'R1,2026-11-20T18:30:00,공기밥,1,1000,sale,7,김하나,010-1234-5678',
  'R1,2026-11-20T18:30:00,공기밥,1,1000,sale,7,김하나,010-1234-5678',
  'R2,2026-11-21T01:30:00,소주,2,10000,sale,,,',
];

/** A file in the folder of a shop's uploads. @returns its path */
export function writeUpload(context: TestContext, shop: TestShop, name: string, content: string | Buffer): string {
  const folder = path.join(context.config.home, 'files', shop.workspaceId);
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** Sales files of a test, given as their rows, and what a shop holds after them. */
export function buildSales(context: TestContext) {
  const write = (shop: TestShop, name: string, content: string | Buffer) => writeUpload(context, shop, name, content);

  function importText(
    shop: TestShop,
    rows: string[],
    options: Partial<FileToRead & ImportOptions> & { header?: string } = {},
  ) {
    const source = write(shop, 'sales.csv', [options.header ?? SALES_HEADER, ...rows].join('\n'));
    return importSales(context, shop.actor(), { source, fileName: 'sales.csv', ...options });
  }

  async function totals({ db, workspaceId }: TestShop) {
    const orders = await db.selectFrom('orders.saleOrder').selectAll().where('workspaceId', '=', workspaceId).execute();
    const lines = await db.selectFrom('orders.orderLine').selectAll().where('workspaceId', '=', workspaceId).execute();
    const customers = await db
      .selectFrom('customers.customer')
      .selectAll()
      .where('workspaceId', '=', workspaceId)
      .execute();
    const items = await db.selectFrom('menu.item').selectAll().where('workspaceId', '=', workspaceId).execute();
    return { orders, lines, customers, items };
  }

  /** How many orders, lines, people and items there are. */
  async function counts(shop: TestShop): Promise<number[]> {
    const { orders, lines, customers, items } = await totals(shop);
    return [orders.length, lines.length, customers.length, items.length];
  }

  return { write, importText, totals, counts };
}
