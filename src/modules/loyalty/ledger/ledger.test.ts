import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { runTills as runEightTills } from '../../../../test/eight-tills.ts';
import { buildShop, type TestShop } from '../../../../test/factories.ts';
import { findLedgerFaults } from '../../../../test/factories-ledger.ts';
import { buildOrders, buildPerson } from '../../../../test/factories-people.ts';
import { newId } from '../../../shared/ids.ts';
import { FIRST_SETTINGS, type ProgrammeSettings } from '../contract/programme.ts';
import { saveProgramme } from '../programme/service.ts';
import { earnFromOrders } from '../receipts/orders.ts';
import { recordSales, type Sale } from '../receipts/service.ts';
import { expireDue } from './expire.ts';
import { type Command, recordMovements } from './service.ts';

const context = await createTestContext();
const now = context.clock.now();
const TODAY = '2026-11-21';

async function buildProgramme(change: Partial<ProgrammeSettings> = {}): Promise<TestShop> {
  const shop = await buildShop(context);
  const settings = { ...FIRST_SETTINGS, isOn: true, ...change };
  await saveProgramme(shop.db, shop.actor(), { settings, expectedVersion: 0, today: '2026-11-01', now });
  return shop;
}

const sale = (customerId: string, change: Partial<Sale> = {}): Sale => ({
  owner: { customerId, mergedFrom: null },
  orderId: null,
  counterKey: newId(),
  businessDay: TODAY,
  at: now,
  till: '',
  receiptNo: '',
  billMinor: 12_000,
  refundedMinor: 0,
  items: 0,
  ...change,
});
const balanceOf = async (shop: TestShop, customerId: string, unit = 'points') =>
  (
    await shop.db
      .selectFrom('loyalty.account')
      .select('balance')
      .where('workspaceId', '=', shop.workspaceId)
      .where('customerId', '=', customerId)
      .where('unit', '=', unit)
      .execute()
  ).reduce((sum, { balance }) => sum + balance, 0);
const record = (shop: TestShop, sales: readonly Sale[]) =>
  recordSales(shop.db, { workspaceId: shop.workspaceId, sales, now });

describe('the ledger in the database (OP-50)', () => {
  it('refuses what does not balance, what is more than there is, and any change of what is booked', async () => {
    const shop = await buildShop(context);
    const { workspaceId, db } = shop;
    const customerId = await buildPerson(shop);
    const command = { unit: 'points', owner: { customerId, mergedFrom: null }, at: now, businessDay: TODAY } as const;
    await recordMovements(db, {
      workspaceId,
      commands: [{ ...command, key: 'a', action: { kind: 'earn', amount: 100, expiresOn: null } }],
      now,
    });
    const [movement] = await db.selectFrom('loyalty.movement').selectAll().execute();
    const [account] = await db.selectFrom('loyalty.account').selectAll().where('role', '=', 'person').execute();
    const [lot] = await db.selectFrom('loyalty.lot').selectAll().execute();
    const [issued] = await db.selectFrom('loyalty.account').selectAll().where('role', '=', 'issued').execute();
    if (!movement || !account || !lot || !issued) throw new Error('nothing was booked');
    const entry = { workspaceId, movementId: movement.movementId, unit: 'points' };
    await expect(
      db
        .insertInto('loyalty.entry')
        .values({ ...entry, entryNo: 9, accountId: account.accountId, lotId: null, amount: 5 })
        .execute(),
    ).rejects.toThrow(/does not balance/);
    await expect(
      db
        .insertInto('loyalty.entry')
        .values([
          { ...entry, entryNo: 8, accountId: account.accountId, lotId: null, amount: -500 },
          { ...entry, entryNo: 9, accountId: issued.accountId, lotId: null, amount: 500 },
        ])
        .execute(),
    ).rejects.toThrow(/more than there is/);
    for (const table of ['loyalty.entry', 'loyalty.movement', 'loyalty.lot'] as const) {
      await expect(db.deleteFrom(table).execute()).rejects.toThrow(/permission denied/);
    }
    await expect(db.updateTable('loyalty.entry').set({ amount: 1 }).execute()).rejects.toThrow(/permission denied/);
    await expect(db.updateTable('loyalty.account').set({ balance: 1 }).execute()).rejects.toThrow(/permission denied/);
    await expect(db.updateTable('loyalty.lot').set({ remaining: 1 }).execute()).rejects.toThrow(/permission denied/);
    expect(await findLedgerFaults(db, workspaceId)).toEqual([]);
  });

  it('books a movement once, however many tills repeat it at the same moment', async () => {
    const shop = await buildShop(context);
    const customerId = await buildPerson(shop);
    const command: Command = {
      key: 'till-1-0001',
      unit: 'points',
      owner: { customerId, mergedFrom: null },
      action: { kind: 'earn', amount: 100, expiresOn: null },
      at: now,
      businessDay: TODAY,
    };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        recordMovements(shop.db, { workspaceId: shop.workspaceId, commands: [command], now }),
      ),
    );
    const statuses = answers.flat().map(({ status }) => status);
    expect([statuses.filter((one) => one === 'done').length, statuses.filter((one) => one === 'known').length]).toEqual(
      [1, 19],
    );
    expect(await balanceOf(shop, customerId)).toBe(100);
  });
});

describe('a sale earns once', () => {
  it('whether the order or the number at the counter comes first (OP-53)', async () => {
    const shop = await buildProgramme();
    const [early, late] = [await buildPerson(shop), await buildPerson(shop)];
    const counter = sale(early);
    await record(shop, [counter]);
    await buildOrders(
      shop,
      [early, late].map((customerId) => ({ customerId, businessDay: TODAY, hour: 12, grossMinor: 12_000 })),
    );
    expect(await earnFromOrders(shop.db, { workspaceId: shop.workspaceId, now })).toEqual({ earned: 1, changed: 1 });
    expect(await record(shop, [counter, sale(late)])).toMatchObject([
      { status: 'known', earned: 600, available: 600 },
      { status: 'known', earned: 600, available: 600 },
    ]);
    expect(await earnFromOrders(shop.db, { workspaceId: shop.workspaceId, now })).toEqual({ earned: 0, changed: 0 });
    expect([await balanceOf(shop, early), await balanceOf(shop, late)]).toEqual([600, 600]);
  });

  it('and two equal coffees earn twice', async () => {
    const shop = await buildProgramme();
    const customerId = await buildPerson(shop);
    const coffee = { billMinor: 4_500 };
    await record(shop, [sale(customerId, coffee), sale(customerId, coffee)]);
    await buildOrders(
      shop,
      [11, 12].map((hour) => ({ customerId, businessDay: TODAY, hour, grossMinor: 4_500 })),
    );
    await earnFromOrders(shop.db, { workspaceId: shop.workspaceId, now });
    expect(await balanceOf(shop, customerId)).toBe(450);
  });

  it('a partial refund takes back in proportion, and gives back what was spent', async () => {
    const shop = await buildProgramme();
    const customerId = await buildPerson(shop);
    await record(shop, [sale(customerId, { billMinor: 100_000 })]);
    // 20,000 with 2,000 points: 18,000 earn 900.
    const [used] = await record(shop, [sale(customerId, { billMinor: 20_000, use: 2_000 })]);
    expect(used).toMatchObject({ earned: 900, used: 2_000, available: 3_900 });
    const [orderId = ''] = await buildOrders(shop, [
      { customerId, businessDay: TODAY, hour: 12, grossMinor: 20_000, refundMinor: 0 },
    ]);
    await earnFromOrders(shop.db, { workspaceId: shop.workspaceId, now });
    const refund = async (refundMinor: number) => {
      await shop.db.updateTable('orders.saleOrder').set({ refundMinor }).where('orderId', '=', orderId).execute();
      await earnFromOrders(shop.db, { workspaceId: shop.workspaceId, now });
      return balanceOf(shop, customerId);
    };
    // A quarter: 225 of 900 go, 500 of 2,000 come back.
    expect(await refund(-5_000)).toBe(3_900 - 225 + 500);
    expect(await refund(-20_000)).toBe(5_000);
    expect(await findLedgerFaults(shop.db, shop.workspaceId)).toEqual([]);
  });

  it('follows an order that is given to somebody else, or taken back', async () => {
    const shop = await buildProgramme();
    const [one, other] = [await buildPerson(shop), await buildPerson(shop)];
    const [orderId = ''] = await buildOrders(shop, [{ customerId: one, businessDay: TODAY, grossMinor: 10_000 }]);
    const earn = () => earnFromOrders(shop.db, { workspaceId: shop.workspaceId, now });
    await earn();
    await shop.db.updateTable('orders.saleOrder').set({ customerId: other }).where('orderId', '=', orderId).execute();
    await earn();
    expect([await balanceOf(shop, one), await balanceOf(shop, other)]).toEqual([0, 500]);
    await shop.db.deleteFrom('orders.saleOrder').where('orderId', '=', orderId).execute();
    await earn();
    expect(await balanceOf(shop, other)).toBe(0);
  });

  it('not too often a day, and not too late (OP-53)', async () => {
    const shop = await buildProgramme();
    const customerId = await buildPerson(shop);
    const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
    const results = await record(shop, [
      sale(customerId, { at: hoursAgo(3) }),
      sale(customerId, { at: hoursAgo(3), receiptNo: '17' }),
      sale(customerId, { at: hoursAgo(25), receiptNo: '9' }),
      sale(customerId),
      sale(customerId),
      sale(customerId),
    ]);
    expect(results.map((one) => ('reason' in one ? one.reason : one.status))).toEqual([
      'too_late',
      'earned',
      'too_late',
      'earned',
      'earned',
      'too_many',
    ]);
    const alarms = await shop.db.selectFrom('loyalty.alarm').select('kind').orderBy('kind').execute();
    expect(alarms.filter(({ kind }) => kind === 'too_late')).toHaveLength(2);
  });

  it('raises the level by what was earned, and spending does not lower it (OP-56)', async () => {
    const shop = await buildProgramme({
      tiers: {
        windowMonths: 12,
        keepMonths: 12,
        levels: [{ key: 'regular', name: '단골', threshold: 1_000, rateBasisPoints: 1_000 }],
      },
    });
    const customerId = await buildPerson(shop);
    await record(shop, [sale(customerId, { billMinor: 20_000 })]);
    await record(shop, [sale(customerId, { billMinor: 1_000, use: 1_000 })]);
    const tier = await shop.db.selectFrom('loyalty.tierKept').select(['tierKey', 'keepUntil']).executeTakeFirst();
    expect(tier).toEqual({ tierKey: 'regular', keepUntil: '2027-11-21' });
    expect(await record(shop, [sale(customerId, { billMinor: 10_000 })])).toMatchObject([{ earned: 1_000 }]);
  });
});

/** One thing a till does; people and receipts are numbers, so that a failing run shrinks to a few lines. */
const step = fc.oneof(
  fc.record({
    what: fc.constant('sale' as const),
    person: fc.nat(4),
    receipt: fc.nat(15),
    bill: fc.integer({ min: 1, max: 30 }),
    use: fc.nat(300),
  }),
  fc.record({ what: fc.constant('order' as const), receipt: fc.nat(15), refund: fc.nat(30) }),
  fc.record({
    what: fc.constant('use' as const),
    person: fc.nat(4),
    amount: fc.integer({ min: 1, max: 900 }),
    key: fc.nat(30),
  }),
  fc.record({
    what: fc.constant('give' as const),
    person: fc.nat(4),
    to: fc.nat(4),
    amount: fc.integer({ min: 1, max: 900 }),
    key: fc.nat(30),
  }),
  fc.record({ what: fc.constant('expire' as const), days: fc.nat(30) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Eight tills at once; what each does is in order, and every batch may be told twice. */
async function runTills(
  shop: TestShop,
  people: readonly string[],
  tills: readonly (readonly { steps: Step[]; again: boolean }[])[],
) {
  const { db, workspaceId } = shop;
  const owner = (person: number) => ({ customerId: people[person % people.length] ?? '', mergedFrom: null });
  const later = (days: number) => new Date(now.getTime() + days * 86_400_000);
  const orders = new Map<number, string>();
  const run = async (till: number, steps: readonly Step[]) => {
    const sales: Sale[] = [];
    const commands: Command[] = [];
    for (const one of steps) {
      if (one.what === 'sale') {
        sales.push({
          ...sale('', { counterKey: `receipt-${one.receipt}`, till: '', receiptNo: `${one.receipt}` }),
          owner: owner(one.receipt),
          billMinor: (one.receipt + 1) * 1_000,
          use: one.use % 50,
        });
      } else if (one.what === 'order') {
        const orderId = orders.get(one.receipt) ?? newId();
        orders.set(one.receipt, orderId);
        sales.push({
          ...sale('', { counterKey: null, orderId, receiptNo: `${one.receipt}` }),
          owner: owner(one.receipt),
          billMinor: (one.receipt + 1) * 1_000,
          refundedMinor: Math.min(one.refund * 500, (one.receipt + 1) * 1_000),
        });
      } else if (one.what === 'expire') {
        await expireDue(db, {
          workspaceId,
          today: `2026-12-${String(1 + one.days).padStart(2, '0')}`,
          now: later(one.days),
        });
      } else {
        const base = { unit: 'points', owner: owner(one.person), at: now, businessDay: TODAY } as const;
        commands.push(
          one.what === 'use'
            ? { ...base, key: `use-${one.person}-${one.key}`, action: { kind: 'use', amount: one.amount } }
            : {
                ...base,
                key: `give-${one.person}-${one.key}`,
                action: { kind: 'transfer', amount: one.amount },
                to: owner(one.to),
              },
        );
      }
    }
    await recordSales(db, { workspaceId, sales, now });
    await recordMovements(db, { workspaceId, commands: commands.map((one) => ({ ...one, till: `${till}` })), now });
  };
  await Promise.all(
    tills.map(async (batches, till) => {
      for (const { steps, again } of batches) {
        await run(till, steps);
        // The answer was lost, so the till tells it again.
        if (again) await run(till, steps);
      }
    }),
  );
}

/** Every receipt earned once: what its person got by it is what its bill, less refunds, earns. */
async function findWrongReceipts(shop: TestShop) {
  const { rows } = await sql<{ receiptId: string; booked: number; due: number }>`
    select r.receipt_id, coalesce(sum(e.amount), 0)::bigint as booked,
      (case when r.refunded_minor >= r.bill_minor then 0 else r.earned * (r.bill_minor - r.refunded_minor) / r.bill_minor end)::bigint as due
    from loyalty.receipt r
    left join loyalty.movement m on m.workspace_id = r.workspace_id and m.receipt_id = r.receipt_id
    left join loyalty.account i on i.workspace_id = r.workspace_id and i.unit = r.unit and i.role = 'issued'
    left join loyalty.entry e0 on e0.workspace_id = m.workspace_id and e0.movement_id = m.movement_id and e0.account_id = i.account_id
    left join lateral (select -e0.amount as amount) e on true
    where r.workspace_id = ${shop.workspaceId}::uuid
    group by r.receipt_id, r.refunded_minor, r.bill_minor, r.earned`.execute(shop.db);
  return rows.filter(({ booked, due }) => booked !== due);
}

it('takes out what a refund gave back past its day, also twice in one moment', async () => {
  const shop = await buildProgramme({ points: { ...FIRST_SETTINGS.points, expiresAfterDays: 1 } });
  const { workspaceId, db } = shop;
  const owner = { customerId: await buildPerson(shop), mergedFrom: null };
  const base = { unit: 'points', owner, at: now, businessDay: TODAY } as const;
  const expire = () => expireDue(db, { workspaceId, today: '2026-12-31', now });
  const earn = (key: string) =>
    recordMovements(db, {
      workspaceId,
      commands: [{ ...base, key, action: { kind: 'earn', amount: 100, expiresOn: '2026-12-01' } }],
      now,
    });
  for (const key of ['first', 'second']) {
    await earn(key);
    expect(await expire()).toEqual({ expired: 1 });
    expect(await expire()).toEqual({ expired: 0 });
    expect(await balanceOf(shop, owner.customerId)).toBe(0);
  }
  expect(await findLedgerFaults(db, workspaceId)).toEqual([]);
});

describe('eight tills, queues of tablets, retries, refunds and expiry', () => {
  it('leave a ledger that balances, with no point twice', async () => {
    const batch = fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 8 }), again: fc.boolean() });
    const tills = fc.array(fc.array(batch, { maxLength: 3 }), { minLength: 8, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(tills, async (plan) => {
        const guards = { maxEarnsADay: 50, lateEarnHours: 24 };
        const points = { ...FIRST_SETTINGS.points, expiresAfterDays: 20 };
        const shop = await buildProgramme({ guards, points });
        const people = await Promise.all(Array.from({ length: 5 }, () => buildPerson(shop)));
        await runTills(shop, people, plan);
        expect(await findLedgerFaults(shop.db, shop.workspaceId)).toEqual([]);
        expect(await findWrongReceipts(shop)).toEqual([]);
      }),
      { numRuns: 12 },
    );
  }, 180_000);

  const movements = Number(process.env.DANGOL_LEDGER_MOVEMENTS ?? 0);
  it.skipIf(movements === 0)(
    `balance after ${movements} movements`,
    async () => {
      const shop = await buildProgramme({ guards: { maxEarnsADay: 50, lateEarnHours: 24 } });
      const { db, workspaceId } = shop;
      const people = Array.from({ length: 40_000 }, () => newId());
      await sql`insert into customers.customer (workspace_id, customer_id, name, source)
        select ${workspaceId}::uuid, person, '', 'test' from unnest(${people}::uuid[]) as person`.execute(db);
      const booked = await runEightTills(db, { workspaceId, people, movements });
      const { rows } = await sql<{
        n: number;
      }>`select count(*)::int as n from loyalty.movement where workspace_id = ${workspaceId}::uuid`.execute(db);
      expect(rows[0]?.n).toBe(booked);
      expect(await findLedgerFaults(db, workspaceId)).toEqual([]);
    },
    3_600_000,
  );
});
