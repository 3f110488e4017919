import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { downloadSelf } from '../src/modules/selfservice/own-page.ts';
import { insertAnyRow, VALUES_ASKED_FOR } from './any-row.ts';
import { createTestContext } from './database.ts';
import { buildShop } from './factories.ts';
import { buildPerson } from './factories-people.ts';

const context = await createTestContext();
const owner = new pg.Client({ connectionString: context.ownerUrl });
await owner.connect();
afterAll(() => owner.end());

const shop = await buildShop(context);
const other = await buildPerson(shop, { name: '박건' });

/** Columns in which a table names a person, as the catalogue has them. */
const { rows: namings } = await owner.query<{ table: string; column: string }>(
  `select c.table_schema || '.' || c.table_name as table, c.column_name as column from information_schema.columns c
   join information_schema.tables t using (table_schema, table_name)
   where c.column_name ~ '(^|_)customer_id$' and t.table_type = 'BASE TABLE' order by 1, 2`,
);

/** What a person does not read, and why. */
const NOT_HERS = new Set([
  // Two records that look alike or were found not to be: the other may be somebody else.
  'customers.duplicate_pair',
  'customers.duplicate_decision',
  // The same merges as in customers.merge, as the consents know them.
  'privacy.merged_person',
  // That the mart has yet to see such a merge: gone within seconds.
  'mart.awaited_person',
]);

it.each([...new Set(namings.map(({ table }) => table))].filter((table) => !NOT_HERS.has(table)))(
  'a row of %s is in the file that its person downloads (PV-30, PV-32)',
  async (table) => {
    const { db, workspaceId } = shop;
    const customerId = await buildPerson(shop, { name: '김하나' });
    const visit = { db, workspaceId, customerId, mergedFrom: null, selfLinkId: customerId, now: context.clock.now() };
    const readFile = () => downloadSelf(visit, context.secrets.key);
    const before = await readFile();
    if (table === 'customers.customer') {
      expect(before['person']).toMatchObject({ name: '김하나' });
      return;
    }
    const column = namings.find((naming) => naming.table === table)?.column ?? '';
    const known = { workspace_id: workspaceId, customer_id: customerId, [column]: customerId };
    const of = { ...VALUES_ASKED_FOR, 'customers.merge': { from_customer_id: other, into_customer_id: customerId } };
    await insertAnyRow(owner, table, { known, of });
    const after = await readFile();
    const changed = Object.keys(after).filter((part) => JSON.stringify(after[part]) !== JSON.stringify(before[part]));
    expect(changed).not.toEqual([]);
    const words = after['whatTheseAre'] as Record<string, { ko: string; en: string }>;
    for (const part of changed) expect(words[part]).toEqual({ ko: expect.any(String), en: expect.any(String) });
  },
);
