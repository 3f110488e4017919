import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildShop, type TestShop } from '../../../../test/factories.ts';
import { buildPeople } from '../../../../test/factories-people.ts';
import { inTransaction, noteGrowth } from '../../../platform/db.ts';
import { createCustomer, type PersonClue, resolvePeople } from '../index.ts';
import { decidePerson, type KnownPeople, type ReadClue } from './rules.ts';
import { findByContacts } from './store.ts';

const now = new Date('2026-11-21T03:00:00Z');

describe('the same stranger', () => {
  let shop: TestShop;
  beforeAll(async () => {
    const context = await createTestContext();
    shop = await buildShop(context);
  });
  const phoneOf = (n: number) => `010-31${String(n).padStart(2, '0')}-4000`;
  const people = async (name: string) =>
    (
      await shop.db
        .selectFrom('customers.customer')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .where('name', '=', name)
        .executeTakeFirstOrThrow()
    ).n;
  const resolve = (clues: PersonClue[]) =>
    resolvePeople(shop.db, { workspaceId: shop.workspaceId, clues, source: 'site', now });

  it('told by batches and by the staff at the same moment is one person', async () => {
    const clues = Array.from({ length: 60 }, (_, n) => ({ name: '강새벽', phone: phoneOf(n) }));
    await Promise.all([
      resolve(clues),
      ...clues.slice(0, 30).map((clue) => createCustomer(shop.db, shop.actor(), clue, now)),
      resolve(clues.toReversed()),
      ...clues.slice(30).map((clue) => createCustomer(shop.db, shop.actor(), clue, now)),
    ]);
    expect(await people('강새벽')).toBe(60);
  });

  it('is looked for among the ids of whoever is found, and not among all that the shop has', async () => {
    const { db, workspaceId } = shop;
    const others = await buildPeople(shop, 2_000);
    await db
      .insertInto('customers.externalId')
      .values(others.map((customerId) => ({ workspaceId, source: 'till', externalId: customerId, customerId })))
      .execute();
    await noteGrowth(db, ['customers.externalId']);
    const explaining = db.withPlugin({
      transformQuery: ({ node }) => {
        if (node.kind !== 'RawNode') return node;
        const [first = '', ...more] = node.sqlFragments;
        return { ...node, sqlFragments: [`explain ${first}`, ...more] };
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    const plan = await findByContacts(explaining, workspaceId, ['+821012345678']);
    const lines = plan.map((line) => Object.values(line).join());
    const at = lines.findIndex((line) => line.includes('on external_id e'));
    expect(lines[at]).toContain('external_id_by_customer');
    expect(lines[at + 1]).toMatch(/Cond: .*customer_id = ANY/);
  });

  it('waits for a batch that is not committed yet', async () => {
    const clue = { name: '오늦음', phone: '010-9123-4567' };
    const order: string[] = [];
    await inTransaction(shop.db, async (db) => {
      await resolvePeople(db, { workspaceId: shop.workspaceId, clues: [clue], source: 'site', now });
      const second = createCustomer(shop.db, shop.actor(), clue, now).then(({ existed }) =>
        order.push(`second ${existed}`),
      );
      // Anything it does meanwhile must not have made anybody.
      await shop.db.selectFrom('customers.customer').select('customerId').limit(1).execute();
      order.push('first');
      return { second };
    }).then(({ second }) => second);
    expect(order).toEqual(['first', 'second true']);
    expect(await people('오늦음')).toBe(1);
  });
});

it('many people at once are many to the planner too, before the database looks by itself', async () => {
  const shop = await buildShop(await createTestContext());
  const clues = Array.from({ length: 2_000 }, (_, n) => ({
    externalIds: [{ source: 'site', externalId: `m-${n}` }],
    phone: `010-3200-${4_000 + n}`,
  }));
  await resolvePeople(shop.db, { workspaceId: shop.workspaceId, clues, source: 'site', now });
  const { rows } = await sql<{ known: number }>`select reltuples::int as known from pg_class
    where oid in ('customers.customer'::regclass, 'customers.contact_point'::regclass, 'customers.external_id'::regclass)`.execute(
    shop.db,
  );
  expect(rows.map(({ known }) => known)).toEqual([2_000, 2_000, 2_000]);
});

describe('whom a clue means', () => {
  const hana = { customerId: 'hana', mergedFrom: null, name: '김하나' };
  const mobile = { kind: 'mobile' as const, value: '+821012345678', last4: '5678' };
  const clue = (change: Partial<ReadClue>): ReadClue => ({
    customerId: undefined,
    name: '',
    externalIds: [],
    contacts: [],
    browser: undefined,
    isAttested: true,
    ...change,
  });
  const browser = { source: 'web:site', externalId: 'b1' };
  const known = (isShared: boolean): KnownPeople => ({
    byId: new Map(),
    byExternalId: new Map([['web:site\nb1', { ...hana, isShared }]]),
    byContact: new Map([[mobile.value, [hana]]]),
  });

  it('is the one person without a name on a number, and another where the source knows that one by another id', () => {
    const nameless = { customerId: 'x', mergedFrom: null, name: '' };
    const people = (...found: KnownPeople['byContact'] extends ReadonlyMap<string, infer P> ? P[] : never) => ({
      ...known(false),
      byContact: new Map(found.map((one) => [mobile.value, one])),
    });
    const named = clue({ name: '박건', contacts: [mobile] });
    expect(decidePerson(named, people([nameless]))).toBe(nameless);
    expect(decidePerson(named, people([hana, nameless]))).toBe(nameless);
    expect(decidePerson(named, people([nameless, { ...nameless, customerId: 'y' }]))).toBe('new');
    const numbered = { ...named, externalIds: [{ source: 'till', externalId: '2' }] };
    expect(decidePerson(numbered, people([{ ...nameless, idSources: ['till'] }]))).toBe('new');
    expect(decidePerson(numbered, people([{ ...nameless, idSources: ['web'] }]))).toMatchObject({ customerId: 'x' });
  });

  it('is nobody when the browser is shared, and her when it is hers', () => {
    expect(decidePerson(clue({ browser }), known(false))).toMatchObject({ customerId: 'hana' });
    expect(decidePerson(clue({ browser }), known(true))).toBe('nobody');
  });

  it('makes nobody of an id that anybody could have written', () => {
    const externalIds = [{ source: 'site', externalId: 'u1' }];
    expect(decidePerson(clue({ externalIds }), known(false))).toBe('new');
    expect(decidePerson(clue({ externalIds, isAttested: false }), known(false))).toBe('nobody');
  });

  it('needs the same name on one number (OP-04), and takes no temporary or shared number for a person (OP-02, OP-12)', () => {
    for (const name of ['김 하나', '김하나님', '김하나 고객님']) {
      expect(decidePerson(clue({ name, contacts: [mobile] }), known(false))).toMatchObject({ customerId: 'hana' });
    }
    expect(decidePerson(clue({ name: '박건', contacts: [mobile] }), known(false))).toBe('new');
    const virtual = { kind: 'virtual050' as const, value: '+8250412345678', last4: '5678' };
    expect(decidePerson(clue({ contacts: [virtual] }), known(false))).toBe('nobody');
  });
});
