import { describe, expect, it } from 'vitest';
import { maskContact, nameKeyOf, readSearch } from './rules.ts';

const ways = (text: string, country = 'KR') =>
  readSearch(text, country).map(({ by, text }) => `${by} ${text.normalize('NFC')}`);

describe('what somebody typed, as ways to look (OP-03)', () => {
  it.each(['010-1234-5678', '+82 10 1234 5678', '０１０.１２３４.５６７８', '82-(0)10-1234-5678'])(
    'reads %s as the whole number',
    (text) => {
      expect(ways(text)[0]).toBe('number +821012345678');
    },
  );

  it('reads four digits as the end of a number, full-width ones too', () => {
    expect(ways('5678')[0]).toBe('last4 5678');
    expect(ways('５６７８')[0]).toBe('last4 5678');
  });

  it('reads single consonants as 초성', () => {
    expect(readSearch('ㄱㅎㄴ', 'KR')).toEqual([{ by: 'initials', text: 'ᄀᄒᄂ', logged: 'initials' }]);
  });

  it('reads an address in any case', () => {
    expect(ways('Hana@Example.com')).toEqual(['contact hana@example.com']);
  });

  it('looks for a name first and for a code after it', () => {
    expect(ways('하나')).toEqual(['name 하나', 'code 하나']);
  });

  it('takes the signs of LIKE as they are', () => {
    expect(ways('50%_')[0]).toBe('code 50%_');
    expect(ways('a%_\\')[0]).toBe('name a\\%\\_\\\\');
  });

  it('understands a name typed with the keyboard set to English', () => {
    expect(ways('rlagksk')).toContain('name 김하나');
  });

  it('takes digits that are no number for a code', () => {
    expect(ways('14646')).toEqual(['code 14646']);
  });

  it('is logged as a code where figures show that it is no name', () => {
    expect(readSearch('C-1001', 'KR')[0]).toMatchObject({ by: 'name', logged: 'code' });
  });

  it('never logs what was typed in clear (PV-55)', () => {
    for (const text of ['김하나', '010-1234-5678', 'hana@example.com', '14646']) {
      for (const { logged } of readSearch(text, 'KR')) expect(logged).not.toContain(text);
    }
  });
});

it('masks each kind of contact in its own way (PV-58)', () => {
  expect(maskContact('mobile', '+821012345678')).toBe('010-****-5678');
  expect(maskContact('email', 'hana@example.com')).toBe('h***@example.com');
  expect(maskContact('card', '90000001234')).toBe('···1234');
});

describe('a name as people on one number are told apart by it (OP-04)', () => {
  it.each([
    ['김 하나 님', '김하나'],
    ['김하나님', '김하나'],
    ['김하나 고객님', '김하나'],
    ['김하나씨', '김하나'],
    ['KIM Hana 님', 'kimhana'],
    ['김씨', '김씨'],
    ['님', '님'],
    ['', ''],
  ])('%s is %s', (name, key) => {
    expect(nameKeyOf(name)).toBe(key);
  });

  it('is another where anything else differs', () => {
    expect(nameKeyOf('이하나')).not.toBe(nameKeyOf('김하나'));
    expect(nameKeyOf('김하난')).not.toBe(nameKeyOf('김하나'));
  });
});
