import { DATE_FORMATS, type DateFormat, parseDate } from '../../../modules/imports/contract.ts';

/**
 * The day a text means under a date style, as `YYYY-MM-DD`; undefined when it has no such day. Only to show what a choice
 * would mean: the server reads the file.
 */
export function readDay(text: string, format: DateFormat): string | undefined {
  if (format === 'serial') return undefined;
  const order = format === 'ISO' ? ['YYYY', 'MM', 'DD'] : (format.match(/YYYY|YY|MM|DD|M|D/g) ?? []).slice(0, 3);
  const numbers = format.startsWith('YYYYMMDD')
    ? [text.slice(0, 4), text.slice(4, 6), text.slice(6, 8)]
    : (text.match(/\d+/g) ?? []);
  let year = 0;
  let month = 0;
  let day = 0;
  for (const [index, part] of order.entries()) {
    const value = Number(numbers[index]);
    if (!Number.isInteger(value)) return undefined;
    if (part === 'YYYY') year = value;
    else if (part === 'YY') year = value + (value >= 70 ? 1900 : 2000);
    else if (part.startsWith('M')) month = value;
    else day = value;
  }
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.toISOString().slice(0, 10) : undefined;
}

/** The text among samples that styles read most differently: `03/04/2026` tells more than `03/03/2026`. */
export function tellingSample(samples: readonly string[], formats: readonly DateFormat[]): string | undefined {
  let best: string | undefined;
  let most = 0;
  for (const sample of samples) {
    const readings = new Set(formats.map((format) => readDay(sample, format)));
    if (readings.size > most) [best, most] = [sample, readings.size];
  }
  return best;
}

const MAX_LEFT_OVER = 3;

/** The first samples that the style which fits most of them does not fit. Worked: 1985-11-22, 1990-01-02, 85.13 → 85.13. */
export function leftOver(samples: readonly string[]): string[] {
  let fewest = samples;
  for (const format of DATE_FORMATS) {
    const misfits = samples.filter((text) => parseDate(text, format) === undefined);
    if (misfits.length < fewest.length) fewest = misfits;
  }
  return fewest.slice(0, MAX_LEFT_OVER);
}
