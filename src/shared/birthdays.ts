import lunarCalendar from 'korean-lunar-calendar';
import {
  BIRTHDAY_CALENDARS,
  type Birthday,
  type BirthdayCalendar,
  LONGEST_LUNAR_MONTH,
  monthDayOf,
  two,
} from './birthday.ts';
import { addDays } from './time.ts';

// Its types describe the CommonJS build; what is loaded is the module, whose default is the class itself.
const KoreanLunarCalendar = lunarCalendar as unknown as typeof lunarCalendar.default;

/** What is stored of a birthday: the day she was born by the sun, and what she says where that does not tell it. */
export interface StoredBirthday {
  /** 'YYYY-MM-DD' by the sun. */
  birthDate: string | null;
  /** 'MM-DD' of the calendar beside it. */
  birthday: string | null;
  birthdayCalendar: string | null;
}

/**
 * The birthday a person keeps (OP-72): what she said, else the day of her birth date; undefined when nobody knows it.
 * Worked: born 1960-05-29, said lunar 05-05 → lunar 5/5; born 1990-11-25, said nothing → solar 11/25.
 */
export function birthdayOf({ birthDate, birthday, birthdayCalendar }: StoredBirthday): Birthday | undefined {
  const said = birthday ?? birthDate?.slice(5);
  if (said === undefined) return undefined;
  const calendar = BIRTHDAY_CALENDARS.find((one) => one === birthdayCalendar) ?? 'solar';
  const [month = 0, day = 0] = said.split('-').map(Number);
  return { calendar, month, day };
}

/**
 * What is stored of a birthday that somebody told, with the year or without: a year makes a birth date by the sun, and
 * what the birth date says already is not stored twice.
 * Worked: lunar 5/5 of 1960 → born 1960-05-29, 05-05 lunar; solar 5/5 of 1990 → born 1990-05-05 alone.
 */
export function storedBirthday(told: Birthday, year: number | null): StoredBirthday {
  const birthDate = year === null ? null : (solarDayOf(told, year) ?? null);
  if (told.calendar === 'solar' && birthDate !== null) return { birthDate, birthday: null, birthdayCalendar: null };
  return { birthDate, birthday: monthDayOf(told), birthdayCalendar: told.calendar };
}

/** The solar day of a day of the moon's calendar; undefined where that day does not exist, or after 2050-11-18 (lunar). */
function solarOfLunar(lunar: { year: number; month: number; day: number; isLeap: boolean }): string | undefined {
  const calendar = new KoreanLunarCalendar();
  if (!calendar.setLunarDate(lunar.year, lunar.month, lunar.day, lunar.isLeap)) return undefined;
  // Asked for a leap month that is none, the calendar answers with the regular one.
  if (lunar.isLeap && calendar.getLunarCalendar().intercalation !== true) return undefined;
  const { year, month, day } = calendar.getSolarCalendar();
  return `${year}-${two(month)}-${two(day)}`;
}

/** Whether a lunar year has a leap month after that month. Worked: 1990, 5 → yes; 1990, 7 → no. False beyond the table. */
export function hasLeapMonth(year: number, month: number): boolean {
  return solarOfLunar({ year, month, day: 1, isLeap: true }) !== undefined;
}

function lunarOfSolar(solarDay: string) {
  const [year = 0, month = 0, day = 0] = solarDay.split('-').map(Number);
  const calendar = new KoreanLunarCalendar();
  if (!calendar.setSolarDate(year, month, day)) return undefined;
  const lunar = calendar.getLunarCalendar();
  return { year: lunar.year, month: lunar.month, day: lunar.day, isLeap: lunar.intercalation === true };
}

const isLeapYear = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/**
 * The solar day 'YYYY-MM-DD' on which a birthday is kept in a year of its own calendar (OP-72): a leap month that is
 * missing gives way to the regular one, a 30th that is missing to the 29th, 29 February to the 28th. A date of the
 * twelfth month may fall into the next solar year. Undefined beyond the table (lunar 2050-11-18).
 * Worked: lunar 8/15 of 2026 → 2026-09-25; leap 6/1 of 2026 → 2026-07-14; lunar 12/30 of 2026 → 2027-02-06.
 */
export function solarDayOf({ calendar, month, day }: Birthday, year: number): string | undefined {
  if (calendar === 'solar') {
    const isMissing = month === 2 && day === 29 && !isLeapYear(year);
    return `${year}-${monthDayOf({ month, day: isMissing ? 28 : day })}`;
  }
  const leaps = calendar === 'lunar_leap' ? [true, false] : [false];
  for (const isLeap of leaps) {
    const found =
      solarOfLunar({ year, month, day, isLeap }) ??
      (day === LONGEST_LUNAR_MONTH ? solarOfLunar({ year, month, day: day - 1, isLeap }) : undefined);
    if (found) return found;
  }
  return undefined;
}

/** The next day on or after `today` on which a birthday is kept; undefined beyond the lunar table. Worked: lunar 8/15, 2026-11-21 → 2027-09-15. */
export function nextBirthday(birthday: Birthday, today: string): string | undefined {
  const year = Number(today.slice(0, 4));
  // A lunar year begins up to seven weeks late: the last one's twelfth month may still be to come.
  for (const candidate of [year - 1, year, year + 1]) {
    const day = solarDayOf(birthday, candidate);
    if (day !== undefined && day >= today) return day;
  }
  return undefined;
}

/**
 * Every birthday that is kept on a day, as `calendar` and month and day: what people are looked up by. The other way
 * round of {@link solarDayOf}. Worked: 2026-09-25 → solar 09-25, lunar 08-15, lunar_leap 08-15 (no leap August in 2026).
 */
export function birthdaysOn(day: string): { calendar: BirthdayCalendar; monthDay: string }[] {
  const kept: { calendar: BirthdayCalendar; monthDay: string }[] = [{ calendar: 'solar', monthDay: day.slice(5) }];
  if (day.endsWith('-02-28') && !isLeapYear(Number(day.slice(0, 4))))
    kept.push({ calendar: 'solar', monthDay: '02-29' });
  const lunar = lunarOfSolar(day);
  if (!lunar) return kept;
  const days = lunar.day === LONGEST_LUNAR_MONTH - 1 ? [lunar.day, LONGEST_LUNAR_MONTH] : [lunar.day];
  for (const calendar of ['lunar', 'lunar_leap'] as const) {
    for (const dayOfMonth of days) {
      const birthday = { calendar, month: lunar.month, day: dayOfMonth };
      if (solarDayOf(birthday, lunar.year) === day) kept.push({ calendar, monthDay: monthDayOf(birthday) });
    }
  }
  return kept;
}

/**
 * The birthdays kept on each of `days` days from `today` on, under the key that `birthdayKeyOf` gives: what people
 * are looked up by over a stretch of days. Longer than a year, a birthday may come twice.
 * Worked: 2026-09-25, 1 day → 2026-09-25 with `solar 09-25`, `lunar 08-15` and `lunar_leap 08-15`.
 */
export function birthdaysFrom(today: string, days: number): { day: string; key: string }[] {
  return Array.from({ length: days }, (_, at) => addDays(today, at)).flatMap((day) =>
    birthdaysOn(day).map(({ calendar, monthDay }) => ({ day, key: `${calendar} ${monthDay}` })),
  );
}
