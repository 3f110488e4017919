import { describe, expect, it } from 'vitest';
import { isBillOfOrder } from './rules.ts';

describe('a counter that tells later of a coupon that an order has redeemed (OP-54)', () => {
  const businessDay = '2026-11-21';
  const order = { orderedAt: new Date('2026-11-21T11:00:00+09:00'), businessDay, grossMinor: 9_000 };
  const told = (time: string, billMinor: number | null, discountMinor: number | null) =>
    isBillOfOrder({ at: new Date(`2026-11-21T${time}+09:00`), businessDay, billMinor, discountMinor }, order);

  it('means the bill that was paid for all day, and any larger one only where a meal lies between', () => {
    expect(told('19:00:00', 10_000, 1_000)).toBe(true);
    expect(told('11:30:00', 20_000, 1_000)).toBe(false);
    // Of an item only the till knows the worth: a larger bill of the evening is another meal.
    expect(told('12:30:00', 12_000, null)).toBe(true);
    expect(told('19:00:00', 12_000, null)).toBe(false);
    expect(told('12:30:00', 8_000, null)).toBe(false);
    expect(told('12:30:00', null, null)).toBe(true);
    expect(told('14:00:00', null, null)).toBe(false);
  });
});
