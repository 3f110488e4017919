import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODE_SIGNS, codeFromBytes, computeDiscount, computeDiscountFromPaid, formatCode, parseCode } from './rules.ts';

const codes = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => codeFromBytes(bytes))
  .filter((code) => code !== undefined);

describe('a coupon code', () => {
  it('is read back however it is typed', () => {
    fc.assert(
      fc.property(codes, (code) => {
        expect(parseCode(code)).toBe(code);
        expect(parseCode(` ${formatCode(code).toLowerCase()} `)).toBe(code);
      }),
    );
  });

  it('notices one wrong sign and two that changed places', () => {
    fc.assert(
      fc.property(codes, fc.nat(8), fc.nat(30), (code, at, sign) => {
        const other = CODE_SIGNS.charAt(sign);
        fc.pre(other !== code.charAt(at));
        expect(parseCode(code.slice(0, at) + other + code.slice(at + 1))).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(codes, fc.nat(6), (code, at) => {
        fc.pre(code.charAt(at) !== code.charAt(at + 1));
        expect(
          parseCode(code.slice(0, at) + code.charAt(at + 1) + code.charAt(at) + code.slice(at + 2)),
        ).toBeUndefined();
      }),
    );
  });

  it('is none when signs are missing or no code has them', () => {
    for (const text of ['', '12345', 'K7M-4RX-92', 'OOO-III-LLL', '마라탕']) expect(parseCode(text)).toBeUndefined();
  });

  it('is not made from too few bytes', () => {
    expect(codeFromBytes(new Uint8Array(7))).toBeUndefined();
    expect(codeFromBytes(new Uint8Array(20).fill(255))).toBeUndefined();
  });
});

describe('what a coupon takes off', () => {
  it.each([
    [{ kind: 'amount', value: 2_000, minSpendMinor: 0 }, 18_000, 2_000],
    [{ kind: 'amount', value: 2_000, minSpendMinor: 20_000 }, 18_000, 0],
    [{ kind: 'amount', value: 20_000, minSpendMinor: 0 }, 18_000, 18_000],
    [{ kind: 'percent', value: 10, minSpendMinor: 0 }, 18_005, 1_800],
    [{ kind: 'percent', value: 10, minSpendMinor: 0 }, 0, 0],
  ])('%o of %i is %i', (coupon, bill, discount) => {
    expect(computeDiscount(coupon, bill)).toBe(discount);
  });

  it('is found again from what was paid', () => {
    expect(computeDiscountFromPaid({ kind: 'percent', value: 10 }, 18_000)).toBe(2_000);
    expect(computeDiscountFromPaid({ kind: 'amount', value: 2_000 }, 500)).toBe(2_000);
    expect(computeDiscountFromPaid({ kind: 'percent', value: 100 }, 0)).toBe(0);
  });
});
