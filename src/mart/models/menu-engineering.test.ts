import { expect, it } from 'vitest';
import { classifyMenu } from './menu-engineering.ts';

const item = (unitPrice: number, unitCost: number, units: number) => ({ unitPrice, unitCost, units });

it('sets popularity against margin (MT-40)', () => {
  const found = classifyMenu(
    [item(9_000, 3_200, 420), item(16_000, 6_500, 90), item(14_000, 4_200, 150), item(8_000, 2_600, 60)],
    { vatRate: 0.1 },
  );
  expect(found?.items.map((one) => one.class)).toEqual(['plowhorse', 'puzzle', 'star', 'dog']);
  expect(found?.popularFrom).toBeCloseTo(0.175, 12);
  expect(found?.meanMargin).toBeCloseTo(6_078, 0);
});

it('says nothing of fewer than four items, or of items nobody bought', () => {
  expect(classifyMenu([item(1, 0, 1), item(1, 0, 1), item(1, 0, 1)], { vatRate: 0.1 })).toBeUndefined();
  expect(classifyMenu(new Array(4).fill(item(1, 0, 0)), { vatRate: 0.1 })).toBeUndefined();
});
