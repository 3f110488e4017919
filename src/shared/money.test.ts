import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMoney, minorUnitDigits, parseAmountMinor, sumMinor } from './money.ts';

describe('minorUnitDigits', () => {
  it.each([
    ['KRW', 0],
    ['JPY', 0],
    ['GBP', 2],
    ['USD', 2],
    ['KWD', 3],
    ['nonsense', 2],
  ])('%s has %i decimals', (currency, digits) => {
    expect(minorUnitDigits(currency)).toBe(digits);
  });
});

describe('parseAmountMinor', () => {
  it.each([
    ['12000', 'KRW', 12_000],
    ['12,000', 'KRW', 12_000],
    ['₩12,000', 'KRW', 12_000],
    ['￦12,000', 'KRW', 12_000],
    ['12,000원', 'KRW', 12_000],
    ['-12,000 원', 'KRW', -12_000],
    ['₩-12,000', 'KRW', -12_000],
    ['-₩12,000', 'KRW', -12_000],
    ['(₩12,000)', 'KRW', -12_000],
    ['△1,000', 'KRW', -1_000],
    ['1,000-', 'KRW', -1_000],
    ['１２，０００', 'KRW', 12_000],
    ['－１２０００', 'KRW', -12_000],
    ['12000.0', 'KRW', 12_000],
    ['12000.5', 'KRW', 12_001],
    ['-12000.5', 'KRW', -12_001],
    ['1,234.50', 'GBP', 123_450],
    ['£1,234.50', 'GBP', 123_450],
    ['GBP 1,234.50', 'GBP', 123_450],
    ['-5', 'GBP', -500],
    ['+5', 'GBP', 500],
    ['(5.00)', 'GBP', -500],
    ['.5', 'GBP', 50],
    ['5.', 'GBP', 500],
    ['  7.25 ', 'GBP', 725],
    ['0', 'GBP', 0],
    ['-0.00', 'GBP', 0],
    ['-0', 'KRW', 0],
    ['15.299999999999999', 'GBP', 1_530],
    ['-15.299999999999999', 'GBP', -1_530],
    ['1.5299999999999999E1', 'GBP', 1_530],
    ['0.1e-1', 'GBP', 1],
    ['1.2e4', 'KRW', 12_000],
    ['1.005', 'GBP', 101],
    ['-1.005', 'GBP', -101],
    ['1.0049999999999999', 'GBP', 101],
    ['1.004', 'GBP', 100],
    ['0.004', 'GBP', 0],
    ['-0.004', 'GBP', 0],
    ['9.995', 'GBP', 1_000],
    ['99.99999999999999999', 'GBP', 10_000],
    ['0.0000000000000000001', 'GBP', 0],
    ['1.0005', 'KWD', 1_001],
    ['9007199254740991', 'KRW', 9_007_199_254_740_991],
  ])('reads %s %s as %i', (text, currency, expected) => {
    expect(Object.is(parseAmountMinor(text, currency), expected)).toBe(true);
  });

  it.each([
    '',
    ' ',
    '-',
    '.',
    '원',
    '₩',
    'abc',
    '12,5',
    '1,23,4',
    '1.2.3',
    '12 000 개',
    '1만원',
    '--5',
    '-(5)',
    '(-5)',
    '-5-',
    '$12',
    '£5',
    '1e999',
    '9007199254740993',
    'NaN',
    'Infinity',
    '0x10',
  ])('does not take %j for an amount in won', (text) => {
    expect(parseAmountMinor(text, 'KRW')).toBeUndefined();
  });

  it('reads back every amount it could have written, exactly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(10 ** 14), max: 10 ** 14 }),
        fc.constantFrom('KRW', 'GBP', 'KWD'),
        (minor, currency) => {
          const digits = minorUnitDigits(currency);
          const text = (Math.abs(minor) + 0).toString().padStart(digits + 1, '0');
          const plain = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
          expect(parseAmountMinor(minor < 0 ? `-${plain}` : plain, currency)).toBe(minor === 0 ? 0 : minor);
          expect(parseAmountMinor(formatMoney((minor / 1000) | 0, currency, 'en'), currency)).toBe(
            ((minor / 1000) | 0) + 0,
          );
        },
      ),
    );
  });

  it('gives the cents back from products that a spreadsheet computed in doubles', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -99_999, max: 99_999 }),
        fc.integer({ min: 1, max: 5_000 }),
        (priceMinor, quantity) => {
          expect(parseAmountMinor(String((priceMinor / 100) * quantity), 'GBP')).toBe(priceMinor * quantity + 0);
        },
      ),
    );
  });
});

describe('formatMoney', () => {
  it.each([
    [12_000, 'KRW', 'ko', '12,000원'],
    [12_000, 'KRW', 'en', '₩12,000'],
    [-12_000, 'KRW', 'ko', '-12,000원'],
    [-12_000, 'KRW', 'en', '-₩12,000'],
    [-0, 'KRW', 'ko', '0원'],
    [123_450, 'GBP', 'en', '£1,234.50'],
    [123_450, 'GBP', 'ko', '£1,234.50'],
    [123_450, 'USD', 'ko', '$1,234.50'],
    [1_200, 'JPY', 'en', '¥1,200'],
  ] as const)('writes %i %s in %s as %s', (amountMinor, currency, locale, text) => {
    expect(formatMoney(amountMinor, currency, locale)).toBe(text);
  });
});

describe('sumMinor', () => {
  it('adds integers and is 0 for none', () => {
    expect(sumMinor([])).toBe(0);
    expect(sumMinor([100, -30, 5])).toBe(75);
  });

  it('refuses a fraction and a sum that is no longer exact', () => {
    expect(() => sumMinor([0.1])).toThrow();
    expect(() => sumMinor([Number.MAX_SAFE_INTEGER, 1])).toThrow();
  });
});
