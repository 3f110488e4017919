import { toJamo } from '../../../shared/hangul.ts';
import { computeSlips } from '../../../shared/slips.ts';

type Locale = 'ko' | 'en';

/** A variable of a message: its Korean spelling, and what stands there when the person has none (AD-23). */
interface TemplateVariable {
  key: string;
  ko: string;
  fallback?: Readonly<Record<Locale, string>>;
}

/** The variables a message may use, as `{이름}` or `{name}`; the composer offers exactly these. */
export const TEMPLATE_VARIABLES: readonly TemplateVariable[] = [
  { key: 'name', ko: '이름', fallback: { ko: '고객님', en: 'customer' } },
  { key: 'shop', ko: '가게' },
  { key: 'coupon', ko: '쿠폰' },
  { key: 'offer', ko: '혜택' },
  { key: 'until', ko: '기한' },
  { key: 'usual', ko: '단골메뉴', fallback: { ko: '자주 드시던 메뉴', en: 'your usual' } },
  { key: 'surplus', ko: '남은메뉴', fallback: { ko: '맛있는 것', en: 'good things' } },
  { key: 'last_visit', ko: '마지막방문' },
  { key: 'phone', ko: '전화' },
  { key: 'link', ko: '링크' },
];

/** The English key of each spelling. */
export const KEY_BY_SPELLING: ReadonlyMap<string, string> = new Map(
  TEMPLATE_VARIABLES.flatMap(({ key, ko }) => [[key, key] as const, [ko, key] as const]),
);

/** `{name}`, `{name|default}`, and the 님 of `{이름}님`, which the default 고객님 already has. */
export const PLACE = /\{\s*([^{}|\n]{1,40}?)\s*(?:\|([^{}\n]{0,60}))?\}(님)?/g;
/** A Liquid tag, whole. */
export const LIQUID_TAG = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
const ANY_PLACE = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|\{[^{}\n]*\}/g;
const WORD = /[\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*/gu;
const KEYWORDS: ReadonlySet<string> = new Set([
  'and',
  'or',
  'not',
  'contains',
  'true',
  'false',
  'nil',
  'null',
  'blank',
  'empty',
  'in',
]);

/** A place of a text that nobody can fill, with the known name that was probably meant. */
export interface UnknownVariable {
  spelling: string;
  nearest: string | null;
}

/**
 * The places of a half-written text that no variable fills, each once, in the order written: `{nmae}` → name. Both ways of
 * writing are read, in one text as well. A particle, `{을/를}`, is none; what a Liquid text assigns itself is known.
 */
export function listUnknownVariables(text: string): UnknownVariable[] {
  const own = new Set(['forloop']);
  for (const [, name = ''] of text.matchAll(
    /\{%-?\s*(?:assign|capture|for|increment|decrement)\s+([\p{L}_][\p{L}\p{N}_-]*)/gu,
  ))
    own.add(name);
  const asked: { at: number; spelling: string }[] = [];
  for (const tag of text.matchAll(LIQUID_TAG)) {
    for (const spelling of namesOfTag(tag[0])) asked.push({ at: tag.index, spelling });
  }
  const single = text.replace(LIQUID_TAG, (tag) => ' '.repeat(tag.length));
  for (const place of single.matchAll(PLACE)) {
    const spelling = place[1] ?? '';
    if (!spelling.includes('/')) asked.push({ at: place.index, spelling });
  }
  const unknown = asked
    .sort((a, b) => a.at - b.at)
    .map(({ spelling }) => spelling)
    .filter((spelling) => !KEY_BY_SPELLING.has(spelling) && !own.has(spelling));
  return [...new Set(unknown)].map((spelling) => ({ spelling, nearest: findNearest(spelling) }));
}

/** The variables that a Liquid tag asks for: the one that it shows, or those that it compares. */
function namesOfTag(tag: string): string[] {
  const bare = tag.replace(/"[^"]*"|'[^']*'/g, ' ');
  const inner = bare.slice(2, -2).replace(/^-|-$/g, '');
  const firsts = (words: string) =>
    [...words.matchAll(WORD)].map(([word]) => word.split('.')[0] ?? '').filter((word) => !KEYWORDS.has(word));
  if (tag.startsWith('{{')) return firsts(inner.split('|')[0] ?? '').slice(0, 1);
  const [, head = '', rest = ''] = /^\s*(\w+)([\s\S]*)$/.exec(inner) ?? [];
  return ['if', 'elsif', 'unless', 'case'].includes(head) ? firsts(rest) : [];
}

/**
 * The known name nearest to a mistyped one: few slips of the keyboard (one for every four letters), or one that the longer
 * name ends or begins with. `nmae` → name, `이릉` → 이름, `고객이름` → 이름, `weather` → none.
 */
function findNearest(written: string): string | null {
  const typed = toJamo(written.toLowerCase());
  const limit = Math.max(1, Math.floor(typed.length / 4));
  let [nearest, least]: [string | null, number] = [null, limit + 1];
  for (const spelling of KEY_BY_SPELLING.keys()) {
    const slips = computeSlips(typed, toJamo(spelling), limit);
    if (slips < least) [nearest, least] = [spelling, slips];
  }
  if (nearest !== null) return nearest;
  const isPart = (spelling: string) =>
    spelling.length >= (/[가-힣]/.test(spelling) ? 2 : 4) && written.toLowerCase().includes(spelling);
  return [...KEY_BY_SPELLING.keys()].find(isPart) ?? null;
}

/**
 * The text with one name in its places instead of another: the whole name only, so that `{coup}` beside `{coupon}` changes
 * alone, and not the words a place falls back to. Words outside of places stay.
 */
export function renameVariable(text: string, { from, to }: { from: string; to: string }): string {
  const name = new RegExp(`(?<![\\p{L}\\p{N}_])${from.replaceAll('.', '\\.')}(?![\\p{L}\\p{N}_])`, 'gu');
  return text.replace(ANY_PLACE, (place) => {
    const bar = place.indexOf('|');
    const end = bar === -1 ? place.length : bar;
    return place.slice(0, end).replace(name, to) + place.slice(end);
  });
}

/**
 * The language a text is written in, for the words that are put into it: Korean as soon as it has Hangul, English with
 * Latin letters only, `otherwise` with neither. Variables and links say nothing of it. `Hi {이름}` → en.
 */
export function languageOf(text: string, otherwise: Locale): Locale {
  const words = text.replace(ANY_PLACE, ' ').replace(/https?:\S+/g, ' ');
  if (/[가-힣]/.test(words)) return 'ko';
  return /[a-z]{2}/i.test(words) ? 'en' : otherwise;
}
