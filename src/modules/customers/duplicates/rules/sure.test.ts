import { describe, expect, it } from 'vitest';
import { chooseKept, isSurePair } from './sure.ts';

const reason = (field: string, level: string) => ({ field, level, bits: 1 });
const MOBILE = reason('mobile', 'same');

describe('a sure pair (OP-04)', () => {
  it.each([
    [
      'one number, a name with 님, one birth date',
      0.995,
      [MOBILE, reason('name', 'near'), reason('birth', 'same')],
      true,
    ],
    ['one e-mail, given names alike', 0.999, [reason('email', 'same'), reason('given', 'same')], true],
    ['not sure enough', 0.98, [MOBILE, reason('name', 'same')], false],
    ['a couple on one number', 0.995, [MOBILE, reason('name', 'different')], false],
    [
      'a namesake with another birth date',
      0.995,
      [MOBILE, reason('name', 'same'), reason('birth', 'different')],
      false,
    ],
    ['a birth date that is only similar', 0.995, [MOBILE, reason('name', 'same'), reason('birth', 'like')], false],
    ['a landline is shared', 0.999, [reason('sharedPhone', 'same'), reason('name', 'same')], false],
    ['nobody said a name', 0.999, [MOBILE, reason('birth', 'same')], false],
  ])('%s', (_what, score, reasons, expected) => {
    expect(isSurePair({ score, reasons })).toBe(expected);
  });

  it('keeps who came more often, else who was there first', () => {
    const a = { customerId: 'a', visits: 1, createdAt: '2026-01-02' };
    expect(chooseKept(a, { customerId: 'b', visits: 3, createdAt: '2026-02-01' })).toBe('b');
    expect(chooseKept(a, { customerId: 'b', visits: 1, createdAt: '2026-01-01' })).toBe('b');
  });
});
