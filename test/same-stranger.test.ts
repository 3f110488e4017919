import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  createCustomer,
  lockImports,
  mergeCustomers,
  type PersonClue,
  resolvePeople,
} from '../src/modules/customers/index.ts';
import { type ImportKind, importers, undoImport } from '../src/modules/imports/index.ts';
import { recordTouchpoints } from '../src/modules/touchpoints/index.ts';
import { inTransaction, inYieldingTransaction } from '../src/platform/db.ts';
import { newId } from '../src/shared/ids.ts';
import { createTestContext } from './database.ts';
import { buildShop, type TestShop } from './factories.ts';
import { buildPerson } from './factories-people.ts';

const context = await createTestContext();
const now = context.clock.now();

const PEOPLE = 600;
const name = (at: number) => `손님${at}`;
const phone = (at: number) => `010-77${String(at % 100).padStart(2, '0')}-${String(at).padStart(4, '0')}`;
const everybody = Array.from({ length: PEOPLE }, (_, at) => at);
const FILES = {
  sales: (at: number) => `${at},2026-11-20T12:00:00,메뉴${at % 9},1,7000,${name(at)},${phone(at)}`,
  customers: (at: number) => `${name(at)},${phone(at)}`,
  contacts: (at: number) => `${name(at)},${phone(at)}`,
  events: (at: number) => `2026-11-20T12:00:00,${phone(at)},${name(at)},${at}`,
};
const HEADERS = {
  sales: 'order_no,ordered_at,item_name,quantity,amount,customer_name,customer_phone',
  customers: 'name,phone',
  contacts: 'name,phone',
  events: 'at,phone,name,answer',
};

function writeFile(shop: TestShop, kind: keyof typeof FILES): string {
  const file = path.join(context.config.home, `${shop.workspaceId}-${kind}.csv`);
  writeFileSync(file, `${HEADERS[kind]}\n${everybody.map(FILES[kind]).join('\n')}\n`);
  return file;
}

const bring = (shop: TestShop, kind: ImportKind, source: string) =>
  importers[kind](context, shop.actor(), { source, fileName: 'file.csv' });

async function countPeople(shop: TestShop) {
  const { rows } = await sql<{ people: number; phones: number }>`select count(*) as people,
      (select count(distinct value) from customers.contact_point where workspace_id = ${shop.workspaceId}::uuid) as phones
    from customers.customer where workspace_id = ${shop.workspaceId}::uuid`.execute(shop.db);
  return rows[0];
}

const resolve = (shop: TestShop, clue: PersonClue) =>
  resolvePeople(shop.db, { workspaceId: shop.workspaceId, clues: [clue], source: 'till', now }).then(([one]) => one);

describe('a stranger named by several sources at once', () => {
  it.each(Object.keys(FILES) as (keyof typeof FILES)[])(
    'is one person: a %s file beside the till, the site and the counter',
    async (kind) => {
      const shop = await buildShop(context);
      const told = (at: number) => ({
        at: now,
        phase: 'during' as const,
        kind: 'visit',
        idempotencyKey: newId(),
        person: { name: name(at), phone: phone(at) },
      });
      const record = (people: readonly number[]) =>
        recordTouchpoints(shop.db, shop.actor(), {
          from: { source: 'site', way: 'api', phase: 'during' },
          touchpoints: people.map(told),
          now,
        });
      const hail = async (people: readonly number[]) => {
        for (const at of people) {
          await (at % 2
            ? record([at])
            : createCustomer(shop.db, shop.actor(), { name: name(at), phone: phone(at) }, now));
        }
      };
      await Promise.all([
        bring(shop, kind, writeFile(shop, kind)),
        hail(everybody.filter((at) => at % 3 === 0).toReversed()),
        hail(everybody.filter((at) => at % 3 === 1)),
        record(everybody),
      ]);
      expect(await countPeople(shop)).toEqual({ people: PEOPLE, phones: PEOPLE });
    },
  );

  it('keeps nobody else waiting while a file is stored', async () => {
    const shop = await buildShop(context);
    const hana = { name: '김하나', phone: '010-1234-5678' };
    const { first, second } = await inTransaction(shop.db, async (db) => {
      await lockImports(db, shop.workspaceId);
      const [first] = await resolvePeople(db, {
        workspaceId: shop.workspaceId,
        clues: [hana],
        source: 'file',
        now,
        isFile: true,
      });
      // Answered while the file is not stored yet.
      expect(await resolve(shop, { name: '이두리', phone: '010-8765-4321' })).toMatchObject({ created: true });
      const second = inYieldingTransaction(shop.db, (db) =>
        resolvePeople(db, { workspaceId: shop.workspaceId, clues: [hana], source: 'till', now }),
      );
      return { first, second };
    });
    expect((await second)[0]).toMatchObject({ customerId: first?.customerId, created: false });
  });

  it('is merged with nobody while a file is stored, and the merge says so', async () => {
    const shop = await buildShop(context);
    const [into, from] = [await buildPerson(shop, { name: '김하나' }), await buildPerson(shop, { name: '김하나' })];
    await inTransaction(shop.db, async (db) => {
      await lockImports(db, shop.workspaceId);
      await expect(mergeCustomers(shop.db, shop.actor(), { into, from, now })).rejects.toMatchObject({
        code: 'conflict',
        userMessage: { en: expect.stringContaining('being imported') },
      });
    });
    await expect(mergeCustomers(shop.db, shop.actor(), { into, from, now })).resolves.toMatchObject({ into, from });
  });
});

describe('taking a file back', () => {
  it('keeps who came again while it was taken back', async () => {
    const shop = await buildShop(context);
    const { batchId } = await bring(shop, 'contacts', writeFile(shop, 'contacts'));
    let undone: Promise<unknown> = Promise.resolve();
    await inTransaction(shop.db, async (db) => {
      const recorded = await recordTouchpoints(db, shop.actor(), {
        from: { source: 'site', way: 'api', phase: 'during' },
        touchpoints: [
          { at: now, phase: 'during', kind: 'visit', idempotencyKey: 'a', person: { name: name(1), phone: phone(1) } },
        ],
        now,
      });
      expect(recorded[0]).toMatchObject({ status: 'recorded', customerId: expect.any(String) });
      undone = undoImport(context, shop.actor(), batchId);
      // It has looked who is needed and taken the others away, and waits for us.
      await expect.poll(() => waitingForPeople(shop), { timeout: 20_000 }).toBe(1);
    });
    await undone;
    expect(await countPeople(shop)).toMatchObject({ people: 1 });
    const { rows } = await sql<{ dangling: number }>`select count(*) as dangling from touchpoints.touchpoint t
      where t.customer_id is not null and not exists (
        select from customers.customer c where c.workspace_id = t.workspace_id and c.customer_id = t.customer_id)`.execute(
      shop.db,
    );
    expect(rows[0]?.dangling).toBe(0);
  });

  it('lets the planner know how big the tables became, so that the next file does not read them row by row', async () => {
    const shop = await buildShop(context);
    await bring(shop, 'customers', writeFile(shop, 'customers'));
    const { rows } = await sql<{ rows: number }>`
      select reltuples as rows from pg_class where oid = 'customers.customer'::regclass`.execute(shop.db);
    expect(rows[0]?.rows).toBeGreaterThanOrEqual(PEOPLE);
  });
});

async function waitingForPeople(shop: TestShop): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`select count(*) as waiting from pg_locks
    where locktype = 'advisory' and not granted`.execute(shop.db);
  return rows[0]?.waiting ?? 0;
}
