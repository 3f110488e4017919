import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findResidentNumbers,
  looksLikeResidentNumber,
  redactResidentNumbers,
  refuseResidentNumbers,
} from './resident-number.ts';

describe('resident numbers (PV-12)', () => {
  it.each([
    '900101-1234567',
    '9001011234567',
    '900101 - 2234567',
    '900101–1234567',
    '９００１０１-１２３４５６７',
    '메모: 주민번호 000229-3234567 입니다',
    '850630-5123456',
    'RRN900101-1234567번',
  ])('are seen in %j', (text) => {
    expect(looksLikeResidentNumber(text)).toBe(true);
  });

  it.each([
    '',
    '901301-1234567',
    '900230-1234567',
    '010229-3234567',
    '900101-1******',
    '900101-9234567',
    '90010-11234567',
    '1234900101-1234567',
    '010-1234-5678',
    '2026-11-21 18:30',
    '4111111111111111',
  ])('are not seen in %j', (text) => {
    expect(looksLikeResidentNumber(text)).toBe(false);
  });

  it('are redacted and the rest of the text stays', () => {
    expect(redactResidentNumbers('김하나 900101-1234567, ９００１０１２２３４５６７ 끝')).toBe(
      '김하나 ******-*******, ******-******* 끝',
    );
    expect(redactResidentNumbers('예약 010-1234-5678')).toBe('예약 010-1234-5678');
  });

  it('are never left after redaction', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('900101-1234567', '0002293234567', '-', '1'));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(looksLikeResidentNumber(redactResidentNumbers(pieces.join('')))).toBe(false);
      }),
    );
  });
});

describe('refusing a resident number (PV-12)', () => {
  it('looks into every text of a payload, and at no number', () => {
    const payload = { memo: '창가 자리', items: [{ text: '900101-1234567' }, { id: 9001011234567 }], at: new Date(0) };
    expect(findResidentNumbers(payload, 'body')).toEqual(['body.items.0.text']);
    expect(() => refuseResidentNumbers(payload)).toThrow(/PV-12/);
  });

  it('lets everything else through', () => {
    expect(() => refuseResidentNumbers({ note: '창가 자리', name: undefined, phone: '010-1234-5678' })).not.toThrow();
    expect(() => refuseResidentNumbers({ note: '900101-1234567' })).toThrow(/PV-12/);
  });
});
