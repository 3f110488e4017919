import { describe, expect, it } from 'vitest';
import { findMenuAlarms } from './menu-trend.ts';

const item = (itemId: string, units: number[], price: number | ((week: number) => number | null) = 9_000) => ({
  itemId,
  name: itemId,
  category: '탕',
  units,
  prices: units.map((sold, week) => (typeof price === 'function' ? price(week) : sold > 0 ? price : null)),
});
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

  it('say that a price changed', () => {
    const alarms = findMenuAlarms([
      item('a', steady(40), (week) => (week < 6 ? 9_000 : 10_000)),
      item('b', steady(500)),
    ]);
    expect(alarms).toMatchObject([{ itemId: 'a', kind: 'price_changed', before: 9_000, after: 10_000 }]);
  });

  it('know nothing below twelve weeks', () => {
    expect(findMenuAlarms([item('a', [1, 2, 3])])).toBeUndefined();
  });
});
