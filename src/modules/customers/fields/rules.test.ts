import { describe, expect, it } from 'vitest';
import { asksForResidentNumber, decidePackChange, keyFor, readFieldValue } from './rules.ts';

const choices = [
  { key: 'window', label: { ko: '창가', en: 'Window' } },
  { key: 'room', label: { ko: '룸', en: 'Private room' } },
];

describe('reading a field value', () => {
  it.each([
    ['number', '1,250', '1250'],
    ['number', -3.5, '-3.5'],
    ['number', '１２', '12'],
    ['date', '2026. 11. 21.', '2026-11-21'],
    ['date', '20261121', '2026-11-21'],
    ['date', '2026년 1월 2일', '2026-01-02'],
    ['date', '2026-11-21T00:00:00', '2026-11-21'],
    ['yes_no', '예', 'yes'],
    ['yes_no', true, 'yes'],
    ['yes_no', 'X', 'no'],
    ['choice', '창가', 'window'],
    ['choice', 'private  ROOM', 'room'],
    ['choice', 'room', 'room'],
    ['text', '  매운 것 빼고  ', '매운 것 빼고'],
  ] as const)('%s takes %s as %s', (type, input, value) => {
    expect(readFieldValue({ type, choices }, input)).toMatchObject({ value });
  });

  it.each([
    ['number', 'twelve', 'not_number'],
    ['number', '1e999', 'not_number'],
    ['date', '2026-02-30', 'not_date'],
    ['yes_no', '글쎄', 'not_yes_no'],
    ['choice', '옥상', 'not_a_choice'],
    ['text', 'ㄱ'.repeat(501), 'too_long'],
    // PV-12, whatever the type says.
    ['text', '번호 900101-1234567', 'resident_number'],
    ['number', '9001011234567', 'resident_number'],
    ['sensitive', '900101 1234567', 'resident_number'],
  ] as const)('%s refuses %s: %s', (type, input, problem) => {
    expect(readFieldValue({ type, choices }, input)).toEqual({ problem });
  });

  it('knows nothing of a blank', () => {
    expect(readFieldValue({ type: 'text', choices: [] }, '  ')).toBeUndefined();
    expect(readFieldValue({ type: 'number', choices: [] }, null)).toBeUndefined();
  });

  it('keeps a number also as a number', () => {
    expect(readFieldValue({ type: 'number', choices: [] }, '1,000.5')).toEqual({
      value: '1000.5',
      numberValue: 1000.5,
    });
  });
});

describe('names', () => {
  it.each([
    [{ ko: '주민등록번호', en: 'Id' }, true],
    [{ ko: '주민 번호 뒷자리', en: 'Id' }, true],
    [{ ko: '번호', en: 'Resident registration number' }, true],
    [{ ko: '주문 번호', en: 'Order number' }, false],
  ])('%j asks for a resident number: %s (PV-12)', (label, asks) => {
    expect(asksForResidentNumber(label)).toBe(asks);
  });

  it('makes keys from labels, unlike the ones taken', () => {
    expect(keyFor({ en: 'Seat preference' }, 'field', new Set())).toBe('seat_preference');
    expect(keyFor({ en: 'Seat' }, 'field', new Set(['seat']))).toBe('seat_2');
    expect(keyFor({ en: '좌석' }, 'field', new Set(['field_1']))).toBe('field_2');
    expect(keyFor({ en: '2nd name' }, 'field', new Set())).toBe('nd_name');
  });
});

describe('changing packs', () => {
  const restaurant = { fieldKey: 'seat', type: 'choice', pack: 'restaurant', archivedAt: null } as const;
  const own = { fieldKey: 'shoe', type: 'text', pack: null, archivedAt: null } as const;

  it('hides what came with the old one, makes what is new, and leaves the own alone', () => {
    const change = decidePackChange(
      { fields: [restaurant, own], tags: [{ tagId: 'a', packKey: 'group', isArchived: false }] },
      { fields: [{ fieldKey: 'own_cup', type: 'yes_no' }], tagKeys: ['beans'] },
    );
    expect(change).toEqual({
      create: ['own_cup'],
      show: [],
      hide: ['seat'],
      createTags: ['beans'],
      showTags: [],
      hideTags: ['a'],
    });
  });

  it('shows again what was hidden, and changes nothing the second time', () => {
    const pack = { fields: [{ fieldKey: 'seat', type: 'choice' as const }], tagKeys: ['group'] };
    const hidden = { ...restaurant, archivedAt: '2026-11-21T00:00:00Z' };
    const back = decidePackChange(
      { fields: [hidden], tags: [{ tagId: 'a', packKey: 'group', isArchived: true }] },
      pack,
    );
    expect(back).toMatchObject({ show: ['seat'], showTags: ['a'], create: [], createTags: [] });
    const again = decidePackChange(
      { fields: [restaurant], tags: [{ tagId: 'a', packKey: 'group', isArchived: false }] },
      pack,
    );
    expect(Object.values(again).flat()).toEqual([]);
  });

  it("leaves an own field of the same key the shop's", () => {
    const change = decidePackChange(
      { fields: [{ ...own, fieldKey: 'seat' }], tags: [] },
      { fields: [{ fieldKey: 'seat', type: 'choice' }], tagKeys: [] },
    );
    expect(change).toMatchObject({ create: [], show: [], hide: [] });
  });
});
