import { convertQwertyToHangul, disassemble, getChoseong, hasBatchim } from 'es-hangul';

/** The particles that depend on how the word before them ends. */
export type Josa = '은/는' | '이/가' | '을/를' | '으로/로' | '와/과' | '이라서/라서';

/** The initial consonants of a Korean text, for search: `김하나` → `ㄱㅎㄴ`; what is not Hangul falls away. */
export function initialConsonants(text: string): string {
  return getChoseong(text.normalize('NFC')).replace(/[^ㄱ-ㅎ]/g, '');
}

/** Whether somebody is searching by initial consonants: only ㄱ…ㅎ (no cluster such as ㄳ), at least one. */
export function isInitialConsonants(text: string): boolean {
  return /^(?:[ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ]\s*)+$/.test(text.trim());
}

/** How a word ends for the ear: on a vowel, on ㄹ (which 으로/로 treats as a vowel), or on another consonant. */
type Ending = 'vowel' | 'rieul' | 'consonant';

/** 영 일 이 삼 사 오 육 칠 팔 구 */
const DIGIT_ENDINGS: readonly Ending[] = [
  'consonant',
  'rieul',
  'vowel',
  'consonant',
  'vowel',
  'vowel',
  'consonant',
  'rieul',
  'rieul',
  'vowel',
];

/** 조 (10¹²) to 999조 is the only power of ten in use that ends on a vowel: 십, 백, 천, 만 and 억 end on a consonant. */
const TRILLION_ZEROS = { from: 12, to: 15 };

/**
 * A word with the particle that fits its ending (OP-70): 김하나는, 박건은, 마라탕을, 서울로, 부산으로; digits as they are
 * read (3을, 10은, 2는), Latin letters by a rule of thumb (Shop은, Cafe는, KTX는). Both forms, 은(는), when the end is
 * none of these.
 */
export function josa(word: string, particle: Josa): string {
  // 와/과 is the one pair that is written with the vowel form first.
  const [first = '', second = ''] = particle.split('/');
  const [afterConsonant, afterVowel] = particle === '와/과' ? [second, first] : [first, second];
  const ending = endingOf(word);
  if (ending === undefined) return `${word}${afterConsonant}(${afterVowel})`;
  if (ending === 'vowel') return word + afterVowel;
  return word + (ending === 'rieul' && particle === '으로/로' ? afterVowel : afterConsonant);
}

function endingOf(word: string): Ending | undefined {
  const spoken = word.normalize('NFC').replace(/[^\p{L}\p{N}]+$/u, '');
  const last = spoken.at(-1) ?? '';
  if (/[가-힣]/.test(last)) {
    if (!hasBatchim(last)) return 'vowel';
    const RIEUL_INDEX = 8;
    return (last.charCodeAt(0) - 0xac00) % 28 === RIEUL_INDEX ? 'rieul' : 'consonant';
  }
  if (/[0-9]/.test(last)) return endingOfNumber(spoken);
  if (/[a-z]/i.test(last)) return endingOfLatin(spoken);
  return undefined;
}

function endingOfNumber(text: string): Ending {
  const whole = /[\d,]+$/.exec(text)?.[0].replaceAll(',', '') ?? '';
  const isFraction = text.at(-whole.length - 1) === '.';
  const zeros = /0*$/.exec(whole)?.[0].length ?? 0;
  if (!isFraction && zeros > 0 && zeros < whole.length) {
    return zeros >= TRILLION_ZEROS.from && zeros <= TRILLION_ZEROS.to ? 'vowel' : 'consonant';
  }
  return DIGIT_ENDINGS[Number(whole.at(-1) ?? 0)] ?? 'vowel';
}

/** Capitals are spelled out (엘, 엠, 엔, 알 end on a consonant); words by the sound their last letters usually have. */
function endingOfLatin(text: string): Ending {
  const word = /[a-z]+$/i.exec(text)?.[0] ?? '';
  if (word === word.toUpperCase()) {
    if (/[LR]$/.test(word)) return 'rieul';
    return /[MN]$/.test(word) ? 'consonant' : 'vowel';
  }
  const lower = word.toLowerCase();
  if (lower.endsWith('l') || lower.endsWith('le')) return 'rieul';
  return /(?:[mn]|ng|ck|[aeiou][bckpt])$/.test(lower) ? 'consonant' : 'vowel';
}

/** The text in decomposed jamo, so that a prefix of a syllable being typed matches its beginning. */
export function nfd(text: string): string {
  return text.normalize('NFD');
}

/** What a person meant who typed Korean with the keyboard set to English (OP-74): `rlagksk` → `김하나`. */
export function englishSlipToHangul(text: string): string {
  return convertQwertyToHangul(text);
}

/** The letters one types for a text, one by one: `김하나` → `ㄱㅣㅁㅎㅏㄴㅏ`; one wrong key is one different letter. */
export function toJamo(text: string): string {
  return disassemble(text);
}
