/** How somebody counts her birthday: by the sun, by the moon, or in a leap month of the moon (OP-72). */
export const BIRTHDAY_CALENDARS = ['solar', 'lunar', 'lunar_leap'] as const;
export type BirthdayCalendar = (typeof BIRTHDAY_CALENDARS)[number];

/** A birthday as she says it, without a year (OP-71). Lunar months have up to 30 days. */
export interface Birthday {
  calendar: BirthdayCalendar;
  month: number;
  day: number;
}

/** Two digits, as a month or a day is written. */
export const two = (value: number) => String(value).padStart(2, '0');

/** Month and day as stored, such as `08-15`. */
export const monthDayOf = ({ month, day }: { month: number; day: number }) => `${two(month)}-${two(day)}`;

/** Calendar and day as one text, the way a field's history and the mart name a birthday. Worked: lunar 5/5 → `lunar 05-05`. */
export const birthdayKeyOf = (birthday: Birthday) => `${birthday.calendar} ${monthDayOf(birthday)}`;

/** Whether there is such a day in its calendar in any year. Worked: solar 2/30 → no; lunar 2/30 → yes. */
export function isRealBirthday({ calendar, month, day }: Birthday): boolean {
  if (!Number.isInteger(month) || !Number.isInteger(day) || month < 1 || month > 12 || day < 1) return false;
  return day <= (calendar === 'solar' ? (DAYS_OF_MONTH[month - 1] ?? 0) : LONGEST_LUNAR_MONTH);
}

const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
export const LONGEST_LUNAR_MONTH = 30;
