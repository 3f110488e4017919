import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeNoShow, computeTuitionRefund } from './rules.ts';

describe('a guest who did not come (OP-30, OP-31, OP-32; domain §8)', () => {
  const bill = { billMinor: 100_000 };
  it.each([
    ['ordinary', true, 50_000, 20_000, 30_000, 'ordinary'],
    ['ordinary', false, 50_000, 20_000, 30_000, 'ordinary'],
    ['reserved', true, 100_000, 40_000, 60_000, 'reserved'],
    // OP-31: not told in advance, the higher cap does not apply.
    ['reserved', false, 100_000, 20_000, 80_000, 'reserved_not_told'],
    // OP-32 gives back what is above the penalty; a smaller deposit leaves nothing to give.
    ['ordinary', true, 10_000, 20_000, 0, 'ordinary'],
  ] as const)('%s, told %s, deposit %i: at most %i kept, %i back', (...row) => {
    const [bookingClass, wasTold, depositMinor, penaltyMinor, refundMinor, rule] = row;
    expect(computeNoShow({ ...bill, bookingClass, wasTold, depositMinor })).toEqual({
      penaltyMinor,
      refundMinor,
      rule,
    });
  });

  it('never keeps more than the cap of its class, whatever was paid', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.nat(10_000_000), fc.boolean(), (billMinor, depositMinor, wasTold) => {
        const kept =
          depositMinor - computeNoShow({ bookingClass: 'reserved', wasTold, billMinor, depositMinor }).refundMinor;
        expect(kept).toBeLessThanOrEqual(Math.min(depositMinor, (billMinor * (wasTold ? 2 : 1)) / 5));
      }),
    );
  });
});

describe('tuition of an academy (§5.7, S70; domain §8)', () => {
  const month = { monthlyMinor: 300_000, lessons: 12, monthsLeft: 0 };
  it.each([
    [0, 300_000, 'before_start'],
    [3, 200_000, 'before_third'],
    [4, 150_000, 'before_half'],
    [5, 150_000, 'before_half'],
    [6, 0, 'after_half'],
    [12, 0, 'after_half'],
  ] as const)('%i of 12 lessons held gives back %i', (heldLessons, refundMinor, rule) => {
    expect(computeTuitionRefund({ ...month, heldLessons })).toMatchObject({ refundMinor, rule });
  });

  it('gives the months that have not begun back in full', () => {
    expect(computeTuitionRefund({ ...month, heldLessons: 3, monthsLeft: 2 })).toEqual({
      thisMonthMinor: 200_000,
      laterMinor: 600_000,
      refundMinor: 800_000,
      rule: 'before_third',
    });
  });
});
