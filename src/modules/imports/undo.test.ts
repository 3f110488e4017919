import { sql } from 'kysely';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { insertAnyRow, VALUES_ASKED_FOR } from '../../../test/any-row.ts';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { writeUpload } from '../../../test/factories-imports.ts';
import { createContactPoint, updateCustomer } from '../customers/service.ts';
import { importCustomers, importSales, undoImport } from './index.ts';

const context = await createTestContext();
const SALES = 'order_no,ordered_at,item_name,quantity,amount,customer_id,customer_name,customer_phone';
const PEOPLE = 'customer_id,name,phone,email,birth_date,note';

const write = (shop: TestShop, fileName: string, lines: readonly string[]) => ({
  source: writeUpload(context, shop, fileName, lines.join('\n')),
  fileName,
});
const sales = (shop: TestShop, rows: readonly string[], fileName = 'sales.csv') =>
  importSales(context, shop.actor(), write(shop, fileName, [SALES, ...rows]));
const people = (shop: TestShop, rows: readonly string[], fileName = 'people.csv') =>
  importCustomers(context, shop.actor(), write(shop, fileName, [PEOPLE, ...rows]));
const undo = (shop: TestShop, { batchId }: { batchId: string }) => undoImport(context, shop.actor(), batchId);

const TABLES = [
  'customers.customer',
  'customers.contact_point',
  'customers.external_id',
  'customers.filled_gap',
  'orders.sale_order',
  'orders.order_line',
  'menu.item',
  'privacy.consent',
];

/** Every row of the tables that an import may write, byte for byte. */
async function dump(shop: TestShop): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const table of TABLES) {
    const { rows } = await sql<{ row: string }>`
      select t::text as row from ${sql.table(table)} t where workspace_id = ${shop.workspaceId} order by 1`.execute(
      shop.db,
    );
    tables[table] = rows.map(({ row }) => row);
  }
  return tables;
}

async function personOf(shop: TestShop) {
  return shop.db
    .selectFrom('customers.customer')
    .selectAll()
    .where('workspaceId', '=', shop.workspaceId)
    .orderBy('customerId')
    .executeTakeFirstOrThrow();
}

describe('undo of a file about people who were there', () => {
  it.each([
    ['a customers file', (shop: TestShop) => people(shop, [',김하나,010-1234-5678,hana@example.com,1990-01-02,단골'])],
    [
      'a customers file with numbers',
      (shop: TestShop) => people(shop, ['77,김하나,010-1234-5678,hana@example.com,,', '78,이두리,010-2222-3333,,,']),
    ],
    [
      'a sales file',
      (shop: TestShop) =>
        sales(shop, [
          'R1,2026-11-20T12:00:00,국수,1,7000,,김하나,010-1234-5678',
          'R9,2026-11-21T12:00:00,만두,1,5000,5,김하나,010-1234-5678',
        ]),
    ],
  ])('leaves them exactly as they were: %s', async (_name, later) => {
    const shop = await buildShop(context);
    await sales(shop, ['R1,2026-11-20T12:00:00,국수,1,7000,,,010-1234-5678']);
    const before = await dump(shop);
    const second = await later(shop);
    expect((await personOf(shop)).name).toBe('김하나');
    const { undone, kept } = await undo(shop, second);
    expect(undone.additions).toBeGreaterThan(0);
    expect(kept).toEqual([]);
    expect(await dump(shop)).toEqual(before);
  });

  it('takes back a phone and a name that came with it, and the first file can still be undone whole', async () => {
    const shop = await buildShop(context);
    const first = await people(shop, ['7,,,hana@example.com,,']);
    const before = await dump(shop);
    const second = await people(shop, ['7,김하나,010-1234-5678,,,']);
    const third = await people(shop, ['7,김하나,,,1990-01-02,단골']);
    expect((await undo(shop, second)).undone.additions).toBe(2);
    expect((await undo(shop, third)).undone.additions).toBe(2);
    expect(await dump(shop)).toEqual(before);
    expect(await undo(shop, first)).toMatchObject({ undone: { customers: 1 }, kept: [] });
    expect(Object.values(await dump(shop)).flat()).toEqual([]);
  });

  it('keeps what somebody wrote since', async () => {
    const shop = await buildShop(context);
    const now = context.clock.now();
    await people(shop, ['7,,,,,']);
    const second = await people(shop, ['7,김하나,010-1234-5678,hana@example.com,1990-01-02,']);
    const { customerId } = await personOf(shop);
    await updateCustomer(shop.db, shop.actor(), customerId, { change: { name: '김하나리' }, now });
    await createContactPoint(shop.db, shop.actor(), customerId, { value: '010-1234-5678', now });
    // The e-mail and the birth date are the file's alone.
    expect((await undo(shop, second)).undone.additions).toBe(3);
    expect(await personOf(shop)).toMatchObject({ name: '김하나리', birthDate: null, updatedAt: now });
    const contacts = await shop.db
      .selectFrom('customers.contactPoint')
      .select('value')
      .where('workspaceId', '=', shop.workspaceId)
      .execute();
    expect(contacts).toEqual([{ value: '+821012345678' }]);
  });
});

describe('undo of a file about people who are in a play by now', () => {
  it.each(['plays.assignment', 'plays.code_use_person'])('keeps whom %s names', async (table) => {
    const shop = await buildShop(context);
    const file = await people(shop, ['7,김하나,010-1234-5678,,,']);
    const { customerId } = await personOf(shop);
    const owner = new pg.Client({ connectionString: context.ownerUrl });
    await owner.connect();
    const known = { workspace_id: shop.workspaceId, customer_id: customerId };
    await insertAnyRow(owner, table, { known, of: VALUES_ASKED_FOR });
    await owner.end();
    expect(await undo(shop, file)).toMatchObject({ undone: { customers: 0 }, kept: [{ reason: 'customer_in_play' }] });
    expect((await personOf(shop)).customerId).toBe(customerId);
  });
});

describe('undo of a file that a later one overlaps', () => {
  const R1 = 'R1,2026-11-20T12:00:00,국수,1,7000,,,';
  const R2 = 'R2,2026-11-20T13:00:00,국수,1,7000,,,';
  const R3 = 'R3,2026-11-20T14:00:00,국수,1,7000,,,';

  it('names the later file and how many of its lines it skipped; imported again, they are back', async () => {
    const shop = await buildShop(context);
    const first = await sales(shop, [R1, R2], 'november.csv');
    const second = await sales(shop, [R1, R1, R2, R3], 'autumn.csv');
    const answer = await undo(shop, first);
    const skippedLater = [{ batchId: second.batchId, fileName: 'autumn.csv', lines: 2, people: 0 }];
    expect(answer).toMatchObject({ undone: { orders: 1, lines: 2 }, skippedLater });
    expect((await dump(shop))['orders.order_line']).toHaveLength(2);
    expect(await sales(shop, [R1, R1, R2, R3], 'autumn.csv')).toMatchObject({ duplicates: 2 });
    expect((await dump(shop))['orders.order_line']).toHaveLength(4);
    const batch = await shop.db
      .selectFrom('imports.batch')
      .select('undo')
      .where('batchId', '=', first.batchId)
      .executeTakeFirst();
    expect(batch?.undo).toMatchObject({ skippedLater });
  });

  it('names people as well, and no file that is undone itself, was only tried, or has nothing in common', async () => {
    const shop = await buildShop(context);
    const first = await people(shop, ['7,김하나,010-1234-5678,,,', '8,이두리,010-2222-3333,,,']);
    const second = await people(shop, ['7,김하나,010-1234-5678,,,', '9,박셋,010-3333-4444,,,'], 'second.csv');
    const third = await people(shop, ['8,이두리,010-2222-3333,,,'], 'third.csv');
    await people(shop, ['10,최넷,010-4444-5555,,,'], 'other.csv');
    await importCustomers(context, shop.actor(), {
      ...write(shop, 'tried.csv', [PEOPLE, '7,김하나,010-1234-5678,,,']),
      dryRun: true,
    });
    await undo(shop, third);
    const answer = await undo(shop, first);
    expect(answer.undone.customers).toBe(2);
    expect(answer.skippedLater).toEqual([{ batchId: second.batchId, fileName: 'second.csv', lines: 0, people: 1 }]);
  });

  it('names a file that told a number again which this one had given', async () => {
    const shop = await buildShop(context);
    await sales(shop, ['R1,2026-11-20T12:00:00,국수,1,7000,7,김하나,']);
    const second = await people(shop, ['7,김하나,010-1234-5678,,,'], 'second.csv');
    const third = await sales(shop, ['R2,2026-11-21T12:00:00,국수,1,7000,7,김하나,010-1234-5678'], 'third.csv');
    expect((await undo(shop, second)).skippedLater).toEqual([
      { batchId: third.batchId, fileName: 'third.csv', lines: 0, people: 1 },
    ]);
  });
});
