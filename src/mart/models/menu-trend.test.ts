import { describe, expect, it } from 'vitest';
import { findMenuAlarms, findRenames } from './menu-trend.ts';

const item = (
  itemId: string,
  units: number[],
  sold: { week: number; option: string; price: number; units: number }[] = [],
) => ({
  itemId,
  name: itemId,
  category: '탕',
  units,
  prices: units.map((sold) => (sold > 0 ? 9_000 : null)),
  sold,
});
/** Every week some pieces, at the price of the week. */
const at = (price: number | ((week: number) => number), { option = '', units = 20 } = {}) =>
  Array.from({ length: 12 }, (_, week) => ({
    week,
    option,
    price: typeof price === 'number' ? price : price(week),
    units,
  }));
const steady = (units: number) => Array.from({ length: 12 }, () => units);
const from8 = (before: number, after: number) => Array.from({ length: 12 }, (_, week) => (week < 8 ? before : after));

describe('alarms of the menu (MT-40)', () => {
  it('say what fell beyond chance, and nothing of a quiet month for all', () => {
    expect(findMenuAlarms([item('a', from8(40, 15)), item('b', steady(500)), item('c', steady(460))])).toMatchObject([
      { itemId: 'a', kind: 'falling' },
    ]);
    expect(findMenuAlarms([item('a', from8(40, 20)), item('b', from8(500, 250))])).toEqual([]);
  });

  it('take an item that stopped while one like it began for a new name', () => {
    const alarms = findMenuAlarms([
      item('옛 이름', from8(40, 0)),
      item('새 이름', from8(0, 42)),
      item('c', steady(500)),
    ]);
    expect(alarms).toMatchObject([{ itemId: '옛 이름', kind: 'renamed', renamedTo: '새 이름' }]);
  });

  it('find a new name across weeks in which the shop was shut', () => {
    const shut = (units: number[]) => units.map((count, week) => (week >= 5 && week < 9 ? 0 : count));
    const renamed = findRenames([
      item('꿔바로우', shut(from8(40, 0))),
      item('찹쌀 꿔바로우', shut(Array.from({ length: 12 }, (_, week) => (week >= 9 ? 42 : 0)))),
      item('c', shut(steady(500))),
    ]);
    expect([...renamed]).toEqual([['꿔바로우', '찹쌀 꿔바로우']]);
  });

  it('say that a price changed, also when a receipt was typed at the old one', () => {
    const changed = at((week) => (week < 6 ? 9_000 : 10_000), { units: 40 });
    const mistyped = [...changed, { week: 9, option: '', price: 9_000, units: 2 }];
    for (const sold of [changed, mistyped]) {
      expect(findMenuAlarms([item('a', steady(40), sold), item('b', steady(500))])).toMatchObject([
        { itemId: 'a', kind: 'price_changed', before: 9_000, after: 10_000 },
      ]);
    }
  });

  it('take two prices sold side by side for two sizes, whichever sells most just now', () => {
    const sizes = [...at(11_000), ...at(9_500)];
    const turning = sizes.map((sold) => ({
      ...sold,
      units: (sold.price === 11_000) === sold.week < 6 ? 30 : 10,
    }));
    for (const sold of [sizes, turning]) {
      expect(findMenuAlarms([item('a', steady(40), sold), item('b', steady(500))])).toEqual([]);
    }
  });

  it('see no change in what is sold by weight, nor in one cheap piece before it began', () => {
    const byWeight = at((week) => 7_000 + 311 * week).flatMap((sold) =>
      [0, 130, 270].map((more) => ({ ...sold, price: sold.price + more })),
    );
    const tried = [{ week: 0, option: '', price: 1_000, units: 1 }, ...at(9_000).slice(1)];
    for (const sold of [byWeight, tried]) {
      expect(findMenuAlarms([item('a', steady(40), sold), item('b', steady(500))])).toEqual([]);
    }
  });

  it('compare a way of ordering with itself: only the large bowl became dearer', () => {
    const sold = [
      ...at(9_500, { option: '보통', units: 30 }),
      ...at((week) => (week < 8 ? 11_000 : 12_000), { option: '큰 것', units: 10 }),
    ];
    expect(findMenuAlarms([item('a', steady(40), sold), item('b', steady(500))])).toMatchObject([
      { kind: 'price_changed', before: 11_000, after: 12_000, n: 120 },
    ]);
  });

  it('see no change when the way it is ordered stopped and another began at its own price', () => {
    const sold = [
      ...at(9_500, { option: '보통', units: 40 }).filter(({ week }) => week < 6),
      ...at(11_000, { option: '큰 것', units: 40 }).filter(({ week }) => week >= 6),
    ];
    expect(findMenuAlarms([item('a', steady(40), sold), item('b', steady(500))])).toEqual([]);
  });

  it('know nothing below twelve weeks', () => {
    expect(findMenuAlarms([item('a', [1, 2, 3])])).toBeUndefined();
  });
});
