import { solarDayOf } from './birthdays.ts';
import { addDays, weekdayOf } from './time.ts';

/** A public holiday of Korea. `key` stays the same over the years, so that past ones teach about coming ones. */
export interface Holiday {
  key: string;
  ko: string;
  en: string;
}

interface Kind extends Holiday {
  /** First year in which one that falls on a Saturday or Sunday gives the next working day off (OP-86). */
  substituteSince?: number;
  since?: number;
}

const kind = (key: string, ko: string, en: string, rest: Partial<Kind> = {}): Kind => ({ key, ko, en, ...rest });

/** Days of the solar calendar. Constitution Day came back, and Labour Day came, in 2026 (OP-85). */
const FIXED: ReadonlyArray<[monthDay: string, kind: Kind]> = [
  ['01-01', kind('new_year', '새해 첫날', "New Year's Day")],
  ['03-01', kind('independence_movement', '3·1절', 'Independence Movement Day', { substituteSince: 2021 })],
  ['05-01', kind('labour', '노동절', 'Labour Day', { since: 2026, substituteSince: 2026 })],
  ['05-05', kind('children', '어린이날', "Children's Day", { substituteSince: 2014 })],
  ['06-06', kind('memorial', '현충일', 'Memorial Day')],
  ['07-17', kind('constitution', '제헌절', 'Constitution Day', { since: 2026, substituteSince: 2026 })],
  ['08-15', kind('liberation', '광복절', 'Liberation Day', { substituteSince: 2021 })],
  ['10-03', kind('foundation', '개천절', 'National Foundation Day', { substituteSince: 2021 })],
  ['10-09', kind('hangeul', '한글날', 'Hangeul Day', { substituteSince: 2021 })],
  ['12-25', kind('christmas', '성탄절', 'Christmas', { substituteSince: 2023 })],
];
const BUDDHA = kind('buddha', '부처님 오신 날', "Buddha's Birthday", { substituteSince: 2023 });
const FEASTS = [
  { key: 'seollal', ko: '설날', en: 'Lunar New Year', month: 1, day: 1 },
  { key: 'chuseok', ko: '추석', en: 'Chuseok', month: 8, day: 15 },
] as const;

/** Elections and days that the government added at short notice; coming ones are missing until they are added here (OP-86). */
const ELECTION = kind('election', '선거일', 'Election Day');
const ADDED = kind('added', '임시공휴일', 'Additional holiday');
const SHORT_NOTICE: Readonly<Record<string, Kind>> = {
  '2018-06-13': ELECTION,
  '2020-04-15': ELECTION,
  '2020-08-17': ADDED,
  '2022-03-09': ELECTION,
  '2022-06-01': ELECTION,
  '2023-10-02': ADDED,
  '2024-04-10': ELECTION,
  '2024-10-01': ADDED,
  '2025-01-27': ADDED,
  '2025-06-03': ELECTION,
  '2026-06-03': ELECTION,
};

const SUNDAY = 0;
const SATURDAY = 6;
const SUBSTITUTE = { key: 'substitute', ko: '대체공휴일', en: 'Substitute holiday' };

/**
 * Public holidays of Korea in a year, substitute days included, by day 'YYYY-MM-DD', in no order (OP-85, OP-86). Checked
 * against the official almanac from 2018 on; moon feasts are known up to 2050.
 * Worked: 2026-09-25 → 추석; 2026-10-05 → 대체공휴일 (개천절 fell on a Saturday).
 */
export function computeHolidays(year: number): Map<string, Holiday> {
  const holidays = new Map<string, Holiday>();
  const owed: string[] = [];
  const isWeekend = (day: string) => weekdayOf(day) === SUNDAY || weekdayOf(day) === SATURDAY;
  const add = (day: string, { substituteSince, since, ...holiday }: Kind) => {
    if (since !== undefined && year < since) return;
    const earnsSubstitute = substituteSince !== undefined && year >= substituteSince;
    if (earnsSubstitute && (isWeekend(day) || holidays.has(day))) owed.push(day);
    if (!holidays.has(day)) holidays.set(day, holiday);
  };
  for (const [monthDay, fixed] of FIXED) add(`${year}-${monthDay}`, fixed);
  const buddha = solarDayOf({ calendar: 'lunar', month: 4, day: 8 }, year);
  if (buddha) add(buddha, BUDDHA);
  for (const feast of FEASTS) {
    const middle = solarDayOf({ calendar: 'lunar', month: feast.month, day: feast.day }, year);
    if (!middle) continue;
    const days = [addDays(middle, -1), middle, addDays(middle, 1)];
    // The great feasts take their substitute for a Sunday or another holiday, not for a Saturday, and only one.
    const meets = days.some((day) => weekdayOf(day) === SUNDAY || holidays.has(day));
    for (const [at, day] of days.entries()) {
      const suffix = [' 전날', '', ' 다음 날'][at] ?? '';
      const part = ['_eve', '', '_after'][at] ?? '';
      const en = [`Eve of ${feast.en}`, feast.en, `Day after ${feast.en}`][at] ?? feast.en;
      holidays.set(day, { key: `${feast.key}${part}`, ko: `${feast.ko}${suffix}`, en });
    }
    if (meets) owed.push(days[2] ?? middle);
  }
  for (const [day, { key, ko, en }] of Object.entries(SHORT_NOTICE))
    if (day.startsWith(`${year}-`)) holidays.set(day, { key, ko, en });
  for (const day of owed) {
    let free = addDays(day, 1);
    while (isWeekend(free) || holidays.has(free)) free = addDays(free, 1);
    holidays.set(free, SUBSTITUTE);
  }
  return holidays;
}

/** The public holiday on a day; undefined on any other. Worked: 2026-12-25 → 성탄절. */
export function holidayOn(day: string): Holiday | undefined {
  const year = Number(day.slice(0, 4));
  let known = byYear.get(year);
  if (!known) {
    known = computeHolidays(year);
    byYear.set(year, known);
  }
  return known.get(day);
}
const byYear = new Map<number, Map<string, Holiday>>();
