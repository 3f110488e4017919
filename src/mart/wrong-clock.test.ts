import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../test/database.ts';
import { buildShop } from '../../test/factories.ts';
import { buildPerson } from '../../test/factories-people.ts';
import { newId } from '../shared/ids.ts';
import { addDays, instantOfLocal } from '../shared/time.ts';
import { findPersonFacts, findSetApart, refreshMart } from './index.ts';

const TODAY = '2026-11-21';
const back = (days: number) => addDays(TODAY, -days);
/** Two years and a little: longer than a shop is closed for, shorter than what days alone can tell. */
const OLD = back(800);

let context: TestContext;
beforeAll(async () => {
  context = await createTestContext();
});

interface Receipt {
  no: string;
  day: string;
  /** The day on which it came, where that is another. */
  arrivedOn?: string;
  source?: string;
  isFromFile?: boolean;
}

/** What is set apart of a shop whose receipts arrived in this order; all are of one person. */
async function arrive(receipts: readonly Receipt[]) {
  const shop = await buildShop(context);
  const { db, workspaceId } = shop;
  const customerId = await buildPerson(shop);
  const at = (day: string) => instantOfLocal(`${day}T12:00:00`, 'Asia/Seoul');
  const batch = newId();
  await db
    .insertInto('orders.saleOrder')
    .values(
      receipts.map(({ no, day, arrivedOn, source, isFromFile }) => ({
        workspaceId,
        orderId: newId(),
        source: source ?? 'till',
        orderNo: no,
        orderedAt: at(day),
        businessDay: day,
        createdAt: at(arrivedOn ?? day),
        createdByBatch: isFromFile ? batch : null,
        customerId,
        grossMinor: 10_000,
        refundMinor: 0,
        lineCount: 0,
      })),
    )
    .execute();
  await refreshMart(db, { workspaceId, now: context.clock.now() });
  const [facts, setApart] = await Promise.all([
    findPersonFacts(db, workspaceId, customerId),
    findSetApart(db, workspaceId),
  ]);
  return { orders: setApart?.orders ?? 0, visits: facts?.visits, firstVisitOn: facts?.firstVisitOn };
}

/** A till that sends each receipt as it is rung up: days 40 to 1 ago, three a day, numbers that go on. */
const live = Array.from({ length: 120 }, (_, at) => ({ no: String(500 + at), day: back(40 - Math.floor(at / 3)) }));

describe('a clock that was wrong by less than five years', () => {
  it('is seen by receipts that arrived and are numbered among those of these days', async () => {
    // The morning of the day twenty days ago: the till had lost its battery.
    const wrong = live.map((one, at) => (at >= 60 && at < 63 ? { ...one, day: OLD, arrivedOn: one.day } : one));
    expect(await arrive(wrong)).toEqual({ orders: 3, visits: 39, firstVisitOn: back(40) });
  });

  it('is seen where it was set twice, numbers have a name before them, and some are missing', async () => {
    const wrong = live.map((one, at) => {
      const no = `POS1-${Number(one.no) + (at > 61 ? 1 : 0)}`;
      if (at === 61) return { no, day: OLD, arrivedOn: one.day };
      return at === 80 ? { no, day: addDays(OLD, 2), arrivedOn: one.day } : { ...one, no };
    });
    expect(await arrive(wrong)).toMatchObject({ orders: 2, firstVisitOn: back(40) });
  });

  it('waits for the receipt after it', async () => {
    expect(await arrive([...live, { no: '620', day: OLD, arrivedOn: back(1) }])).toMatchObject({ orders: 0 });
  });

  it('is not blamed for what a shop sold before it closed for two years, whether sent then or brought in by a file', async () => {
    const before = Array.from({ length: 30 }, (_, at) => ({ no: String(470 + at), day: addDays(OLD, at) }));
    expect(await arrive([...before, ...live])).toEqual({ orders: 0, visits: 70, firstVisitOn: OLD });
    const file = before.map((one) => ({ ...one, arrivedOn: back(20), isFromFile: true }));
    expect(await arrive([...live.slice(0, 60), ...file, ...live.slice(60)])).toMatchObject({ orders: 0 });
  });

  it('is not blamed for an old, sparse history that a program sends between the receipts of these days', async () => {
    const old = Array.from({ length: 10 }, (_, at) => ({
      no: String(40 + at * 7),
      day: addDays(OLD, at * 9),
      arrivedOn: back(20),
    }));
    const between = (now: readonly Receipt[], then: readonly Receipt[]) => [
      ...now.slice(0, 60),
      ...then,
      ...now.slice(60),
    ];
    expect(await arrive(between(live, old))).toEqual({ orders: 0, visits: 50, firstVisitOn: OLD });
    // Tills that count from one each day: some number fits by chance, never all of them.
    const daily = (receipts: readonly Receipt[], many: number) =>
      receipts.map((one, at) => ({ ...one, no: String(1 + (at % many)) }));
    expect(await arrive(between(daily(live, 3), daily(old, 2)))).toMatchObject({ orders: 0 });
  });

  it('is not blamed for numbers that are no numbers, or of another source', async () => {
    const coded = live.map((one, at) =>
      at === 61 ? { no: 'AB', day: OLD, arrivedOn: one.day } : { ...one, no: `A${String.fromCodePoint(0x4e00 + at)}` },
    );
    expect(await arrive(coded)).toMatchObject({ orders: 0 });
    const other = live.map((one, at) => (at === 61 ? { ...one, day: OLD, arrivedOn: one.day, source: 'book' } : one));
    expect(await arrive(other)).toMatchObject({ orders: 0 });
  });
});

it('a visit dated after today is none until that day', async () => {
  const receipts = [...live, { no: '620', day: addDays(TODAY, 90), arrivedOn: TODAY }];
  expect(await arrive(receipts)).toEqual({ orders: 0, visits: 40, firstVisitOn: back(40) });
});
