import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildShop, type TestShop } from '../../../../test/factories.ts';
import { findLedgerFaults } from '../../../../test/factories-ledger.ts';
import { buildItem, buildOrders, buildPerson } from '../../../../test/factories-people.ts';
import { newId } from '../../../shared/ids.ts';
import { FIRST_SETTINGS, type ProgrammeSettings } from '../contract/programme.ts';
import { undoMove } from '../points/undo.ts';
import { saveProgramme } from '../programme/service.ts';
import { earnFromOrders } from './orders.ts';
import { recordSales, type Sale } from './service.ts';
import { insertReceipts } from './store.ts';

const context = await createTestContext();
const now = context.clock.now();
const TODAY = '2026-11-21';

async function saveRules(shop: TestShop, version: number, today: string, change: Partial<ProgrammeSettings> = {}) {
  const settings = { ...FIRST_SETTINGS, isOn: true, ...change };
  await saveProgramme(shop.db, shop.actor(), { settings, expectedVersion: version - 1, today, now });
}

async function buildProgramme(change: Partial<ProgrammeSettings> = {}): Promise<TestShop> {
  const shop = await buildShop(context);
  await saveRules(shop, 1, '2026-11-01', change);
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

const earn = (shop: TestShop) => earnFromOrders(shop.db, { workspaceId: shop.workspaceId, now });
const record = (shop: TestShop, ...sales: readonly Sale[]) =>
  recordSales(shop.db, { workspaceId: shop.workspaceId, sales, now });
const pointsOf = async (shop: TestShop, customerId: string) =>
  (
    await shop.db
      .selectFrom('loyalty.account')
      .select('balance')
      .where('workspaceId', '=', shop.workspaceId)
      .where('customerId', '=', customerId)
      .execute()
  ).reduce((sum, { balance }) => sum + balance, 0);

describe('rules that change', () => {
  it('leave what past sales earned, also when a group is left out from now on (OP-52)', async () => {
    const shop = await buildProgramme();
    const customerId = await buildPerson(shop);
    const soju = await buildItem(shop, '소주');
    await shop.db.updateTable('menu.item').set({ category: '주류' }).where('itemId', '=', soju).execute();
    const order = { customerId, grossMinor: 20_000, items: [soju, await buildItem(shop, '국수')] };
    const [old = ''] = await buildOrders(shop, [{ ...order, businessDay: '2026-11-05' }]);
    expect(await earn(shop)).toEqual({ earned: 1, changed: 0 });
    await saveRules(shop, 2, TODAY, { excludedCategories: ['주류'] });
    expect(await earn(shop)).toEqual({ earned: 0, changed: 0 });
    expect(await pointsOf(shop, customerId)).toBe(1_000);
    await buildOrders(shop, [{ ...order, businessDay: TODAY }]);
    expect(await earn(shop)).toEqual({ earned: 1, changed: 0 });
    expect(await pointsOf(shop, customerId)).toBe(1_500);
    // Half of it is given back: half of what it earned by the rules of its day.
    await shop.db.updateTable('orders.saleOrder').set({ refundMinor: -10_000 }).where('orderId', '=', old).execute();
    expect(await earn(shop)).toEqual({ earned: 0, changed: 1 });
    expect(await pointsOf(shop, customerId)).toBe(1_000);
  });

  it('of the same day leave the morning as it was booked', async () => {
    const shop = await buildProgramme();
    const customerId = await buildPerson(shop);
    const soju = await buildItem(shop, '소주');
    await shop.db.updateTable('menu.item').set({ category: '주류' }).where('itemId', '=', soju).execute();
    const items = [soju, await buildItem(shop, '국수')];
    await buildOrders(shop, [{ customerId, businessDay: TODAY, hour: 9, grossMinor: 20_000, items }]);
    await earn(shop);
    await saveRules(shop, 2, TODAY, { excludedCategories: ['주류'] });
    expect(await earn(shop)).toEqual({ earned: 0, changed: 0 });
    expect(await pointsOf(shop, customerId)).toBe(1_000);
  });
});

describe('a page full of orders that earn nothing', () => {
  it('does not stand before later ones: days on which the rules were off', async () => {
    const shop = await buildProgramme();
    await saveRules(shop, 2, '2026-11-05', { isOn: false });
    await saveRules(shop, 3, '2026-11-10');
    const customerId = await buildPerson(shop);
    await buildOrders(shop, [
      { customerId, businessDay: '2026-11-04' },
      ...Array.from({ length: 501 }, () => ({ customerId, businessDay: '2026-11-05' })),
      { customerId, businessDay: '2026-11-10' },
    ]);
    expect(await earn(shop)).toEqual({ earned: 2, changed: 0 });
  });

  it('nor receipts of another', async () => {
    const shop = await buildProgramme();
    const [one, other] = [await buildPerson(shop), await buildPerson(shop)];
    const taken = await buildOrders(
      shop,
      Array.from({ length: 501 }, () => ({ customerId: one, businessDay: '2026-11-05' })),
    );
    await insertReceipts(
      shop.db,
      shop.workspaceId,
      taken.map((receiptNo) => ({
        ...sale(other, { businessDay: '2026-11-05', receiptNo }),
        receiptId: newId(),
        customerId: other,
        mergedFrom: null,
        unit: 'points',
        used: 0,
        tierKey: null,
        earned: 500,
        earnUndone: false,
        programmeVersion: 1,
      })),
    );
    await buildOrders(shop, [{ customerId: one, businessDay: '2026-11-06' }]);
    expect(await earn(shop)).toEqual({ earned: 1, changed: 0 });
    expect(await pointsOf(shop, one)).toBe(500);
  });
});

describe('an order that is gone', () => {
  it('is taken back once, also by two at the same moment', async () => {
    const shop = await buildProgramme();
    const customerId = await buildPerson(shop);
    const orders = await buildOrders(
      shop,
      Array.from({ length: 3 }, () => ({ customerId, businessDay: TODAY, grossMinor: 10_000 })),
    );
    await record(shop, sale(customerId, { billMinor: 100_000 }));
    await earn(shop);
    expect(await pointsOf(shop, customerId)).toBe(6_500);
    await shop.db.deleteFrom('orders.saleOrder').where('orderId', 'in', orders).execute();
    await Promise.all(Array.from({ length: 6 }, () => earn(shop)));
    expect(await pointsOf(shop, customerId)).toBe(5_000);
    // What it left is no sale any more that a visit could be taken for.
    expect(await record(shop, sale(customerId, { billMinor: 4_000, at: now }))).toMatchObject([
      { status: 'earned', earned: 200 },
    ]);
  });
});

describe('a sale that a tablet and a till tell of (decision 0025)', () => {
  const TABLET = { till: 'tablet-1a2b3c4d' };

  it('earns once by its bill, whoever tells first', async () => {
    const shop = await buildProgramme();
    const [early, late] = [await buildPerson(shop), await buildPerson(shop)];
    await record(shop, sale(early, TABLET));
    await buildOrders(
      shop,
      [early, late].map((customerId) => ({ customerId, businessDay: TODAY, hour: 12, grossMinor: 12_000 })),
    );
    expect(await earn(shop)).toEqual({ earned: 1, changed: 1 });
    expect(await record(shop, sale(late, TABLET))).toMatchObject([{ status: 'known', earned: 600 }]);
    expect([await pointsOf(shop, early), await pointsOf(shop, late)]).toEqual([600, 600]);
    expect(await earn(shop)).toEqual({ earned: 0, changed: 0 });
  });

  it('earns once by its printed number, also where the bill was mistyped, and not for another', async () => {
    const shop = await buildProgramme();
    const [one, other] = [await buildPerson(shop), await buildPerson(shop)];
    const [orderNo = ''] = await buildOrders(shop, [
      { customerId: one, businessDay: TODAY, hour: 12, grossMinor: 12_000 },
    ]);
    await record(shop, sale(one, { ...TABLET, receiptNo: orderNo, billMinor: 11_000 }));
    expect(await earn(shop)).toEqual({ earned: 0, changed: 1 });
    expect(await pointsOf(shop, one)).toBe(600);
    expect(await record(shop, sale(other, { ...TABLET, receiptNo: orderNo }))).toMatchObject([
      { status: 'refused', reason: 'receipt_of_another' },
    ]);
  });

  it('keeps apart what two tills printed the same number on', async () => {
    const shop = await buildProgramme();
    const [one, other] = [await buildPerson(shop), await buildPerson(shop)];
    const orders = await buildOrders(shop, [
      { customerId: one, businessDay: TODAY, hour: 11, grossMinor: 5_000 },
      { customerId: other, businessDay: TODAY, hour: 11, grossMinor: 9_000 },
    ]);
    for (const [at, source] of ['till-1', 'till-2'].entries())
      await shop.db
        .updateTable('orders.saleOrder')
        .set({ source, orderNo: '17' })
        .where('orderId', '=', orders[at] ?? '')
        .execute();
    await record(shop, sale(other, { ...TABLET, billMinor: 9_000 }));
    expect(await earn(shop)).toEqual({ earned: 1, changed: 1 });
    expect([await pointsOf(shop, one), await pointsOf(shop, other)]).toEqual([250, 450]);
    // Either of them shows her paper later: it is the one that she has.
    expect(await record(shop, sale(one, { ...TABLET, receiptNo: '17', billMinor: 5_000 }))).toMatchObject([
      { status: 'known', earned: 250 },
    ]);
  });
});

const refund = async (shop: TestShop, orderId: string, refundMinor: number) => {
  await shop.db.updateTable('orders.saleOrder').set({ refundMinor }).where('orderId', '=', orderId).execute();
  return earn(shop);
};

describe('a refund told late', () => {
  it('gives points back that can be used from then on', async () => {
    const shop = await buildProgramme({ points: { ...FIRST_SETTINGS.points, expiresAfterDays: 9 } });
    const customerId = await buildPerson(shop);
    const told = { businessDay: '2026-11-05', at: new Date('2026-11-05T10:00:00Z'), wasOffline: true };
    const [counterKey, then] = [newId(), new Date('2026-11-05T11:00:00Z')];
    const { db, workspaceId } = shop;
    const sales = [sale(customerId, { ...told, billMinor: 100_000 })];
    await recordSales(db, { workspaceId, sales, now: then });
    const using = sale(customerId, { ...told, counterKey, billMinor: 20_000, use: 2_000 });
    await recordSales(db, { workspaceId, sales: [using], now: then });
    const [orderId = ''] = await buildOrders(shop, [{ customerId, businessDay: '2026-11-05', grossMinor: 20_000 }]);
    await earn(shop);
    await refund(shop, orderId, -20_000);
    const lots = await db
      .selectFrom('loyalty.lot')
      .select(['remaining', 'expiresOn'])
      .where('workspaceId', '=', workspaceId)
      .where('expiresOn', '>=', TODAY)
      .execute();
    // The lot of the 14th has run out by the 21st: what comes back is good for thirty days of its own.
    expect(lots).toEqual([{ remaining: 2_000, expiresOn: '2026-12-21' }]);
    const days = await db
      .selectFrom('loyalty.movement')
      .select('businessDay')
      .where('workspaceId', '=', workspaceId)
      .where('kind', '=', 'refund_reversal')
      .execute();
    expect(days.map(({ businessDay }) => businessDay)).toEqual([TODAY, TODAY]);
    expect(await findLedgerFaults(db, workspaceId)).toEqual([]);
  });
});

describe('what is undone by hand', () => {
  async function buildUndone() {
    const shop = await buildProgramme();
    const customerId = await buildPerson(shop);
    const [orderId = ''] = await buildOrders(shop, [{ customerId, businessDay: TODAY, hour: 12, grossMinor: 20_000 }]);
    await earn(shop);
    const { movementId } = await shop.db
      .selectFrom('loyalty.movement')
      .select('movementId')
      .where('workspaceId', '=', shop.workspaceId)
      .executeTakeFirstOrThrow();
    await undoMove(shop.db, shop.actor(), { movementId, reason: '다른 분이에요', today: TODAY, now });
    const bill = async (grossMinor: number, change: { customerId?: string } = {}) => {
      const changed = { grossMinor, ...change };
      await shop.db.updateTable('orders.saleOrder').set(changed).where('orderId', '=', orderId).execute();
      await earn(shop);
    };
    return { shop, customerId, bill };
  }

  it('does not come back when the bill changes later, and neither does a refund take it twice (OP-50)', async () => {
    const { shop, customerId, bill } = await buildUndone();
    expect(await pointsOf(shop, customerId)).toBe(0);
    for (const grossMinor of [24_000, 18_000, 30_000]) {
      await bill(grossMinor);
      expect(await pointsOf(shop, customerId)).toBe(0);
    }
    expect(await findLedgerFaults(shop.db, shop.workspaceId)).toEqual([]);
  });

  it('is no word about somebody else: the sale earns for who it turns out to be', async () => {
    const { shop, customerId, bill } = await buildUndone();
    const other = await buildPerson(shop);
    await bill(20_000, { customerId: other });
    expect([await pointsOf(shop, customerId), await pointsOf(shop, other)]).toEqual([0, 1_000]);
  });
});

describe('what is undone by hand after a part of the bill was given back', () => {
  async function buildHalfRefunded() {
    const shop = await buildProgramme();
    const customerId = await buildPerson(shop);
    await record(shop, sale(customerId, { billMinor: 100_000 }));
    await record(shop, sale(customerId, { billMinor: 20_000, use: 2_000 }));
    const [orderId = ''] = await buildOrders(shop, [{ customerId, businessDay: TODAY, hour: 12, grossMinor: 20_000 }]);
    await earn(shop);
    await refund(shop, orderId, -10_000);
    expect(await pointsOf(shop, customerId)).toBe(5_000 - 1_000 + 450);
    const undo = async (kind: 'earn' | 'use', amount: number) => {
      const { movementId } = await shop.db
        .selectFrom('loyalty.movement as m')
        .innerJoin('loyalty.entry as e', 'e.movementId', 'm.movementId')
        .select('m.movementId')
        .where('m.workspaceId', '=', shop.workspaceId)
        .where('m.kind', '=', kind)
        .where('e.amount', '=', amount)
        .executeTakeFirstOrThrow();
      return undoMove(shop.db, shop.actor(), { movementId, reason: '잘못 눌렀어요', today: TODAY, now });
    };
    return { shop, customerId, orderId, undo };
  }

  it('takes back of the points earned what still stands, and a later refund no more', async () => {
    const { shop, customerId, orderId, undo } = await buildHalfRefunded();
    await undo('earn', 900);
    expect(await pointsOf(shop, customerId)).toBe(4_000);
    await refund(shop, orderId, -20_000);
    expect(await pointsOf(shop, customerId)).toBe(5_000);
    expect(await findLedgerFaults(shop.db, shop.workspaceId)).toEqual([]);
  });

  it('gives back of the points spent what the refund did not, and nothing twice', async () => {
    const { shop, customerId, orderId, undo } = await buildHalfRefunded();
    await undo('use', -2_000);
    expect(await pointsOf(shop, customerId)).toBe(5_450);
    await expect(undo('use', -2_000)).rejects.toMatchObject({ code: 'conflict' });
    await refund(shop, orderId, -20_000);
    expect(await pointsOf(shop, customerId)).toBe(5_000);
    expect(await findLedgerFaults(shop.db, shop.workspaceId)).toEqual([]);
  });

  it('is refused where nothing stands any more', async () => {
    const { shop, orderId, undo } = await buildHalfRefunded();
    await refund(shop, orderId, -20_000);
    for (const [kind, amount] of [['earn', 900] as const, ['use', -2_000] as const])
      await expect(undo(kind, amount)).rejects.toMatchObject({ code: 'conflict' });
  });
});
