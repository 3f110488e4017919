import { type Birthday, type BirthdayCalendar, isRealBirthday } from '../../../shared/birthday.ts';
import { hasLeapMonth, storedBirthday } from '../../../shared/birthdays.ts';
import type { CustomerRecord } from '../sales-line.ts';
import { type DateFormat, parseDate } from './dates.ts';

/** Words for a calendar, as tills and sheets write them beside a day; 평 is the regular month as against the leap one. */
const HINT = /\(?\s*(음력|음|양력|양|윤달|윤|평달|평|lunar[_ ]leap|lunar|solar|leap)\s*\)?/giu;

/** The calendar a text names; undefined when it names none. Worked: `음` → lunar; `음력 윤5월 5일` → lunar_leap; `양력` → solar. */
export function readCalendar(text: string): BirthdayCalendar | undefined {
  if (/윤|leap/i.test(text)) return 'lunar_leap';
  if (/음|lunar/i.test(text)) return 'lunar';
  return /양|solar/i.test(text) ? 'solar' : undefined;
}

const DAY_OF_YEAR = /^(\d{1,2})\s*[-/.월]\s*(\d{1,2})\s*[일.]?$/;
/** Lunar months have a 30th where the sun's have none: such a day is no date of any style. */
const FULL_DAY = /^(\d{4})\s*[-/.년]?\s*(\d{1,2})\s*[-/.월]?\s*(\d{1,2})\s*일?$/;

function readParts(text: string, format: DateFormat): { year: number | null; month: number; day: number } | undefined {
  const date = parseDate(text, format)?.slice(0, 10) ?? FULL_DAY.exec(text)?.slice(1).join('-');
  if (date !== undefined) {
    const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
    return { year, month, day };
  }
  const [, first = '', second = ''] = DAY_OF_YEAR.exec(text) ?? /^(\d{2})(\d{2})$/.exec(text) ?? [];
  if (first === '') return undefined;
  const [month, day] = format.startsWith('DD') ? [second, first] : [first, second];
  return { year: null, month: Number(month), day: Number(day) };
}

/**
 * Reads a birthday with or without its year and calendar (OP-71, OP-72). A year makes the birth date by the sun; by the
 * moon or without a year the birthday stands beside it. Undefined when the text is no such day.
 * Worked: `1960-05-05(음)` → born 1960-05-29, lunar 5/5; `5월 5일` → solar 5/5; `음력 윤6/1` → lunar_leap 6/1.
 */
export function readBirthday(
  text: string,
  { format, calendar }: { format: DateFormat; calendar: BirthdayCalendar | undefined },
): Pick<CustomerRecord, 'birthDate' | 'birthday'> | undefined {
  const plain = text.replace(HINT, ' ').trim();
  const parts = readParts(plain, format);
  if (!parts) return undefined;
  const birthday: Birthday = {
    calendar: readCalendar(text) ?? calendar ?? 'solar',
    month: parts.month,
    day: parts.day,
  };
  if (!isRealBirthday(birthday)) return undefined;
  // Kept in the regular month of later years, but nobody was born in a leap month that there was not.
  if (birthday.calendar === 'lunar_leap' && parts.year !== null && !hasLeapMonth(parts.year, birthday.month))
    return undefined;
  const stored = storedBirthday(birthday, parts.year);
  if (parts.year !== null && (stored.birthDate === null || !isDayOfYear(stored.birthDate, parts, birthday)))
    return undefined;
  return {
    ...(stored.birthDate === null ? {} : { birthDate: stored.birthDate }),
    ...(stored.birthday === null ? {} : { birthday }),
  };
}

/** 29 February of a year without one is a slip, not a birthday on the 28th. */
function isDayOfYear(birthDate: string, parts: { month: number; day: number }, { calendar }: Birthday): boolean {
  return calendar !== 'solar' || Number(birthDate.slice(8)) === parts.day;
}
