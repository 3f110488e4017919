import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { buildPerson } from '../../../test/factories-people.ts';
import { type PersonClue, resolvePeople } from '../customers/index.ts';
import { type ImportKind, importers, undoImport } from './index.ts';

const context = await createTestContext();
const PHONE = '010-1234-5678';
const SHARED = '+821012345678';
const HEADERS = {
  customers: 'name,phone,email',
  contacts: 'name,phone,email',
  sales: 'order_no,ordered_at,item_name,quantity,amount,kind,customer_name,customer_phone,customer_email',
  events: 'at,name,phone,email,kind',
} as const;
const BEFORE = {
  customers: '',
  contacts: '',
  sales: 'R1,2026-11-20T12:00:00,국수,1,7000,sale,',
  events: '2026-11-20T12:00:00,',
};
const BEHIND = { customers: '', contacts: '', sales: '', events: ',survey.answered' };

type Person = { name?: string; phone?: string; email?: string };

/** Imports a file of one kind in which each row tells of a person. */
async function bring(shop: TestShop, kind: keyof typeof HEADERS, people: readonly Person[]) {
  const source = path.join(context.config.home, `${shop.workspaceId}-${kind}.csv`);
  const rows = people.map(
    ({ name = '', phone = '', email = '' }, at) =>
      `${BEFORE[kind].replace('R1', `R${at + 1}`)}${name},${phone},${email}${BEHIND[kind]}`,
  );
  writeFileSync(source, `${[HEADERS[kind], ...rows].join('\n')}\n`);
  return importers[kind satisfies ImportKind](context, shop.actor(), { source, fileName: kind });
}

const namesOf = async (shop: TestShop) =>
  (
    await shop.db
      .selectFrom('customers.customer')
      .select('name')
      .where('workspaceId', '=', shop.workspaceId)
      .orderBy('name')
      .execute()
  ).map(({ name }) => name);
const contactsOf = async (shop: TestShop, customerId: string) =>
  (
    await shop.db
      .selectFrom('customers.contactPoint')
      .select('value')
      .where('workspaceId', '=', shop.workspaceId)
      .where('customerId', '=', customerId)
      .orderBy('value')
      .execute()
  ).map(({ value }) => value);

describe('a row without a name on a number of several people (OP-04)', () => {
  it.each(['customers', 'contacts'] as const)('of a %s file is refused, told and kept to be mended', async (kind) => {
    const shop = await buildShop(context);
    const hana = await buildPerson(shop, { name: '김하나', phone: SHARED });
    await buildPerson(shop, { name: '박건', phone: SHARED });
    const result = await bring(shop, kind, [
      { phone: PHONE, email: 'who@example.com' },
      { name: '김하나', phone: PHONE },
    ]);
    expect(result).toMatchObject({
      rows: 2,
      accepted: 1,
      rejected: 1,
      duplicates: 1,
      customers: { created: 0, matched: 1 },
      reasons: [{ reason: 'shared_number', count: 1, lines: [2] }],
    });
    expect(readFileSync(result.errorFile ?? '', 'utf8').split('\r\n')[1]).toContain(`,${PHONE},who@example.com,2,`);
    expect(await namesOf(shop)).toEqual(['김하나', '박건']);
    expect(await contactsOf(shop, hana)).toEqual([SHARED]);
    const { undone } = await undoImport(context, shop.actor(), result.batchId);
    expect(undone.customers).toBe(0);
  });

  it('of sales is a sale without a guest, which the result says', async () => {
    const shop = await buildShop(context);
    await buildPerson(shop, { name: '김하나', phone: SHARED });
    await buildPerson(shop, { name: '박건', phone: SHARED });
    const result = await bring(shop, 'sales', [{ phone: PHONE }, { name: '박건', phone: PHONE }]);
    expect(result).toMatchObject({
      accepted: 2,
      rejected: 0,
      warnings: [{ reason: 'shared_number_kept', count: 1, lines: [2] }],
    });
    const orders = await shop.db
      .selectFrom('orders.saleOrder as o')
      .leftJoin('customers.customer as c', 'c.customerId', 'o.customerId')
      .select(['o.orderNo', 'c.name'])
      .where('o.workspaceId', '=', shop.workspaceId)
      .orderBy('o.orderNo')
      .execute();
    expect(orders).toEqual([
      { orderNo: 'R1', name: null },
      { orderNo: 'R2', name: '박건' },
    ]);
    // What the file itself told of two people is several people's as well.
    expect(await bring(shop, 'sales', [{ phone: PHONE }])).toMatchObject({ duplicates: 1, orders: { updated: 0 } });
  });

  it('of events is something nobody did, which the result says', async () => {
    const shop = await buildShop(context);
    await buildPerson(shop, { name: '김하나', phone: SHARED });
    await buildPerson(shop, { name: '박건', phone: SHARED });
    const result = await bring(shop, 'events', [{ phone: PHONE }, { name: '박건', phone: PHONE }]);
    expect(result).toMatchObject({
      accepted: 2,
      customers: { created: 0, matched: 1 },
      warnings: [{ reason: 'shared_number_kept', count: 1, lines: [2] }],
    });
  });

  it('is nobody where the file itself names two on the number, and one of them where it names one', async () => {
    const shop = await buildShop(context);
    const file = [{ phone: PHONE }, { name: '김하나', phone: PHONE }, { name: '박건', phone: PHONE }];
    expect(await bring(shop, 'customers', file)).toMatchObject({ accepted: 2, rejected: 1, customers: { created: 2 } });
    const other = await buildShop(context);
    expect(await bring(other, 'customers', file.slice(0, 2))).toMatchObject({ rejected: 0, customers: { created: 1 } });
  });

  it('is somebody new by a number of its source, as from a program', async () => {
    const shop = await buildShop(context);
    await buildPerson(shop, { name: '김하나', phone: SHARED });
    await buildPerson(shop, { name: '박건', phone: SHARED });
    const source = path.join(context.config.home, 'numbered.csv');
    writeFileSync(source, `customer_id,phone\n7,${PHONE}\n`);
    const result = await importers.customers(context, shop.actor(), { source, fileName: 'numbered.csv' });
    expect(result).toMatchObject({ rejected: 0, customers: { created: 1, matched: 0 } });
  });
});

describe('files and programs know by one rule', () => {
  const cases: { title: string; here: Person[]; row: Person; who: string }[] = [
    { title: 'one without a name', here: [{ name: '' }], row: { name: '박건' }, who: '0' },
    { title: 'two without a name', here: [{ name: '' }, { name: '' }], row: { name: '박건' }, who: 'new' },
    { title: 'her name before a missing one', here: [{ name: '' }, { name: '박건' }], row: { name: '박건' }, who: '1' },
    { title: 'a row without a name, one person', here: [{ name: '박건' }], row: {}, who: '0' },
    { title: 'a row without a name, two people', here: [{ name: '박건' }, { name: '김하나' }], row: {}, who: 'nobody' },
    {
      title: 'a number nobody has and a known e-mail with the same name',
      here: [{ name: '박건', phone: '+821055556666', email: 'geon@example.com' }],
      row: { name: '박건', email: 'geon@example.com' },
      who: '0',
    },
    {
      title: 'a number nobody has and an e-mail of two people, without a name',
      here: ['박건', '김하나'].map((name) => ({ name, phone: '+821055556666', email: 'geon@example.com' })),
      row: { email: 'geon@example.com' },
      who: 'nobody',
    },
  ];
  it.each(cases)('$title', async ({ here, row, who }) => {
    const clue: PersonClue = { phone: PHONE, ...row };
    const found = async (way: (shop: TestShop) => Promise<unknown>) => {
      const shop = await buildShop(context);
      const ids: string[] = [];
      for (const person of here) ids.push(await buildPerson(shop, { phone: SHARED, ...person }));
      const before = (await namesOf(shop)).length;
      await way(shop);
      if ((await namesOf(shop)).length > before) return 'new';
      const rows = await shop.db
        .selectFrom('orders.saleOrder')
        .select('customerId')
        .where('workspaceId', '=', shop.workspaceId)
        .execute();
      const [customerId] = rows.map((order) => order.customerId);
      return customerId === undefined || customerId === null ? 'nobody' : String(ids.indexOf(customerId));
    };
    expect(await found((shop) => bring(shop, 'sales', [{ phone: PHONE, ...row }]))).toBe(who);
    let told = '';
    await found(async (shop) => {
      const known = await shop.db
        .selectFrom('customers.customer')
        .select('customerId')
        .where('workspaceId', '=', shop.workspaceId)
        .orderBy('customerId')
        .execute();
      const input = { workspaceId: shop.workspaceId, clues: [clue], source: 'site', now: context.clock.now() };
      const [person] = await resolvePeople(shop.db, input);
      const at = known.findIndex(({ customerId }) => customerId === person?.customerId);
      told = person === undefined ? 'nobody' : person.created ? 'new' : String(at);
    });
    expect(told).toBe(who);
  });

  it('two names on the number of one without a name are two people', async () => {
    const shop = await buildShop(context);
    await buildPerson(shop, { name: '', phone: SHARED });
    const file = [
      { name: '김하나', phone: PHONE },
      { name: '박건', phone: PHONE },
      { name: '김하나', phone: PHONE },
    ];
    expect(await bring(shop, 'customers', file)).toMatchObject({ customers: { created: 1, matched: 1 } });
    expect(await namesOf(shop)).toEqual(['김하나', '박건']);
  });

  it.each([
    { rows: 'without numbers', numbers: ['', ''] },
    { rows: 'with numbers of their source', numbers: ['7', '8'] },
    { rows: 'of which one has a number of the source', numbers: ['7', ''] },
  ] as const)('two names on the phone and the address of one without are two people, in rows $rows', async (one) => {
    const shop = await buildShop(context);
    const email = 'a@example.com';
    await buildPerson(shop, { name: '', phone: SHARED, email });
    const [hana, geon] = one.numbers;
    const source = path.join(context.config.home, `${shop.workspaceId}-two.csv`);
    writeFileSync(source, `customer_id,name,phone,email\n${hana},김하나,${PHONE},\n${geon},박건,,${email}\n`);
    const result = await importers.customers(context, shop.actor(), { source, fileName: 'two.csv' });
    expect(result).toMatchObject({ rejected: 0, customers: { created: 1, matched: 1 } });
    expect(await namesOf(shop)).toEqual(['김하나', '박건']);
  });
});
