import type { Locale } from './describe-person.ts';
import { metricsOf } from './metrics-of.ts';

/** One sentence that somebody can act on, in both languages; `key` and `params` are for a screen that says it its own way. */
export interface Saying {
  key: string;
  params: Record<string, string | number>;
  ko: string;
  en: string;
}

/** A sentence in the language asked for, with what its figures mean. */
export const sayIn = (locale: Locale, { key, params, ...words }: Saying) => ({
  key,
  params,
  text: words[locale],
  metrics: metricsOf(key),
});

/** A share in words: whole percent, `1% 미만` below one. Worked: .1234 → 12 %. */
export function speakShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 1) return '<1%';
  return `${Math.round(percent)}%`;
}

/** A count with separators. Worked: 1234567 → 1,234,567. */
export const speakCount = (count: number) => Math.round(count).toLocaleString('en');

/** A factor with two digits. Worked: 1.0234 → 1.02. */
export const speakFactor = (factor: number) => factor.toFixed(2);
