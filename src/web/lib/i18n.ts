import { useQuery } from '@tanstack/react-query';
import i18next, { type TFunction } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Locale } from '../../modules/staff/contract.ts';
import { type OwnWords, type PackKey, type PackWords, wordsOfShop } from '../../modules/workspace/contract.ts';
import { type Josa, josa } from '../../shared/hangul.ts';

const LOCALES: readonly Locale[] = ['ko', 'en'];
/** Remembered before sign-in only; afterwards the account's own language counts. */
const STORAGE_KEY = 'dangol.locale';
const DEFAULT_PACK: PackKey = 'restaurant';

/** All texts of a language, fetched when it is first shown. */
const files: Record<Locale, () => Promise<{ default: Record<string, unknown> }>> = {
  ko: () => import('../locales/ko.ts'),
  en: () => import('../locales/en.ts'),
};

/** Particles usable as a format: `{{customer, 은/는}}`. */
const PARTICLES: readonly Josa[] = ['이/가', '을/를', '은/는', '으로/로', '와/과', '이라서/라서'];

/**
 * The form of a word that fits a number, which may be written out already: `{{n}} {{n, plural(one: person; other: people)}}`.
 * For texts with several numbers; where `count` is the only one, i18next picks `key_one` or `key_other` itself.
 */
function pickForm(value: unknown, { one, other }: { one?: unknown; other?: unknown }): string {
  return String(String(value) === '1' ? one : other);
}

/** Whose words are on screen. */
type Speaker = { pack: PackKey; words: OwnWords };
let speaker: Speaker = { pack: DEFAULT_PACK, words: { ko: {}, en: {} } };
const loaded = new Set<Locale>();

function browserLocale(): Locale {
  try {
    const kept = localStorage.getItem(STORAGE_KEY);
    if (kept === 'ko' || kept === 'en') return kept;
  } catch {
    // Storage can be forbidden; the browser's language then decides each time.
  }
  return navigator.language.toLowerCase().startsWith('ko') ? 'ko' : 'en';
}

async function loadLocale(locale: Locale) {
  if (loaded.has(locale)) return;
  const { default: texts } = await files[locale]();
  for (const [path, bundle] of Object.entries(texts)) {
    const namespace = path.slice(path.lastIndexOf('/') + 1, -'.json'.length);
    i18next.addResourceBundle(locale, namespace, bundle, true, true);
  }
  loaded.add(locale);
}

/** The shop's words in a language, also with a capital first letter (`Customer`) for the start of an English sentence. */
function wordsOf(shop: Speaker, locale: Locale): PackWords & Record<string, string> {
  const words = wordsOfShop(shop, locale);
  const capitals = Object.entries(words).map(([name, word]) => [
    `${name[0]?.toUpperCase()}${name.slice(1)}`,
    `${word[0]?.toUpperCase()}${word.slice(1)}`,
  ]);
  return { ...words, ...Object.fromEntries(capitals) };
}

/** Kept as one object: i18next reads its default variables from it at every `t()`. */
const defaultVariables: Record<string, string> = {};

function applyLocale(locale: Locale) {
  Object.assign(defaultVariables, wordsOf(speaker, locale));
  document.documentElement.lang = locale;
}

/** Starts i18next with the language of this browser; call once, before rendering. */
export async function startI18n() {
  const locale = browserLocale();
  await i18next.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    supportedLngs: [...LOCALES],
    defaultNS: 'ui',
    resources: {},
    interpolation: { escapeValue: false, defaultVariables },
    react: { bindI18n: 'languageChanged wordsChanged', useSuspense: false },
    returnNull: false,
  });
  for (const pair of PARTICLES) {
    i18next.services.formatter?.add(pair, (word: unknown) => josa(String(word), pair));
    i18next.services.formatter?.add(`‘’${pair}`, (word: unknown) => josa(`‘${String(word)}’`, pair));
  }
  i18next.services.formatter?.add('plural', (value: unknown, _language, forms) => pickForm(value, forms));
  await loadLocale(locale);
  applyLocale(locale);
}

/** The language on screen. */
export function currentLocale(): Locale {
  return i18next.language === 'en' ? 'en' : 'ko';
}

/**
 * The language in which a shop writes to its guests: Korean where it sells in won, whatever language the screen of whoever
 * writes is in; elsewhere that of the screen. Before a message is written, nothing else says it.
 */
export function guestLocale(currency: string): Locale {
  return currency === 'KRW' ? 'ko' : currentLocale();
}

/** Texts of a language that need not be the one on screen; undefined while they are fetched. */
export function useTextsOf(locale: Locale, namespace: string): TFunction | undefined {
  const { data } = useQuery({
    queryKey: ['texts', locale],
    queryFn: () => loadLocale(locale).then(() => locale),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data === undefined ? undefined : i18next.getFixedT(data, namespace);
}

/** Switches the language on screen at once, and remembers it in this browser. */
export async function showLocale(locale: Locale) {
  if (currentLocale() === locale && loaded.has(locale)) return;
  await loadLocale(locale);
  applyLocale(locale);
  try {
    localStorage.setItem(STORAGE_KEY, locale);
  } catch {
    // See browserLocale.
  }
  await i18next.changeLanguage(locale);
}

/** Makes every `{{customer}}`, `{{visit}}` … on screen the words of this shop: its pack's, and its own in their place. */
export function showWords({ pack, words }: Speaker) {
  if (pack === speaker.pack && JSON.stringify(words) === JSON.stringify(speaker.words)) return;
  speaker = { pack, words };
  Object.assign(defaultVariables, wordsOf(speaker, currentLocale()));
  i18next.emit('wordsChanged');
}
