import { readFileSync } from 'node:fs';
import path from 'node:path';

const LOCALES = path.resolve(import.meta.dirname, '../../src/web/locales');

/** A text of the screens as it is written in a language; `words('ko', 'imports', 'check.run')`. */
export function words(locale: 'ko' | 'en', feature: string, key: string): string {
  const text = find(locale, feature, key);
  if (typeof text !== 'string') throw new Error(`${locale}/${feature}.json has no ${key}`);
  return text;
}

/** The same as a pattern: whatever stands in place of `{{…}}` fits, and each form of a text that counts. */
export function wordsLike(locale: 'ko' | 'en', feature: string, key: string): RegExp {
  const forms = isCounted(locale, feature, key) ? ['_one', '_other'] : [''];
  const texts = forms.filter((form) => form === '' || has(locale, feature, key + form));
  const patterns = texts.map((form) =>
    words(locale, feature, key + form)
      .split(/\{\{[^}]*\}\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.+'),
  );
  return new RegExp(patterns.join('|'));
}

const isCounted = (locale: 'ko' | 'en', feature: string, key: string) =>
  !has(locale, feature, key) && has(locale, feature, `${key}_other`);

const has = (locale: 'ko' | 'en', feature: string, key: string) => typeof find(locale, feature, key) === 'string';

function find(locale: 'ko' | 'en', feature: string, key: string): unknown {
  const file = JSON.parse(readFileSync(path.join(LOCALES, locale, `${feature}.json`), 'utf8')) as unknown;
  return key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], file);
}
