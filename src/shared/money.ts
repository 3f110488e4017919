import { AppError } from './errors.ts';

/** The two languages of the product. */
type Locale = 'ko' | 'en';

/** ISO 4217 currencies have two decimals unless they say otherwise. */
const DEFAULT_MINOR_DIGITS = 2;

/** A double carries 15 decimal digits faithfully; what a spreadsheet writes beyond them is noise. */
const FAITHFUL_DIGITS = 15;

const minorDigitsByCurrency = new Map<string, number>();

/**
 * Number of decimals of a currency's minor unit: KRW and JPY 0, GBP 2, KWD 3.
 * A code that nobody knows counts as 2.
 */
export function minorUnitDigits(currency: string): number {
  let digits = minorDigitsByCurrency.get(currency);
  if (digits === undefined) {
    digits = findMinorDigits(currency);
    minorDigitsByCurrency.set(currency, digits);
  }
  return digits;
}

/** An amount of a currency's major unit in its minor one, rounded. Worked: 12.345 GBP → 1,235; 12,000 KRW → 12,000. */
export function toMinor(amount: number, currency: string): number {
  return Math.round(amount * 10 ** minorUnitDigits(currency));
}

function findMinorDigits(currency: string): number {
  try {
    const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
    return maximumFractionDigits ?? DEFAULT_MINOR_DIGITS;
  } catch {
    return DEFAULT_MINOR_DIGITS;
  }
}

/**
 * Reads an amount as people and tills write it: `1,234.50`, `₩12,000`, `12,000원`, `(5.00)`, `△500`, `１２，０００`.
 * The result is exact: an integer of the minor unit, rounded half away from zero; `15.299999999999999` is 1530 pence.
 * Undefined when the text is not one number, is in another currency, groups its digits oddly (`12,5`), or does not
 * fit a safe integer.
 */
export function parseAmountMinor(text: string, currency: string): number | undefined {
  const digits = minorUnitDigits(currency);
  return parsePlainDecimal(text, digits) ?? parseWrittenAmount(text, currency, digits);
}

/** The common case without a regular expression: `-?digits[.digits]`, few enough digits for exact doubles. */
function parsePlainDecimal(text: string, minorDigits: number): number | undefined {
  const end = text.length;
  const negative = text.charCodeAt(0) === 45;
  let position = negative ? 1 : 0;
  if (end === position || end - position > FAITHFUL_DIGITS - minorDigits) return undefined;
  let value = 0;
  let wholeDigits = 0;
  for (; position < end; position++) {
    const digit = text.charCodeAt(position) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
    wholeDigits++;
  }
  if (wholeDigits === 0) return undefined;
  let fractionDigits = 0;
  if (position < end) {
    if (text.charCodeAt(position) !== 46 || position + 1 === end) return undefined;
    let roundUp = false;
    for (position++; position < end; position++) {
      const digit = text.charCodeAt(position) - 48;
      if (digit < 0 || digit > 9) return undefined;
      if (fractionDigits < minorDigits) value = value * 10 + digit;
      else if (fractionDigits === minorDigits) roundUp = digit >= 5;
      fractionDigits++;
    }
    if (roundUp) value += 1;
  }
  for (; fractionDigits < minorDigits; fractionDigits++) value *= 10;
  // Without the test for zero, `-0` would become the double that is not equal to 0 in Object.is and JSON snapshots.
  return negative && value !== 0 ? -value : value;
}

const WRITTEN_NUMBER = /^(\d+|\d{1,3}(?:,\d{3})+)?(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

function parseWrittenAmount(text: string, currency: string, minorDigits: number): number | undefined {
  let rest = text
    .normalize('NFKC')
    .replace(/[−–‒﹣]/g, '-')
    .trim();
  let negative = false;
  const inBrackets = /^\((.*)\)$/.exec(rest);
  if (inBrackets) {
    negative = true;
    rest = inBrackets[1] ?? '';
  }
  rest = stripCurrency(rest, currency);
  // △ and ▲ are the minus of Korean ledgers; a minus after the number is that of some accounting exports.
  const signed = /^(?:([-+△▲])\s*)?(.*?)(-)?$/.exec(rest);
  if (!signed) return undefined;
  const [, before, body = '', after] = signed;
  if (before !== undefined && (after !== undefined || inBrackets)) return undefined;
  if (after !== undefined && inBrackets) return undefined;
  if ((before !== undefined && before !== '+') || after !== undefined) negative = true;

  const number = WRITTEN_NUMBER.exec(stripCurrency(body.trim(), currency));
  if (!number) return undefined;
  const whole = (number[1] ?? '').replaceAll(',', '');
  const fraction = number[2] ?? '';
  if (whole === '' && fraction === '') return undefined;
  const value = roundDecimal(whole + fraction, whole.length + Number(number[3] ?? 0), minorDigits);
  if (value === undefined) return undefined;
  return negative && value !== 0 ? -value : value;
}

/** Rounds `0.<digits> × 10^point` half away from zero at `minorDigits` decimals, in the decimal text itself. */
function roundDecimal(digits: string, point: number, minorDigits: number): number | undefined {
  const leading = /^0*/.exec(digits)?.[0].length ?? 0;
  let significant = digits.slice(leading);
  let pointAt = point - leading;
  if (significant === '') return 0;
  if (significant.length > FAITHFUL_DIGITS && pointAt < significant.length) {
    const rounded = roundAt(significant, Math.max(FAITHFUL_DIGITS, pointAt));
    pointAt += rounded.length - Math.max(FAITHFUL_DIGITS, pointAt);
    significant = rounded;
  }
  const keep = pointAt + minorDigits;
  if (keep < 0) return 0;
  if (keep > 20) return undefined;
  const value = Number(roundAt(significant.padEnd(keep, '0'), keep) || '0');
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The first `keep` digits, plus one at the last of them when the next digit is 5 or more; may be one digit longer. */
function roundAt(digits: string, keep: number): string {
  const kept = digits.slice(0, keep);
  if ((digits.charCodeAt(keep) || 48) < 53) return kept;
  return (BigInt(kept || '0') + 1n).toString().padStart(keep, '0');
}

const marksByCurrency = new Map<string, string[]>();

/** The ways a currency is written beside a number; another currency's mark must not be taken for this one. */
function currencyMarks(currency: string): string[] {
  let marks = marksByCurrency.get(currency);
  if (!marks) {
    const found = new Set([currency.toUpperCase(), currency.toLowerCase()]);
    for (const locale of ['en', 'ko']) {
      for (const currencyDisplay of ['symbol', 'narrowSymbol'] as const) {
        found.add(currencySymbol(locale, currency, currencyDisplay).normalize('NFKC'));
      }
    }
    if (currency === 'KRW') found.add('원').add('\\');
    if (currency === 'JPY') found.add('円');
    marks = [...found].filter((mark) => mark !== '').sort((a, b) => b.length - a.length);
    marksByCurrency.set(currency, marks);
  }
  return marks;
}

function currencySymbol(locale: string, currency: string, currencyDisplay: 'symbol' | 'narrowSymbol'): string {
  try {
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay });
    return format.formatToParts(0).find((part) => part.type === 'currency')?.value ?? '';
  } catch {
    return '';
  }
}

function stripCurrency(text: string, currency: string): string {
  for (const mark of currencyMarks(currency)) {
    if (text.startsWith(mark)) return text.slice(mark.length).trim();
    if (text.endsWith(mark)) return text.slice(0, -mark.length).trim();
  }
  return text;
}

const formats = new Map<string, Intl.NumberFormat>();

function moneyFormat(currency: string, locale: Locale): Intl.NumberFormat {
  const key = `${locale}:${currency}`;
  let format = formats.get(key);
  if (!format) {
    const digits = minorUnitDigits(currency);
    const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    format = saysWon(currency, locale)
      ? new Intl.NumberFormat(locale, fraction)
      : new Intl.NumberFormat(locale, { ...fraction, style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
    formats.set(key, format);
  }
  return format;
}

function saysWon(currency: string, locale: Locale): boolean {
  return currency === 'KRW' && locale === 'ko';
}

/** Writes an amount for a person: `12,000원` in Korean, `₩12,000` in English, `£1,234.50` in both. */
export function formatMoney(amountMinor: number, currency: string, locale: Locale): string {
  const amount = amountMinor / 10 ** minorUnitDigits(currency);
  // Adding zero turns -0, which Intl writes as "-0", into 0.
  const text = moneyFormat(currency, locale).format(amount + 0);
  return saysWon(currency, locale) ? `${text}원` : text;
}

/** An estimate is told to two figures: more would claim to know more. Worked: 395,145 → 400,000. */
export function roundForSpeech(amountMinor: number): number {
  return Number(amountMinor.toPrecision(2));
}

/** From here on a sum is easier to hear in units of ten thousand (만) or a hundred million (억). */
const MAN = 10_000;
const EOK = 100_000_000;

/** An estimate inside a sentence, to two figures: `7,600만 원`, `1.2억 원`; `₩76,000,000` in English. Worked: 1,164,187 → 120만 원. */
export function formatRoughMoney(amountMinor: number, currency: string, locale: Locale): string {
  const rounded = roundForSpeech(amountMinor);
  if (locale !== 'ko' || currency !== 'KRW' || Math.abs(rounded) < MAN) return formatMoney(rounded, currency, locale);
  const [unit, name] = Math.abs(rounded) < EOK ? [MAN, '만 원'] : [EOK, '억 원'];
  return `${new Intl.NumberFormat(locale).format(rounded / unit)}${name}`;
}

/**
 * Adds amounts of one currency; 0 for none.
 * @throws AppError invalid_input when an amount is not an integer or the sum leaves the safe integers
 */
export function sumMinor(amountsMinor: Iterable<number>): number {
  let sum = 0;
  for (const amountMinor of amountsMinor) {
    sum += amountMinor;
    if (!Number.isSafeInteger(sum))
      throw new AppError('invalid_input', 'an amount is not an integer, or the sum is too large');
  }
  return sum;
}
