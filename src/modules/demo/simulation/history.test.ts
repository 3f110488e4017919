import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SimulatedDay, SimulatedOrder } from './index.ts';
import {
  computeNetAmount,
  computeStateOn,
  createWorld,
  generateHistory,
  MENU,
  PLANTED_PAIR,
  SLIPPING_ITEM_CODE,
} from './index.ts';
import { listSlipping, mayBeMailed, readHistory, shop, TODAY } from './shop.fixture.ts';

const SHORT = { seed: 7, startOn: '2025-11-01', today: TODAY };

describe('the history of the demo shop', () => {
  it('is the same for the same seed and another one for another seed', () => {
    const digest = (days: Iterable<SimulatedDay>) => {
      const hash = createHash('sha256');
      for (const day of days) hash.update(JSON.stringify(day));
      return hash.digest('hex');
    };
    const first = digest(generateHistory(createWorld(SHORT)));
    expect(digest(generateHistory(createWorld(SHORT)))).toBe(first);
    expect(digest(generateHistory(createWorld({ ...SHORT, seed: 8 })))).not.toBe(first);
  });

  it.each([1, 2, 42])('keeps its promised size with seed %i', (seed) => {
    const { days, people, orders } = seed === 42 ? shop : readHistory(seed);
    expect(days[0]?.day).toBe('2024-08-01');
    expect(days.at(-1)?.day).toBe(TODAY);
    expect(people.length).toBeGreaterThanOrEqual(2800);
    expect(people.length).toBeLessThanOrEqual(3200);
    expect(orders.length).toBeGreaterThanOrEqual(55_000);
    expect(orders.length).toBeLessThanOrEqual(65_000);
    const anonymousRate = orders.filter((order) => order.personId === null).length / orders.length;
    expect(anonymousRate).toBeGreaterThan(0.36);
    expect(anonymousRate).toBeLessThan(0.44);
    expect(listSlipping(orders, people).filter(mayBeMailed).length).toBeGreaterThanOrEqual(400);
    const duplicates = people.filter((person) => person.duplicateOfPersonId !== null).length;
    expect(duplicates).toBeGreaterThanOrEqual(40);
    expect(duplicates).toBeLessThanOrEqual(85);
  });

  it('has a state that is computed again without the receipts', () => {
    const state = computeStateOn(createWorld({ seed: 42, today: TODAY }), TODAY);
    expect(state).toEqual(shop.state);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });

  it('has 45 items with unique codes, each of them sold, at a price above its cost', () => {
    expect(MENU).toHaveLength(45);
    expect(new Set(MENU.map((item) => item.code)).size).toBe(45);
    expect(MENU.every((item) => item.priceMinor > item.costMinor && item.costMinor > 0)).toBe(true);
    const sold = new Set(shop.orders.flatMap((order) => order.lines.map((line) => line.itemCode)));
    expect(sold.size).toBe(45);
  });

  it('numbers its orders by time within the business day, which runs past midnight', () => {
    const numbers = shop.orders.map((order) => order.orderNo);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers[0]).toBe('20240801-0001');
    expect([...numbers].sort()).toEqual(numbers);
    let previous = 0;
    for (const order of shop.orders) {
      const at = order.orderedAt.getTime();
      expect(at).toBeGreaterThanOrEqual(previous);
      previous = at;
      const endsBefore = new Date(at + (9 - 5) * 3_600_000).toISOString().slice(0, 10);
      expect(endsBefore).toBe(order.businessDay);
    }
  });

  it('shuts on 설날 and 추석 and is busier on other holidays than on the same weekday around them', () => {
    const ordersOn = (day: string) => shop.days.find((candidate) => candidate.day === day)?.orders.length;
    expect(ordersOn('2025-01-29')).toBe(0);
    expect(ordersOn('2025-10-06')).toBe(0);
    expect(ordersOn('2025-10-09')).toBeGreaterThan(ordersOn('2025-10-16') ?? 0);
  });

  it('grows slowly', () => {
    const third = Math.floor(shop.days.length / 3);
    const sum = (days: SimulatedDay[]) => days.reduce((total, day) => total + day.orders.length, 0);
    const growth = sum(shop.days.slice(-third)) / sum(shop.days.slice(0, third));
    expect(growth).toBeGreaterThan(1.05);
    expect(growth).toBeLessThan(1.35);
  });

  it('sells the planted pair together at least twice as often as chance would', () => {
    const has = (order: SimulatedOrder, code: string) => order.lines.some((line) => line.itemCode === code);
    const dish = shop.orders.filter((order) => has(order, PLANTED_PAIR.itemCode));
    const beer = shop.orders.filter((order) => has(order, PLANTED_PAIR.companionCode));
    const both = dish.filter((order) => has(order, PLANTED_PAIR.companionCode));
    expect((both.length * shop.orders.length) / (dish.length * beer.length)).toBeGreaterThan(2);
    expect(both.length / shop.orders.length).toBeGreaterThan(0.01);
  });

  it('lets the planted item slip by about 60 % over the last four months', () => {
    const sold = (from: number, to: number) =>
      shop.days
        .slice(shop.days.length + from, shop.days.length + to)
        .flatMap((day) => day.orders)
        .filter((order) => order.lines.some((line) => line.itemCode === SLIPPING_ITEM_CODE)).length;
    const ratio = sold(-45, 0) / sold(-165, -120);
    expect(ratio).toBeGreaterThan(0.28);
    expect(ratio).toBeLessThan(0.52);
  });

  it('writes refunds, voids and free items as a till does', () => {
    const lines = shop.orders.flatMap((order) => order.lines);
    for (const kind of ['refund', 'void', 'comp'] as const) expect(lines.some((line) => line.kind === kind)).toBe(true);
    for (const line of lines) {
      if (line.kind === 'comp') expect(line.amountMinor).toBe(0);
      else expect(line.amountMinor).toBe(line.quantity * line.unitPriceMinor - line.discountMinor);
      expect(line.quantity < 0).toBe(line.kind === 'refund');
    }
    expect(shop.orders.every((order) => order.lines.length > 0 && computeNetAmount(order.lines) >= 0)).toBe(true);
  });
});
