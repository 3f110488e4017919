import pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildShop, type TestShop } from '../../../../test/factories.ts';
import { buildOrders, buildPerson } from '../../../../test/factories-people.ts';
import { newId } from '../../../shared/ids.ts';
import { maskName } from '../../../shared/mask.ts';
import { resolvePeople } from '../resolve/index.ts';
import { previewMerge } from './list.ts';
import { adoptStrays, listFollowingTables } from './references.ts';
import { mergeCustomers, showChanged, unmergeCustomers } from './service.ts';

const context = await createTestContext();
const now = new Date('2026-11-21T12:00:00+09:00');

/** Has `customer_id` and belongs to the record it was written on: a merge leaves it there. */
const STAYS_WITH_RECORD = [
  'customers.customer',
  'customers.field_change',
  'customers.filled_gap',
  // Computed anew when two become one, and awaited until then.
  'mart.awaited_person',
  'mart.customer_fact',
  'mart.person_model',
];

it('takes along every table that names a person', async () => {
  const owner = new pg.Client({ connectionString: context.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query<{ name: string }>(
    `select distinct c.table_schema || '.' || c.table_name as name from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.column_name = 'customer_id' and t.table_type = 'BASE TABLE' order by 1`,
  );
  await owner.end();
  expect(rows.map(({ name }) => name)).toEqual([...listFollowingTables(), ...STAYS_WITH_RECORD].sort());
});

it('shows what a file brought to many merged people in as many statements as to one', async () => {
  const shop = await buildShop(context);
  const pairs: { into: string; from: string }[] = [];
  for (const nth of [1, 2, 3, 4]) {
    const into = await buildPerson(shop, { name: '' });
    const from = await buildPerson(shop, { name: `김${nth}` });
    await mergeCustomers(shop.db, shop.actor(), { into, from, now });
    await shop.db
      .updateTable('customers.customer')
      .set({ note: `창가 ${nth}` })
      .where('customerId', '=', from)
      .execute();
    pairs.push({ into, from });
  }
  const countStatements = async (people: readonly { into: string }[]) => {
    let count = 0;
    const counted = shop.db.withPlugin({
      transformQuery: ({ node }) => {
        count += 1;
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    const { workspaceId } = shop;
    await showChanged(counted, { workspaceId, source: 'file', shown: people.map(({ into }) => into) });
    return count;
  };
  expect(await countStatements(pairs.slice(1))).toBe(await countStatements(pairs.slice(0, 1)));
  const shown = await shop.db
    .selectFrom('customers.customer')
    .select(['name', 'note'])
    .where(
      'customerId',
      'in',
      pairs.map(({ into }) => into),
    )
    .orderBy('name')
    .execute();
  expect(shown).toEqual([1, 2, 3, 4].map((nth) => ({ name: `김${nth}`, note: `창가 ${nth}` })));
});

describe('two people who become one (OP-04)', () => {
  let shop: TestShop;
  let into: string;
  let from: string;
  const merge = () => mergeCustomers(shop.db, shop.actor(), { into, from, now });
  const unmerge = (mergeId: string) => unmergeCustomers(shop.db, shop.actor(), mergeId, now);

  async function ordersOf(customerId: string): Promise<number> {
    const rows = await shop.db
      .selectFrom('orders.saleOrder')
      .select('orderId')
      .where('customerId', '=', customerId)
      .execute();
    return rows.length;
  }

  async function read(customerId: string) {
    return shop.db
      .selectFrom('customers.customer')
      .select(['name', 'note', 'mergedInto', 'birthDate'])
      .where('customerId', '=', customerId)
      .executeTakeFirstOrThrow();
  }

  beforeEach(async () => {
    shop = await buildShop(context);
    into = await buildPerson(shop, { name: '김하나', phone: '+821012345678' });
    from = await buildPerson(shop, { name: '김 하나', phone: '+821012345678', externalId: 'T-1', note: '창가 자리' });
    await buildOrders(shop, [
      { customerId: into, businessDay: '2026-11-01' },
      { customerId: from, businessDay: '2026-11-02' },
      { customerId: from, businessDay: '2026-11-03' },
    ]);
  });

  it('have all their orders, and go apart again with what came since for each', async () => {
    const { mergeId } = await merge();
    expect(await ordersOf(into)).toBe(3);
    expect(await read(into)).toMatchObject({ name: '김하나', note: '창가 자리' });
    expect(await read(from)).toMatchObject({ mergedInto: into });
    const [known] = await resolvePeople(shop.db, {
      workspaceId: shop.workspaceId,
      clues: [{ externalIds: [{ source: 'test', externalId: 'T-1' }], email: 'hana@example.com' }],
      source: 'test',
      now,
    });
    expect(known).toMatchObject({ customerId: into, mergedFrom: from });
    await buildOrders(shop, [{ customerId: into, businessDay: '2026-11-04' }]);
    await shop.db
      .insertInto('orders.saleOrder')
      .values({
        workspaceId: shop.workspaceId,
        orderId: newId(),
        source: 'test',
        orderNo: '9',
        orderedAt: now,
        businessDay: '2026-11-05',
        customerId: known?.customerId,
        mergedFrom: known?.mergedFrom,
        grossMinor: 1,
        refundMinor: 0,
        lineCount: 1,
      })
      .execute();
    await unmerge(mergeId);
    expect([await ordersOf(into), await ordersOf(from)]).toEqual([2, 3]);
    expect(await read(into)).toMatchObject({ name: '김하나', note: '', mergedInto: null });
    expect(await read(from)).toMatchObject({ name: '김 하나', note: '창가 자리', mergedInto: null });
    const emails = await shop.db
      .selectFrom('customers.contactPoint')
      .select(['customerId', 'mergedFrom'])
      .where('value', '=', 'hana@example.com')
      .where('workspaceId', '=', shop.workspaceId)
      .execute();
    expect(emails).toEqual([{ customerId: from, mergedFrom: null }]);
  });

  it('show the name without a title, whichever of the two stays, and have their own again afterwards', async () => {
    const shop = await buildShop(context);
    const [into, from] = [await buildPerson(shop, { name: '김하나 님' }), await buildPerson(shop, { name: '김하나' })];
    const names = async () => {
      const rows = await shop.db.selectFrom('customers.customer').select(['customerId', 'name', 'borrowed']).execute();
      return new Map(rows.map(({ customerId, name, borrowed }) => [customerId, { name, borrowed }]));
    };
    const before = await names();
    const { renamed } = await previewMerge(shop.db, shop.actor(), { into, from, now });
    expect(renamed?.to).toBe(maskName('김하나'));
    const { mergeId } = await mergeCustomers(shop.db, shop.actor(), { into, from, now });
    expect((await names()).get(into)?.name).toBe('김하나');
    // A third of the same name changes nothing of it.
    const third = await buildPerson(shop, { name: '김하나님' });
    const again = await mergeCustomers(shop.db, shop.actor(), { into, from: third, now });
    await unmergeCustomers(shop.db, shop.actor(), again.mergeId, now);
    expect((await names()).get(into)?.name).toBe('김하나');
    await unmergeCustomers(shop.db, shop.actor(), mergeId, now);
    const after = await names();
    for (const id of [into, from]) expect(after.get(id)).toEqual(before.get(id));
  });

  it('keep what somebody wrote since where it was only borrowed', async () => {
    const { mergeId } = await merge();
    await shop.db.updateTable('customers.customer').set({ note: '복도 자리' }).where('customerId', '=', into).execute();
    await unmerge(mergeId);
    expect((await read(into)).note).toBe('복도 자리');
    expect((await read(from)).note).toBe('창가 자리');
  });

  it('can be taken apart in any order when a third is merged into them or they into her', async () => {
    const third = await buildPerson(shop, { name: '' });
    await buildOrders(shop, [{ customerId: third, businessDay: '2026-11-06' }]);
    const first = await merge();
    const second = await mergeCustomers(shop.db, shop.actor(), { into: third, from: into, now });
    expect(await ordersOf(third)).toBe(4);
    expect((await read(third)).name).toBe('김하나');
    expect((await read(from)).mergedInto).toBe(third);
    await unmerge(first.mergeId);
    expect([await ordersOf(third), await ordersOf(from)]).toEqual([2, 2]);
    await unmerge(second.mergeId);
    expect([await ordersOf(third), await ordersOf(into), await ordersOf(from)]).toEqual([1, 1, 2]);
    expect((await read(third)).name).toBe('');
  });

  it('mean who shows them when they are merged again', async () => {
    const third = await buildPerson(shop, { name: '박건' });
    await merge();
    const { into: shown } = await mergeCustomers(shop.db, shop.actor(), { into: from, from: third, now });
    expect(shown).toBe(into);
    expect((await read(third)).mergedInto).toBe(into);
  });

  it('cannot be merged with themselves, twice, or taken apart twice', async () => {
    await expect(mergeCustomers(shop.db, shop.actor(), { into, from: into, now })).rejects.toThrow(
      'cannot be merged with herself',
    );
    const { mergeId } = await merge();
    await expect(merge()).rejects.toMatchObject({ code: 'conflict' });
    await unmerge(mergeId);
    await expect(unmerge(mergeId)).rejects.toMatchObject({ code: 'conflict' });
    await expect(unmerge(newId())).rejects.toMatchObject({ code: 'not_found' });
  });

  it('become one once, however many ask at the same moment', async () => {
    const third = await buildPerson(shop, { name: '박건' });
    const asked = await Promise.allSettled([
      merge(),
      mergeCustomers(shop.db, shop.actor(), { into: from, from: into, now }),
      mergeCustomers(shop.db, shop.actor(), { into: third, from: into, now }),
      mergeCustomers(shop.db, shop.actor(), { into: third, from, now }),
    ]);
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const shown = await shop.db
      .selectFrom('customers.customer')
      .select('customerId')
      .where('workspaceId', '=', shop.workspaceId)
      .where('mergedInto', 'is', null)
      .execute();
    expect(shown).toHaveLength(1);
    expect(await ordersOf(shown[0]?.customerId ?? '')).toBe(3);
  });

  it('find what was stored for one of them while they were merged', async () => {
    const { mergeId } = await merge();
    await buildOrders(shop, [{ customerId: from, businessDay: '2026-11-07' }]);
    expect(await adoptStrays(shop.db, shop.workspaceId)).toBe(1);
    expect(await ordersOf(into)).toBe(4);
    await unmerge(mergeId);
    expect(await ordersOf(from)).toBe(3);
  });

  it('need the right to it', async () => {
    await expect(mergeCustomers(shop.db, shop.actor('staff'), { into, from, now })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
