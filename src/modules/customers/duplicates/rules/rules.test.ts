import { describe, expect, it } from 'vitest';
import { computeSlips } from '../../../../shared/slips.ts';
import { compareAddresses, readKorean } from './address.ts';
import { listBlockKeys, listCandidatePairs, MAX_BLOCK } from './block.ts';
import { AT, comparePeople, FIELDS, type Field } from './compare.ts';
import { computeLikeness } from './distance.ts';
import { findLikelyPairs } from './find.ts';
import { maskAddress } from './mask-address.ts';
import { plainName, preparePerson, type StoredPerson } from './person.ts';
import { decideRecycled } from './recycled.ts';

const NOWHERE = { full: '', streetNumber: '', street: '', suburb: '', city: '', state: '', postcode: '' };
let made = 0;
function person(change: Partial<StoredPerson> & { address?: string } = {}) {
  made += 1;
  const { address, ...rest } = change;
  return preparePerson({
    customerId: String(made),
    name: '',
    givenName: '',
    familyName: '',
    birthDate: null,
    mobiles: [],
    sharedPhones: [],
    emails: [],
    addresses: address ? [{ ...NOWHERE, full: address }] : [],
    ...rest,
  });
}

function level(field: Field, a: Parameters<typeof person>[0], b: Parameters<typeof person>[0]): string {
  return FIELDS[field].levels[comparePeople(person(a), person(b))[AT[field]] ?? -1] ?? 'missing';
}

describe('distances', () => {
  it.each([
    ['smith', 'smith', 0],
    ['smith', 'smiht', 1],
    ['smith', 'smyth', 1],
    ['kim', 'park', 3],
  ])('%s and %s are %i slips apart, counted up to 2', (a, b, slips) => {
    expect(computeSlips(a, b, 2)).toBe(slips);
  });

  it.each([
    ['martha', 'marhta', 0.9611],
    ['dixon', 'dicksonx', 0.8133],
    ['', 'a', 0],
  ])('%s and %s are %f alike (Winkler 1990)', (a, b, likeness) => {
    expect(computeLikeness(a, b)).toBeCloseTo(likeness, 4);
  });
});

describe('names (OP-70)', () => {
  it.each([
    [' 김 하나 님', '김하나'],
    ['김하나 고객님', '김하나'],
    ['김하나(단골)', '김하나'],
    ['김하나씨', '김하나'],
    ['Ms. Anne-Marie', 'annemarie'],
    ['José', 'jose'],
    ['', ''],
  ])('%s is compared as %s', (written, plain) => {
    expect(plainName(written)).toBe(plain);
  });

  it.each([
    ['김하나', '김 하나님', 'same'],
    ['김하나', '김해나', 'near'],
    ['김하나', '하나', 'like'],
    ['김민준', '김민서', 'different'],
    ['김하나', 'Hana Kim', 'missing'],
  ])('%s and %s are %s', (a, b, expected) => {
    expect(level('name', { name: a }, { name: b })).toBe(expected);
  });

  it('are seen when given and family name changed places', () => {
    expect(level('given', { givenName: 'isla', familyName: 'hall' }, { givenName: 'hall', familyName: 'isla' })).toBe(
      'swapped',
    );
  });
});

describe('birth dates', () => {
  it.each([
    ['1990-03-04', '1990-03-04', 'same'],
    ['1990-03-04', '1990-04-03', 'near'],
    ['1990-03-04', '1980-03-04', 'near'],
    ['1990-03-04', '1990-03-29', 'like'],
    ['1990-03-04', '1971-11-22', 'different'],
  ])('%s and %s are %s', (a, b, expected) => {
    expect(level('birth', { birthDate: a }, { birthDate: b })).toBe(expected);
  });
});

describe('e-mail addresses', () => {
  it('of like names at a provider open to all say nothing, a slip in one with digits is near', () => {
    expect(level('email', { emails: ['minnak@naver.com'] }, { emails: ['minna@naver.com'] })).toBe('missing');
    expect(level('email', { emails: ['minnak982@naver.com'] }, { emails: ['minna982@naver.com'] })).toBe('near');
    expect(level('email', { emails: ['minnak982@naver.com'] }, { emails: ['hana417@naver.com'] })).toBe('different');
  });

  it('that differ in their digits only are counted up: another address (OP-04)', () => {
    expect(level('email', { emails: ['u0@example.com'] }, { emails: ['u1@example.com'] })).toBe('different');
    expect(level('email', { emails: ['guest12@hanbit.kr'] }, { emails: ['guest21@hanbit.kr'] })).toBe('different');
    expect(level('email', { emails: ['minna12@naver.com'] }, { emails: ['minna13@naver.com'] })).toBe('different');
    expect(level('email', { emails: ['guest12@hanbit.kr'] }, { emails: ['geust12@hanbit.kr'] })).toBe('near');
  });
});

describe('addresses (OP-80)', () => {
  const old = '서울 마포구 서교동 123-4번지 한빛아파트 101동 1203호';
  const current = '서울특별시 마포구 월드컵로12길 34, 101동 1203호 (서교동, 한빛아파트)';

  it('are read in parts, old and new alike', () => {
    expect(readKorean(old)).toMatchObject({
      city: '마포구',
      suburb: '서교동',
      lot: '123-4',
      building: '한빛',
      unit: '101-1203',
    });
    expect(readKorean(current)).toMatchObject({
      street: '월드컵로12길',
      number: '34',
      suburb: '서교동',
      unit: '101-1203',
    });
  });

  it('are the same place in both systems, and another door is another place', () => {
    expect(compareAddresses(readKorean(old), readKorean(current))).toBe('same');
    expect(compareAddresses(readKorean(old), readKorean(current.replace('1203호', '804호')))).toBe('mostly');
  });

  it('are masked behind the street (PV-58)', () => {
    expect(maskAddress(current)).toBe('서울특별시 마포구 월드컵로**길 …');
  });
});

describe('who is compared', () => {
  it('never a crowd behind one number: no pair comes of a key that more than a few share', () => {
    const crowd = Array.from({ length: MAX_BLOCK + 1 }, () => person({ mobiles: ['+821043210000'] }));
    expect(listCandidatePairs(crowd).a).toHaveLength(0);
    expect(listCandidatePairs(crowd.slice(0, 3)).a).toHaveLength(3);
  });

  it('people who share any one key', () => {
    expect(listBlockKeys(person({ name: '김하나', mobiles: ['+821012345678'] }))).toContain('mobile:+821012345678');
  });
});

describe('who is likely one person', () => {
  const strangers = Array.from({ length: 300 }, (_, at) =>
    person({
      name: `${'김이박최정강조윤장임'[at % 10]}${'가나다라마바사아자차'[Math.floor(at / 10) % 10]}${'온율솔빈현'[at % 5]}`,
      mobiles: [`+8210${String(20_000_000 + at * 7_919)}`],
      birthDate: `${1950 + (at % 55)}-${String((at % 12) + 1).padStart(2, '0')}-${String((at % 28) + 1).padStart(2, '0')}`,
    }),
  );
  const home = '서울 마포구 서교동 123-4 한빛아파트 101동 1203호';

  it('not a couple, a child on the mother’s phone or twins behind one door (OP-06)', () => {
    const shared = { address: home, sharedPhones: ['+8223123456'], mobiles: ['+821012345678'] };
    const family = [
      person({ ...shared, name: '박서준', birthDate: '1980-05-02' }),
      person({ ...shared, name: '이하윤', birthDate: '1982-11-19' }),
      person({ ...shared, name: '박도현', birthDate: '2010-07-07' }),
      person({ ...shared, name: '박시우', birthDate: '2010-07-07' }),
    ];
    const { pairs } = findLikelyPairs([...strangers, ...family]);
    const ids = new Set(family.map(({ customerId }) => customerId));
    expect(pairs.filter(({ a, b }) => ids.has(a) && ids.has(b))).toEqual([]);
  });

  it.each([
    ['in a small shop', 20],
    ['in a larger one', 300],
  ])(
    'never almost surely, when the names differ: twins on a parent’s phone and e-mail, %s (OP-04)',
    (_where, others) => {
      const shared = { mobiles: ['+821012345678'], emails: ['parent1980@naver.com'], birthDate: '2010-07-07' };
      const twins = [
        person({ ...shared, name: '박도현', address: home }),
        person({ ...shared, name: '박시우', address: home.replace('1203호', '') }),
      ];
      const { pairs } = findLikelyPairs([...strangers.slice(0, others), ...twins]);
      const pair = pairs.find(({ a }) => a === twins[0]?.customerId);
      expect(pair?.reasons).toContainEqual(expect.objectContaining({ field: 'name', level: 'different' }));
      expect(pair?.score).toBeLessThanOrEqual(0.75);
    },
  );

  it('somebody who stands there with 님 and another way of writing her number’s owner', () => {
    const [one, other] = [
      person({ name: '남궁 하나님', mobiles: ['+821012345678'], address: home }),
      person({ name: '남궁하나', mobiles: ['+821012345678'] }),
    ];
    const { pairs } = findLikelyPairs([...strangers, one, other]);
    expect(pairs).toMatchObject([{ a: one.customerId, b: other.customerId }]);
    expect(pairs[0]?.reasons[0]).toMatchObject({ level: 'same' });
  });

  it('nobody where there is nobody or one', () => {
    expect(findLikelyPairs([]).pairs).toEqual([]);
    expect(findLikelyPairs([person({ name: '김하나' })]).pairs).toEqual([]);
  });
});

describe('a list in which names, birthdays and counted-up addresses are all alike (OP-04)', () => {
  const alike = (at: number, change: Partial<StoredPerson> = {}) =>
    person({
      name: `${'김이박최정강조윤장임'[at % 10]}${['하나', '두리', '서연', '민준', '지우'][Math.floor(at / 10) % 5]}`,
      birthDate: `1990-${String((Math.floor(at / 28) % 12) + 1).padStart(2, '0')}-${String((at % 28) + 1).padStart(2, '0')}`,
      mobiles: [`+8210${20_000_000 + at}`],
      emails: [`u${at}@example.com`],
      ...change,
    });

  it('puts two records on one number before any whose numbers differ, and finds them all', () => {
    const people = Array.from({ length: 700 }, (_, at) => alike(at));
    const again = Array.from({ length: 50 }, (_, at) => alike(at * 7, at % 2 === 0 ? {} : { emails: [] }));
    const { pairs } = findLikelyPairs([...people, ...again]);
    const isOneNumber = pairs.map(({ reasons }) =>
      reasons.some(({ field, level }) => field === 'mobile' && level === 'same'),
    );
    expect(isOneNumber.slice(0, again.length).every(Boolean)).toBe(true);
    expect(isOneNumber.slice(again.length).some(Boolean)).toBe(false);
    expect(pairs.slice(again.length).every(({ score }) => score < 0.99)).toBe(true);
    const against = pairs.flatMap(({ reasons }) => reasons.filter(({ level }) => level === 'different'));
    expect(against.every(({ bits }) => bits < 0)).toBe(true);
  });

  it('takes nobody for another in a small shop', () => {
    const people = Array.from({ length: 60 }, (_, at) => alike(at));
    expect(findLikelyPairs(people).pairs).toEqual([]);
  });
});

describe('a number that went to somebody else (OP-05)', () => {
  const today = '2026-11-21';
  const silent = { customerId: 'old', lastSeenOn: '2025-01-10' };
  const here = { customerId: 'new', lastSeenOn: '2026-11-01' };

  it('is told by another name and a year of silence', () => {
    expect(decideRecycled([silent, here], { namesDiffer: true, today })).toBe('old');
    expect(decideRecycled([silent, here], { namesDiffer: false, today })).toBeUndefined();
    expect(
      decideRecycled([{ ...silent, lastSeenOn: '2025-11-21' }, here], { namesDiffer: true, today }),
    ).toBeUndefined();
    expect(decideRecycled([{ ...silent, lastSeenOn: '2025-11-20' }, here], { namesDiffer: true, today })).toBe('old');
    expect(decideRecycled([silent, { ...silent, customerId: 'b' }], { namesDiffer: true, today })).toBeUndefined();
  });
});

describe('a very small shop', () => {
  const seven = () =>
    ['이둘', '박셋', '최넷', '정다섯', '강여섯'].map((name, at) => person({ name, mobiles: [`+82102222000${at}`] }));

  it('finds one person who is there twice among seven', () => {
    const a = person({ name: '김하나', mobiles: ['+821012345678'] });
    const b = person({ name: '김 하나님', mobiles: ['+821012345678'] });
    const { pairs } = findLikelyPairs([...seven(), a, b]);
    expect(pairs).toMatchObject([{ a: a.customerId, b: b.customerId }]);
    expect(pairs[0]?.score).toBeGreaterThan(0.99);
  });

  it('takes neither a couple with one number nor two of one name for one person (OP-06)', () => {
    const couple = ['김하나', '조둘'].map((name) => person({ name, mobiles: ['+821012345678'] }));
    const namesakes = ['+821099998881', '+821033337772'].map((mobile) => person({ name: '김민수', mobiles: [mobile] }));
    expect(findLikelyPairs([...seven(), ...couple]).pairs).toEqual([]);
    expect(findLikelyPairs([...seven(), ...namesakes]).pairs).toEqual([]);
  });
});
