import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPhone, parsePhone } from './phone.ts';

describe('parsePhone (OP-01, OP-02)', () => {
  it.each([
    '010-1234-5678',
    '+82 10 1234 5678',
    '０１０.１２３４.５６７８',
    '82-(0)10-1234-5678',
    '+82 (0)10-1234-5678',
    '+82-010-1234-5678',
    '+821012345678',
    '821012345678',
    '0082 10 1234 5678',
    '01012345678',
    '010 1234 5678',
    '010.1234.5678',
    '(010) 1234-5678',
    '010–1234–5678',
    '1012345678',
    '10-1234-5678',
    '1012345678.0',
    '1.012345678E9',
    '1.012345678E+9',
    '8.21012345678E+11',
    "'01012345678",
    'tel:010-1234-5678',
    '  010-1234-5678\t',
  ])('reads %j as one mobile number', (text) => {
    expect(parsePhone(text)).toEqual({
      e164: '+821012345678',
      national: '010-1234-5678',
      kind: 'mobile',
      last4: '5678',
      isIdentity: true,
    });
  });

  it.each([
    ['011-123-4567', 'mobile', '+82111234567', '011-123-4567', true],
    ['016-1234-5678', 'mobile', '+821612345678', '016-1234-5678', true],
    ['0504-1234-5678', 'virtual050', '+8250412345678', '0504-1234-5678', false],
    ['0507-1234-5678', 'virtual050', '+8250712345678', '0507-1234-5678', false],
    ['0507-123-4567', 'virtual050', '+825071234567', '0507-123-4567', false],
    ['02-123-4567', 'landline', '+8221234567', '02-123-4567', false],
    ['02-1234-5678', 'landline', '+82212345678', '02-1234-5678', false],
    ['+82 2 123 4567', 'landline', '+8221234567', '02-123-4567', false],
    ['21234567', 'landline', '+8221234567', '02-123-4567', false],
    ['031-123-4567', 'landline', '+82311234567', '031-123-4567', false],
    ['311234567', 'landline', '+82311234567', '031-123-4567', false],
    ['064-1234-5678', 'landline', '+826412345678', '064-1234-5678', false],
    ['070-1234-5678', 'voip', '+827012345678', '070-1234-5678', false],
    ['080-123-4567', 'tollfree', '+82801234567', '080-123-4567', false],
    ['1588-1234', 'rep15xx', '+8215881234', '1588-1234', false],
    ['16001234', 'rep15xx', '+8216001234', '1600-1234', false],
    ['1811-1234', 'rep15xx', '+8218111234', '1811-1234', false],
    ['+82 1588-1234', 'rep15xx', '+8215881234', '1588-1234', false],
    ['010-0000-0000', 'mobile', '+821000000000', '010-0000-0000', false],
  ])('reads %s as %s', (text, kind, e164, national, isIdentity) => {
    expect(parsePhone(text)).toEqual({ e164, national, kind, last4: e164.slice(-4), isIdentity });
  });

  it.each([
    ['+44 7400 123456', undefined, '+447400123456'],
    ['0044 7400 123456', undefined, '+447400123456'],
    ['07400 123456', 'GB', '+447400123456'],
    ['+1 (212) 555-2368', undefined, '+12125552368'],
    ['+81 90-1234-5678', undefined, '+819012345678'],
  ])('reads %s (%s) as foreign and never as an identity', (text, country, e164) => {
    expect(parsePhone(text, country ? { country } : {})).toMatchObject({ e164, kind: 'foreign', isIdentity: false });
  });

  it('reads a Korean number as Korean in a shop of another country', () => {
    expect(parsePhone('+82 10 1234 5678', { country: 'GB' })).toMatchObject({ kind: 'mobile', isIdentity: true });
  });

  it.each([
    '',
    '1234',
    '5678',
    '119',
    '010-1234-567',
    '010-12345-56789',
    '010-000-1234',
    '2123-4567',
    '060-700-1234',
    '02-0123-4567',
    '010-1234-5678 엄마',
    '없음',
    'abc',
    '1.01235E+9',
    '900101-1234567',
    '+999 1234 5678',
    '+',
    '010-****-5678',
    '8801043014823',
  ])('does not take %j for a phone number', (text) => {
    expect(parsePhone(text)).toBeUndefined();
  });

  it('reads its own e164 and national form back to the same number', () => {
    const prefix = fc.constantFrom('010', '02', '031', '070', '0504', '080');
    fc.assert(
      fc.property(prefix, fc.integer({ min: 10_000_000, max: 99_999_999 }), (area, rest) => {
        const phone = parsePhone(`${area}${rest}`);
        expect(phone).toBeDefined();
        if (!phone) return;
        expect(parsePhone(phone.e164)).toEqual(phone);
        expect(parsePhone(phone.national)).toEqual(phone);
        expect(formatPhone(phone.e164)).toBe(phone.national);
      }),
    );
  });
});

describe('formatPhone', () => {
  it('shows Korean numbers in the national form and foreign ones in the international', () => {
    expect(formatPhone('+821012345678')).toBe('010-1234-5678');
    expect(formatPhone('+8250712345678')).toBe('0507-1234-5678');
    expect(formatPhone('+8215881234')).toBe('1588-1234');
    expect(formatPhone('+447400123456')).toBe('+44 7400 123456');
    expect(formatPhone('unknown')).toBe('unknown');
  });
});
