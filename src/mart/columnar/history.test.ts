import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { buildPerson } from '../../../test/factories-people.ts';
import { mergeCustomers, unmergeCustomers } from '../../modules/customers/index.ts';
import { type ArrivingOrder, recordOrders, removeOrder } from '../../modules/orders/index.ts';
import { eraseCustomer } from '../../modules/privacy/index.ts';
import { instantOfLocal } from '../../shared/time.ts';
import { refreshMart } from '../build.ts';
import { buildColumnar } from './build.ts';
import { martFolder } from './manifest.ts';
import { closeReaders, withReader } from './reader.ts';
import { tables } from './tables.ts';

/** Histories tried: few here, more with DANGOL_HISTORIES=50. */
const HISTORIES = Number(process.env['DANGOL_HISTORIES'] ?? 6);
const PEOPLE = 4;
const LIMITS = { timeoutMs: 30_000, memoryMb: 128 };

const context = await createTestContext();
const now = context.clock.now();
afterAll(closeReaders);

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('sell' as const),
      person: fc.nat(PEOPLE),
      day: fc.nat(20),
      lines: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('refund' as const), order: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), order: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('merge' as const), a: fc.nat(PEOPLE - 1), b: fc.nat(PEOPLE - 1) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('unmerge' as const), merge: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('erase' as const), person: fc.nat(PEOPLE - 1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('facts' as const) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('build' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface History {
  shop: TestShop;
  people: string[];
  orders: { orderNo: string; at: Date }[];
  merges: string[];
}

const line = (amountMinor: number, kind: 'sale' | 'refund' = 'sale') => ({
  itemName: amountMinor % 2 === 0 ? '라떼' : '모카',
  kind,
  quantity: kind === 'sale' ? 1 : -1,
  amountMinor,
  options: '',
});

async function take(history: History, now: Date, what: Step): Promise<void> {
  const { shop, people, orders, merges } = history;
  const { db, workspaceId } = shop;
  const actor = shop.actor();
  const record = (order: Pick<ArrivingOrder, 'orderNo' | 'orderedAt' | 'lines'>) =>
    recordOrders(db, actor, {
      source: 'test',
      orders: [
        {
          customerId: null,
          mergedFrom: null,
          channel: '',
          tableNo: '',
          covers: null,
          staffName: '',
          couponCode: '',
          ...order,
        },
      ],
    });
  switch (what.do) {
    case 'sell': {
      const at = instantOfLocal(`2026-11-${String(what.day + 1).padStart(2, '0')}T12:00`, 'Asia/Seoul');
      const orderNo = String(orders.length);
      orders.push({ orderNo, at });
      await record({ orderNo, orderedAt: at, lines: Array.from({ length: what.lines }, (_, at) => line(1_000 + at)) });
      const customerId = people[what.person];
      const known =
        customerId &&
        (await db
          .selectFrom('customers.customer')
          .select('customerId')
          .where('customerId', '=', customerId)
          .where('mergedInto', 'is', null)
          .executeTakeFirst());
      if (known)
        await db
          .updateTable('orders.saleOrder')
          .set({ customerId })
          .where('workspaceId', '=', workspaceId)
          .where('orderNo', '=', orderNo)
          .execute();
      return;
    }
    case 'refund': {
      const order = orders[what.order % Math.max(1, orders.length)];
      if (order)
        await record({ orderNo: order.orderNo, orderedAt: order.at, lines: [line(1_000), line(-1_000, 'refund')] });
      return;
    }
    case 'remove': {
      const order = orders[what.order % Math.max(1, orders.length)];
      const row = await db
        .selectFrom('orders.saleOrder')
        .select('orderId')
        .where('orderNo', '=', order?.orderNo ?? '')
        .executeTakeFirst();
      if (row) await removeOrder(db, workspaceId, row.orderId);
      return;
    }
    case 'merge': {
      const [into, from] = [people[what.a], people[what.b]];
      if (!into || !from || into === from) return;
      await mergeCustomers(db, actor, { into, from, now }).then(
        ({ mergeId }) => merges.push(mergeId),
        () => {},
      );
      return;
    }
    case 'unmerge': {
      const mergeId = merges[what.merge % Math.max(1, merges.length)];
      if (mergeId) await unmergeCustomers(db, actor, mergeId, now).catch(() => {});
      return;
    }
    case 'erase': {
      const customerId = people[what.person];
      const erasure = { workspaceId, reason: 'request', actor: null, now, key: context.secrets.key } as const;
      if (customerId) await eraseCustomer(db, { ...erasure, customerId }).catch(() => {});
      return;
    }
    case 'facts':
      await refreshMart(db, { workspaceId, now });
      return;
    case 'build':
      await buildColumnar(context, { workspaceId });
  }
}

function contentOf(shop: TestShop): Promise<Record<string, string[]>> {
  return withReader(martFolder(context.config.home, shop.workspaceId), LIMITS, async (engine) => {
    const content: Record<string, string[]> = {};
    for (const { name } of [...tables, { name: 'visit' }]) {
      content[name] = (await engine.ask(`select * from ${name}`)).rows.map((row) => JSON.stringify(row)).sort();
    }
    return content;
  });
}

it('brought up to date step by step is the same as built anew, whatever happened', { timeout: 300_000 }, async () => {
  const modes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const shop = await buildShop(context);
      const { workspaceId } = shop;
      const history: History = { shop, people: [], orders: [], merges: [] };
      for (let at = 0; at < PEOPLE; at += 1) {
        history.people.push(await buildPerson(shop, { name: `손님${at}`, phone: `+82101234000${at}` }));
      }
      await buildColumnar(context, { workspaceId });
      for (const what of steps) await take(history, now, what);
      const { mode } = await buildColumnar(context, { workspaceId });
      expect(mode).not.toBe('full');
      modes.add(mode);
      const updated = await contentOf(shop);
      await buildColumnar(context, { workspaceId, full: true });
      expect(updated).toEqual(await contentOf(shop));
    }),
    { numRuns: HISTORIES },
  );
  expect([...modes]).toContain('incremental');
});
