import { readFileSync } from 'node:fs';
import path from 'node:path';

const LOCALES = path.resolve(import.meta.dirname, '../../src/web/locales');

/** A text of the screens as it is written in a language; `words('ko', 'imports', 'check.run')`. */
export function words(locale: 'ko' | 'en', feature: string, key: string): string {
  const file = JSON.parse(readFileSync(path.join(LOCALES, locale, `${feature}.json`), 'utf8')) as unknown;
  const text = key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], file);
  if (typeof text !== 'string') throw new Error(`${locale}/${feature}.json has no ${key}`);
  return text;
}

/** The same as a pattern: whatever stands in place of `{{…}}` fits. */
export function wordsLike(locale: 'ko' | 'en', feature: string, key: string): RegExp {
  const parts = words(locale, feature, key).split(/\{\{[^}]*\}\}/);
  return new RegExp(parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+'));
}
