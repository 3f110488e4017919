import { describe, expect, it } from 'vitest';
import { englishSlipToHangul, initialConsonants, isInitialConsonants, josa, nfd } from './hangul.ts';

describe('initialConsonants', () => {
  it.each([
    ['김하나', 'ㄱㅎㄴ'],
    ['남궁 민수', 'ㄴㄱㅁㅅ'],
    ['쌍둥이네', 'ㅆㄷㅇㄴ'],
    ['김하나'.normalize('NFD'), 'ㄱㅎㄴ'],
    ['Kim하나2', 'ㅎㄴ'],
    ['John', ''],
    ['', ''],
  ])('of %s are %s', (name, initials) => {
    expect(initialConsonants(name)).toBe(initials);
  });
});

describe('isInitialConsonants', () => {
  it.each(['ㄱ', 'ㄱㅎㄴ', 'ㄱ ㅎㄴ', ' ㅆㄷ '])('takes %j', (text) => {
    expect(isInitialConsonants(text)).toBe(true);
  });
  it.each(['', ' ', '김', 'ㄱ나', 'ㄳ', 'ㅏ', 'ㄱ1'])('does not take %j', (text) => {
    expect(isInitialConsonants(text)).toBe(false);
  });
});

describe('josa (OP-70)', () => {
  it.each([
    ['김하나', '은/는', '김하나는'],
    ['박건', '은/는', '박건은'],
    ['마라탕', '을/를', '마라탕을'],
    ['서울', '으로/로', '서울로'],
    ['부산', '으로/로', '부산으로'],
    ['제주', '으로/로', '제주로'],
    ['서울', '이/가', '서울이'],
    ['김하나', '이/가', '김하나가'],
    ['밥', '와/과', '밥과'],
    ['국수', '와/과', '국수와'],
    ['마라탕(소)', '을/를', '마라탕(소)를'],
    ['"마라탕"', '을/를', '"마라탕"을'],
    ['3', '을/를', '3을'],
    ['2', '은/는', '2는'],
    ['1', '으로/로', '1로'],
    ['7', '이/가', '7이'],
    ['10', '은/는', '10은'],
    ['12,000', '을/를', '12,000을'],
    ['0', '이/가', '0이'],
    ['1.5', '은/는', '1.5는'],
    ['세트 6', '으로/로', '세트 6으로'],
    ['KTX', '은/는', 'KTX는'],
    ['BTS', '와/과', 'BTS와'],
    ['SPAM', '을/를', 'SPAM을'],
    ['URL', '으로/로', 'URL로'],
    ['Cafe', '은/는', 'Cafe는'],
    ['Shop', '은/는', 'Shop은'],
    ['Table', '으로/로', 'Table로'],
    ['Best', '이/가', 'Best가'],
    ['Green', '이/가', 'Green이'],
    ['!!', '은/는', '!!은(는)'],
    ['', '을/를', '을(를)'],
    ['山', '와/과', '山과(와)'],
  ] as const)('%s + %s is %s', (word, particle, expected) => {
    expect(josa(word, particle)).toBe(expected);
  });
});

describe('keyboard and jamo', () => {
  it('turns what was typed on the English keyboard into Hangul', () => {
    expect(englishSlipToHangul('rlagksk')).toBe('김하나');
    expect(englishSlipToHangul('ㄱ')).toBe('ㄱ');
  });

  it('decomposes syllables so that a half-typed one is a prefix', () => {
    expect(nfd('김하나').startsWith(nfd('김하'))).toBe(true);
    expect(nfd('강').startsWith(nfd('가'))).toBe(true);
  });
});
