import { legalRule } from '../../privacy/index.ts';
import { NEWEST_RULE } from './dates.ts';

/** Signs that take no room on screen and can hide inside a label: zero-width, soft hyphen, direction, variation. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** What is wrong with an advertising label; `wrong_form` are the look-alikes of AD-20. */
export type AdLabelProblem = 'missing' | 'not_at_start' | 'wrong_form' | 'hidden_characters';

/** The look-alikes that people try, after their leading signs: 광 고, 광/고, 廣告, AD (but not Adam). */
const LABEL_WORDS = /^(?:광[^\p{L}]*고|[廣广][^\p{L}]*告|ad(?!\p{L}))/iu;

/**
 * Whether a text or subject begins with the advertising label exactly as the law writes it (AD-20): `(광고)온기식당` is
 * right; `[광고]`, `(광 고)`, `(광/고)`, ` (광고)`, `온기식당(광고)`, full-width brackets and hidden characters are not.
 * `onDay` ('YYYY-MM-DD') chooses the label by its date; the newest one known when absent.
 */
export function lintAdLabel(text: string, onDay = NEWEST_RULE): { ok: true } | { ok: false; problem: AdLabelProblem } {
  const label = legalRule('ad_label', onDay);
  if (text.startsWith(label)) return { ok: true };
  const visible = text.replace(INVISIBLE, '');
  if (visible.startsWith(label)) return { ok: false, problem: 'hidden_characters' };
  if (visible.trimStart().startsWith(label)) return { ok: false, problem: 'not_at_start' };
  const plain = visible.normalize('NFKC');
  const afterSigns = plain.replace(/^[^\p{L}\p{N}]+/u, '');
  if (afterSigns !== plain && LABEL_WORDS.test(afterSigns)) return { ok: false, problem: 'wrong_form' };
  return { ok: false, problem: visible.includes(label) ? 'not_at_start' : 'missing' };
}

/** Words that make a notice look like an advertisement (AD-04). */
const AD_WORDS = [
  '할인',
  '쿠폰',
  '이벤트',
  '특가',
  '증정',
  '무료',
  '혜택',
  '추천',
  '신메뉴',
  '오픈',
  '기획전',
  '%',
] as const;
/** Refusing free of charge is no offer. */
const HARMLESS = /무료\s*(?:수신\s*)?거부/g;

/**
 * The advertising words in a text meant as information (AD-04), each once, in the order of the text; none = fine.
 * The person may still justify them, which is recorded.
 */
export function lintInfoText(text: string): { ok: boolean; words: string[] } {
  const visible = text.replace(INVISIBLE, '').normalize('NFKC').replace(HARMLESS, '');
  const words = AD_WORDS.filter((word) => visible.includes(word)).sort(
    (a, b) => visible.indexOf(a) - visible.indexOf(b),
  );
  return { ok: words.length === 0, words };
}
