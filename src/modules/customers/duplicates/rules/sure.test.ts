import { describe, expect, it } from 'vitest';
import { chooseKept, isSurePair } from './sure.ts';

const reason = (field: string, level: string) => ({ field, level, bits: 1 });
const MOBILE = reason('mobile', 'same');
const EMAIL = reason('email', 'same');

describe('a sure pair (OP-04)', () => {
  it.each([
    ['one number, one name', [MOBILE, reason('name', 'same')], true],
    ['one number, one name, a birth date with a slip', [MOBILE, reason('name', 'same'), reason('birth', 'near')], true],
    ['one e-mail, given names alike', [EMAIL, reason('given', 'same')], true],
    ['one number and another e-mail', [MOBILE, reason('email', 'different'), reason('name', 'same')], true],
    [
      'one number, one e-mail, a name with a slip',
      [MOBILE, EMAIL, reason('name', 'near'), reason('birth', 'same')],
      true,
    ],
    ['twins on one number, names a key apart', [MOBILE, reason('name', 'near'), reason('birth', 'same')], false],
    ['twins on one number', [MOBILE, reason('birth', 'same'), reason('name', 'different')], false],
    ['a namesake with another birth date', [MOBILE, reason('name', 'same'), reason('birth', 'different')], false],
    ['a birth date that is only similar', [MOBILE, reason('name', 'same'), reason('birth', 'like')], false],
    ['a number with a slip', [reason('mobile', 'near'), reason('name', 'same'), reason('birth', 'same')], false],
    ['a landline is shared', [reason('sharedPhone', 'same'), reason('name', 'same')], false],
    ['nobody said a name', [MOBILE, reason('birth', 'same')], false],
    ['one family name', [MOBILE, reason('family', 'same')], false],
  ])('%s', (_what, reasons, expected) => {
    expect(isSurePair({ reasons })).toBe(expected);
  });

  it('keeps who came more often, else who was there first', () => {
    const a = { customerId: 'a', visits: 1, createdAt: '2026-01-02' };
    expect(chooseKept(a, { customerId: 'b', visits: 3, createdAt: '2026-02-01' })).toBe('b');
    expect(chooseKept(a, { customerId: 'b', visits: 1, createdAt: '2026-01-01' })).toBe('b');
  });
});
