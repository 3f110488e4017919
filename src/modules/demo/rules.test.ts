import { describe, expect, it } from 'vitest';
import {
  computeDoneShare,
  computeOfferValue,
  computeWorkUntil,
  type DeliveredOffer,
  listNewOffers,
  offerKey,
  toSalesLines,
} from './rules.ts';
import type { SimulatedOrder } from './simulation/index.ts';

const state = {
  seed: 1,
  startOn: '2025-01-01',
  historyUntil: '2025-12-31',
  simulatedUntil: '2025-07-02',
  workAfter: '2024-12-31',
  workUntil: '2025-12-31',
  failedAt: null,
};

describe('computeDoneShare', () => {
  it('grows with the days that have happened', () => {
    const at = (simulatedUntil: string) => computeDoneShare({ ...state, step: 'sales', simulatedUntil });
    expect(at('2024-12-31')).toBeCloseTo(0.1);
    expect(at('2025-07-02')).toBeCloseTo(0.501, 2);
    expect(at('2025-12-31')).toBeCloseTo(0.9);
  });
  it('is whole when the work is done, also when there was nothing to do', () => {
    expect(computeDoneShare({ ...state, step: 'done' })).toBe(1);
    expect(computeDoneShare({ ...state, step: 'days', workAfter: '2025-12-31' })).toBe(0);
  });
});

describe('computeWorkUntil', () => {
  it('goes on from yesterday when the calendar has overtaken the demo', () => {
    expect(computeWorkUntil({ simulatedUntil: '2026-01-10', today: '2026-01-21', days: 14 })).toBe('2026-02-03');
    expect(computeWorkUntil({ simulatedUntil: '2026-01-10', today: '2026-01-21', days: 0 })).toBe('2026-01-20');
  });
  it('never goes back behind what has happened', () => {
    expect(computeWorkUntil({ simulatedUntil: '2026-02-10', today: '2026-01-21', days: 1 })).toBe('2026-02-11');
  });
});

describe('computeOfferValue', () => {
  it('takes an amount as it is, a percentage of a usual receipt, and nothing for a message without a coupon', () => {
    expect(computeOfferValue({ kind: 'amount', value: 5000 })).toBe(5000);
    expect(computeOfferValue({ kind: 'percent', value: 10 })).toBe(2500);
    expect(computeOfferValue(null)).toBe(0);
  });
});

describe('listNewOffers', () => {
  const offer = (receivedOn: string, personId = 'P0001'): DeliveredOffer => ({
    playId: 'a',
    personId,
    customerId: 'c',
    messageId: null,
    number: null,
    receivedOn,
    coupon: null,
  });
  it('leaves out what the simulation has heard of', () => {
    expect(listNewOffers([offer('2026-01-05')], new Set([offerKey(offer('2026-01-05'))]), '2026-01-04')).toEqual([]);
  });
  it('lets an offer that comes to light late count from the last day that has happened', () => {
    const late = listNewOffers([offer('2026-01-02'), offer('2026-01-05', 'P0002')], new Set(), '2026-01-04');
    expect(late.map((one) => one.receivedOn)).toEqual(['2026-01-04', '2026-01-05']);
  });
});

describe('toSalesLines', () => {
  const line = {
    itemCode: 'A01',
    itemName: '마라탕',
    category: '탕',
    options: ['2단계'],
    quantity: 1,
    unitPriceMinor: 12000,
    discountMinor: 0,
    amountMinor: 12000,
    unitCostMinor: 4000,
    kind: 'sale' as const,
  };
  const order: SimulatedOrder = {
    orderNo: '20260101-0001',
    orderedAt: new Date('2026-01-01T09:00:00Z'),
    businessDay: '2026-01-01',
    channel: 'in_store',
    personId: null,
    identifiedBy: null,
    customerPhone: null,
    covers: 2,
    couponCode: null,
    lines: [line, line],
  };
  it('keeps two identical lines as two, and an anonymous sale anonymous', () => {
    const lines = toSalesLines(order, 7);
    expect(lines.map((one) => one.lineNumber)).toEqual([7, 8]);
    expect(
      lines.every((one) => one.customerId === undefined && one.itemName === '마라탕' && one.options === '2단계'),
    ).toBe(true);
  });
  it('joins the options of a line, and says none where there are none', () => {
    const lines = toSalesLines(
      {
        ...order,
        lines: [
          { ...line, options: ['2단계', '곱빼기'] },
          { ...line, options: [] },
        ],
      },
      1,
    );
    expect(lines.map((one) => one.options)).toEqual(['2단계, 곱빼기', undefined]);
  });
  it('carries the person and her coupon', () => {
    const [first] = toSalesLines({ ...order, personId: 'P0001', couponCode: 'ABC' }, 1);
    expect(first).toMatchObject({ customerId: 'P0001', couponCode: 'ABC', orderedAt: '2026-01-01T09:00:00.000Z' });
  });
});
