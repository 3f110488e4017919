import type { Stream } from './random.ts';

/** Family names with a weight that falls off roughly as it does in Korea; two-syllable ones stay in on purpose (OP-70). */
const FAMILY_NAMES: ReadonlyArray<readonly [name: string, weight: number]> = [
  ['김', 210],
  ['이', 145],
  ['박', 84],
  ['최', 47],
  ['정', 44],
  ['강', 24],
  ['조', 21],
  ['윤', 21],
  ['장', 20],
  ['임', 17],
  ['한', 15],
  ['오', 15],
  ['서', 15],
  ['신', 15],
  ['권', 14],
  ['황', 14],
  ['안', 14],
  ['송', 14],
  ['류', 6],
  ['홍', 11],
  ['전', 10],
  ['고', 9],
  ['문', 9],
  ['손', 9],
  ['배', 8],
  ['백', 8],
  ['허', 7],
  ['노', 6],
  ['남궁', 1],
  ['황보', 1],
  ['선우', 1],
  ['제갈', 1],
];

/** Syllables for given names: Korean and its spelling in an e-mail address. */
const FIRST_SYLLABLES = {
  female:
    '서seo 지ji 민min 수su 하ha 예ye 은eun 유yu 다da 채chae 소so 나na 혜hye 미mi 영young 현hyun 세se 보bo 아a 주ju',
  male: '민min 준jun 도do 지ji 현hyun 우woo 성sung 재jae 태tae 승seung 동dong 진jin 영young 시si 건gun 상sang 정jung 기ki 윤yoon 호ho',
} as const;
const LAST_SYLLABLES = {
  female:
    '연yeon 은eun 아a 윤yoon 린rin 희hee 진jin 영young 경kyung 원won 나na 빈bin 정jung 주ju 솔sol 율yul 람ram 미mi',
  male: '준jun 호ho 우woo 현hyun 민min 훈hoon 석seok 수su 혁hyuk 원won 진jin 빈bin 환hwan 규kyu 형hyung 재jae 찬chan 용yong',
} as const;

/** Vowels that clerks hear wrong on the phone, for spelling-difference duplicates. */
const MISHEARD: ReadonlyArray<readonly [string, string]> = [
  ['혜', '해'],
  ['예', '애'],
  ['재', '제'],
  ['채', '체'],
  ['세', '새'],
  ['은', '운'],
  ['현', '연'],
  ['연', '현'],
  ['진', '지'],
  ['석', '섭'],
];

export interface PersonName {
  family: string;
  given: string;
  /** Latin spelling of the given name, for an e-mail address. */
  romanGiven: string;
}

/** Makes a Korean name out of syllables; any likeness to a living person is chance. */
export function createName(stream: Stream, gender: 'female' | 'male'): PersonName {
  const family = FAMILY_NAMES[stream.weightedIndex(FAMILY_NAMES.map(([, weight]) => weight))]?.[0] ?? '김';
  const first = splitSyllable(stream.pick(FIRST_SYLLABLES[gender].split(' ')));
  let last = splitSyllable(stream.pick(LAST_SYLLABLES[gender].split(' ')));
  while (last.hangul === first.hangul) last = splitSyllable(stream.pick(LAST_SYLLABLES[gender].split(' ')));
  return { family, given: first.hangul + last.hangul, romanGiven: first.roman + last.roman };
}

/**
 * The name of the same person as somebody else wrote it down: 김하나 → 김하 나, 김 하나, 하나, 김하나님,
 * or with a syllable heard wrong. Never equal to `family + given`.
 */
export function createNameVariant(stream: Stream, { family, given }: PersonName): string {
  const whole = family + given;
  const misheard = MISHEARD.filter(([right]) => given.includes(right)).map(([right, wrong]) =>
    given.replace(right, wrong),
  );
  const variants = [
    `${family}${given.slice(0, 1)} ${given.slice(1)}`,
    `${family} ${given}`,
    given,
    `${whole}님`,
    ...misheard.map((wrong) => family + wrong),
  ];
  return stream.pick(variants);
}

function splitSyllable(pair: string): { hangul: string; roman: string } {
  return { hangul: pair.slice(0, 1), roman: pair.slice(1) };
}
