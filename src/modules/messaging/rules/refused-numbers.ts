import { parsePhone } from '../../../shared/phone.ts';

/** A day as lists write it, with the hour behind it: `2026-11-15 10:02:11`, `2026.11.15`, `2026년 11월 15일`, `20261115`. */
const DAY =
  /(?<![\d-])(20\d{2})(?:\s?[-./년]\s?(\d{1,2})\s?[-./월]\s?(\d{1,2})(?:\s?일)?|(\d{2})(\d{2}))(?![\d-])\.?(?:[T\s]+\d{1,2}:\d{2}(?::\d{2})?)?/g;
const HAS_NUMBER = /\d(?:\D*\d){6}/;

/** A number that refused, and on which day if its line says so ('YYYY-MM-DD'). */
export interface RefusedNumber {
  number: string;
  refusedOn: string | null;
}

/**
 * Numbers out of a list as people copy it from a provider's page: one a line, or between commas, tabs and semicolons, with
 * whatever stands beside them. A day in a line is the day of the numbers of that line and of no other; a line that names
 * several says nothing certain. Each number once, as E.164, with its latest day; what looks like a number and is none is
 * given back.
 * Worked: `2026-11-15 010-1234-5678\n01099998888\n1234567` → +821012345678 of that day, +821099998888 of none,
 * unreadable ['1234567'].
 */
export function readRefusedNumbers(text: string): { numbers: RefusedNumber[]; unreadable: string[] } {
  const numbers = new Map<string, string | null>();
  const unreadable: string[] = [];
  for (const line of text.split(/[\n\r]+/)) {
    const days = new Set([...line.matchAll(DAY)].flatMap((found) => readDay(found) ?? []));
    const [day = null] = days.size === 1 ? days : [];
    const read = (piece: string): void => {
      const number = parsePhone(piece)?.e164;
      if (number !== undefined) {
        const before = numbers.get(number);
        numbers.set(number, before && (day === null || before > day) ? before : day);
      } else if (/\s/.test(piece)) for (const part of piece.split(/\s+/)) read(part);
      else if (HAS_NUMBER.test(piece)) unreadable.push(piece);
    };
    for (const piece of line.replace(DAY, '\t').split(/[,;\t|]+/)) {
      const written = piece.trim().replace(/^['"]+|['"]+$/g, '');
      if (written !== '') read(written);
    }
  }
  return { numbers: [...numbers].map(([number, refusedOn]) => ({ number, refusedOn })), unreadable };
}

function readDay([, year = '', month, day, plainMonth, plainDay]: RegExpMatchArray): string | undefined {
  const two = (text = '') => text.padStart(2, '0');
  const read = `${year}-${two(month ?? plainMonth)}-${two(day ?? plainDay)}`;
  const at = new Date(`${read}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || !at.toISOString().startsWith(read) ? undefined : read;
}
