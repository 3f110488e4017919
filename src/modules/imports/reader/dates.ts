/** Date styles a file may be in. A time of day may follow each of them: `18:30`, `18:30:05`, `오후 6:30`, `6:30 PM`, `18시 30분`. */
export const DATE_FORMATS = [
  'ISO',
  'YYYY-MM-DD',
  'YYYY.MM.DD',
  'YYYY/MM/DD',
  'YYYY년 M월 D일',
  'DD/MM/YYYY',
  'MM/DD/YYYY',
  'DD.MM.YYYY',
  'DD-MM-YYYY',
  'MM-DD-YYYY',
  'YY.MM.DD',
  'YY-MM-DD',
  'YY/MM/DD',
  'DD.MM.YY',
  'DD/MM/YY',
  'MM/DD/YY',
  'YYYYMMDD',
  'YYYYMMDDHHmmss',
  'year-first',
  'serial',
] as const;

export type DateFormat = (typeof DATE_FORMATS)[number];

const TIME =
  '(?:[T\\s]\\s*(?:(?<before>오전|오후|AM|PM)\\s*)?(?<hour>\\d{1,2})(?:시|:)\\s*(?:(?<minute>\\d{1,2})분?)?(?:(?::|\\s*)(?<second>\\d{1,2})초?(?:\\.\\d{1,6})?)?(?:\\s*(?<after>오전|오후|AM|PM))?(?:\\s*(?:GMT|UTC)(?<zone>[+-]\\d{1,2}))?)?';

const PARTS: Record<string, string> = {
  YYYY: '(?<year>\\d{4})',
  YY: '(?<year>\\d{2})',
  MM: '(?<month>\\d{1,2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{1,2})',
  D: '(?<day>\\d{1,2})',
};

const WEEKDAY = '(?:\\s*\\((?:[일월화수목금토]|[A-Za-z]{3})\\))?';
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const COMPACT_DAY = new RegExp(`^(?<year>\\d{4})(?<month>\\d{2})(?<day>\\d{2})${TIME}$`, 'i');
const COMPACT = /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?<hour>\d{2})(?<minute>\d{2})(?<second>\d{2})?$/;
const SERIAL = /^\d{5}(\.\d+)?$/;
/** Serial day number of 1970-01-01, counted from 1900 as spreadsheets do. */
const SERIAL_OF_1970 = 25_569;

/** Shapes of which none can be taken for another: the year stands first, and in full. A column may mix them. */
const YEAR_FIRST = ['ISO', 'YYYY-MM-DD', 'YYYY.MM.DD', 'YYYY/MM/DD', 'YYYY년 M월 D일', 'YYYYMMDD'] as const;

const patterns = new Map<DateFormat, RegExp>();

function patternOf(format: DateFormat): RegExp {
  let pattern = patterns.get(format);
  if (!pattern) {
    const date = format
      .replaceAll('.', '\\.\\s*')
      .replaceAll(' ', '\\s*')
      .replace(/YYYY|YY|MM|DD|M(?=월)|D(?=일)/g, (part) => PARTS[part] ?? part);
    // Korean tills often end the date with a full stop and name the weekday: `2026. 11. 21. (토)`.
    pattern = new RegExp(`^${date}(?:\\.(?=\\s|$|\\())?${WEEKDAY}${TIME}$`, 'i');
    patterns.set(format, pattern);
  }
  return pattern;
}

/**
 * Reads a date in one known style. Local ISO text `YYYY-MM-DDTHH:mm:ss` (midnight when there is no time), with the offset kept
 * when the ISO text has one; undefined when the text is not of that style or no real date (2026-02-30).
 */
export function parseDate(text: string, format: DateFormat): string | undefined {
  const trimmed = text.trim();
  if (format === 'ISO') return parseIso(trimmed);
  if (format === 'serial') return parseSerial(trimmed);
  if (format === 'year-first') {
    for (const shape of YEAR_FIRST) {
      const read = parseDate(trimmed, shape);
      if (read !== undefined) return read;
    }
    return undefined;
  }
  const pattern = format === 'YYYYMMDD' ? COMPACT_DAY : format === 'YYYYMMDDHHmmss' ? COMPACT : patternOf(format);
  const found = pattern.exec(trimmed)?.groups;
  if (!found) return undefined;
  const { year = '', month = '', day = '', hour = '0', minute = '0', second = '0', before, after, zone } = found;
  // Two-digit years of a till are of this century; 70 and later can only be birthdays.
  const fullYear = year.length === 2 ? Number(year) + (Number(year) >= 70 ? 1900 : 2000) : Number(year);
  const half = (before ?? after)?.toUpperCase();
  if (before !== undefined && after !== undefined) return undefined;
  const hours = half === undefined ? Number(hour) : hourOfHalf(Number(hour), half === '오후' || half === 'PM');
  const local = compose([fullYear, Number(month), Number(day), hours, Number(minute), Number(second)]);
  // A form's answers carry the zone of whoever exported them: `2026/11/20 3:15:22 오후 GMT+9`.
  return local === undefined || zone === undefined ? local : `${local}${zone[0]}${zone.slice(1).padStart(2, '0')}:00`;
}

function hourOfHalf(hour: number, isAfternoon: boolean): number {
  // A till that writes `오후 18:30` means 18:30; `오전 13:00` has no meaning.
  if (hour > 12) return isAfternoon ? hour : Number.NaN;
  return (hour % 12) + (isAfternoon ? 12 : 0);
}

function parseIso(text: string): string | undefined {
  const found = ISO.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', offset = ''] = found;
  if (!isRealDate(Number(year), Number(month), Number(day))) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const zone = offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
  if (zone.length === 6 && (Number(zone.slice(1, 3)) > 14 || Number(zone.slice(4)) > 59)) return undefined;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${zone}`;
}

function parseSerial(text: string): string | undefined {
  if (!SERIAL.test(text)) return undefined;
  return new Date(Math.round((Number(text) - SERIAL_OF_1970) * 86_400) * 1000).toISOString().slice(0, 19);
}

function compose([year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0]: number[]): string | undefined {
  if (!isRealDate(year, month, day) || !(hour <= 23) || minute > 59 || second > 59) return undefined;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}

function isRealDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  if (day <= 28) return true;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const last = month === 2 ? (isLeap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return day <= last;
}

/**
 * The date styles that fit every sample (blank ones left out), most usual first; styles that read all samples alike are named once.
 * `ambiguous` when two of them read a sample differently (03/04/2026): then a person has to choose. No samples: no candidates.
 */
export function detectDateFormats(samples: readonly string[]): { candidates: DateFormat[]; ambiguous: boolean } {
  const texts = [...new Set(samples.map((sample) => sample.trim()).filter((sample) => sample !== ''))];
  if (texts.length === 0) return { candidates: [], ambiguous: false };
  const candidates: DateFormat[] = [];
  const readings = new Set<string>();
  for (const format of DATE_FORMATS) {
    const read = texts.map((text) => parseDate(text, format));
    if (read.includes(undefined)) continue;
    const reading = read.join('|');
    if (readings.has(reading)) continue;
    readings.add(reading);
    candidates.push(format);
  }
  return { candidates, ambiguous: candidates.length > 1 };
}
