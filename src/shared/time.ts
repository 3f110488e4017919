import { AppError } from './errors.ts';

type Locale = 'ko' | 'en';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Every offset change in the time-zone data since 1970 falls on a quarter of an hour of UTC. */
const QUARTER_MS = 900_000;
/** Korea has had no summer time since 1988, and the law's night is Korean time wherever the shop's clock stands. */
const KST_OFFSET_MS = 9 * HOUR_MS;

/** A wall clock: month 1–12, weekday 0 = Sunday. */
export interface ZonedParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: number;
}

/** How far a zone's wall clock is ahead of UTC; remembered per UTC day, because asking Intl costs microseconds. */
class ZoneOffsets {
  private readonly format: Intl.DateTimeFormat;
  /** Offset of a whole UTC day, or null for a day in which the clock changes. */
  private readonly byDay = new Map<number, number | null>();
  private readonly byQuarter = new Map<number, number>();

  constructor(timeZone: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  at(instantMs: number): number {
    const dayIndex = Math.floor(instantMs / DAY_MS);
    let offset = this.byDay.get(dayIndex);
    if (offset === undefined) {
      const atStart = this.ask(dayIndex * DAY_MS);
      offset = atStart === this.ask((dayIndex + 1) * DAY_MS - 1000) ? atStart : null;
      this.byDay.set(dayIndex, offset);
    }
    return offset ?? this.atQuarter(Math.floor(instantMs / QUARTER_MS));
  }

  private atQuarter(quarter: number): number {
    let offset = this.byQuarter.get(quarter);
    if (offset === undefined) {
      offset = this.ask(quarter * QUARTER_MS);
      this.byQuarter.set(quarter, offset);
    }
    return offset;
  }

  private ask(instantMs: number): number {
    const found: Record<string, number> = {};
    for (const part of this.format.formatToParts(instantMs)) found[part.type] = Number(part.value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instantMs / 1000) * 1000;
  }
}

const zones = new Map<string, ZoneOffsets>();

function zoneOffsets(timeZone: string): ZoneOffsets {
  let zone = zones.get(timeZone);
  if (!zone) {
    try {
      zone = new ZoneOffsets(timeZone);
    } catch (cause) {
      throw new AppError('invalid_input', `unknown time zone ${timeZone}`, { cause });
    }
    zones.set(timeZone, zone);
  }
  return zone;
}

const dayTexts = new Map<number, string>();

function dayText(dayIndex: number): string {
  let text = dayTexts.get(dayIndex);
  if (text === undefined) {
    text = new Date(dayIndex * DAY_MS).toISOString().slice(0, 10);
    dayTexts.set(dayIndex, text);
  }
  return text;
}

function dayIndexOf(day: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // Date.parse takes 30 February for 2 March in some engines; a day that does not come back is not a day.
  if (Number.isNaN(ms) || dayText(ms / DAY_MS) !== day)
    throw new AppError('invalid_input', 'not a day like 2026-11-21');
  return ms / DAY_MS;
}

/**
 * The business day ('YYYY-MM-DD') of an instant on the shop's own clock: with `dayEndsAtHour` 5, an order at 01:30
 * belongs to the evening before, one at 05:00 to the new day.
 */
export function businessDayOf(instant: Date, shop: { timeZone: string; dayEndsAtHour: number }): string {
  const instantMs = instant.getTime();
  const localMs = instantMs + zoneOffsets(shop.timeZone).at(instantMs);
  return dayText(Math.floor((localMs - shop.dayEndsAtHour * HOUR_MS) / DAY_MS));
}

/** What the clock and the calendar on the wall show in a time zone. */
export function zonedParts(instant: Date, timeZone: string): ZonedParts {
  const instantMs = instant.getTime();
  const local = new Date(instantMs + zoneOffsets(timeZone).at(instantMs));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    weekday: local.getUTCDay(),
  };
}

const LOCAL_SHAPE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?$/;

function twoDigits(text: string, at: number): number {
  return text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;
}

/**
 * The instant at which a zone's wall clock shows `local` (`2026-11-21`, `2026-11-21T18:30`, `2026-11-21T18:30:00.5`).
 * A time that the clock shows twice (autumn) is the first of the two; a time it skips (spring) is read with the offset
 * before the change, so 01:30 in London's spring gap becomes 02:30 summer time.
 * @throws AppError invalid_input when the text is not such a time, or the time zone is unknown
 */
export function instantOfLocal(local: string, timeZone: string): Date {
  if (!LOCAL_SHAPE.test(local)) throw new AppError('invalid_input', 'not a local time like 2026-11-21T18:30:00');
  const year = twoDigits(local, 0) * 100 + twoDigits(local, 2);
  const month = twoDigits(local, 5);
  const day = twoDigits(local, 8);
  const hour = local.length > 10 ? twoDigits(local, 11) : 0;
  const minute = local.length > 10 ? twoDigits(local, 14) : 0;
  const second = local.length > 16 ? twoDigits(local, 17) : 0;
  const fractionMs = local.length > 20 ? Number(local.slice(20, 23).padEnd(3, '0')) : 0;
  if (hour > 23 || minute > 59 || second > 59 || day < 1 || day > daysInMonth(year, month)) {
    throw new AppError('invalid_input', 'a local time that no clock shows');
  }
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second, fractionMs);
  const zone = zoneOffsets(timeZone);
  const before = zone.at(wallMs - DAY_MS);
  const after = zone.at(wallMs + DAY_MS);
  if (before === after || zone.at(wallMs - before) === before) return new Date(wallMs - before);
  if (zone.at(wallMs - after) === after) return new Date(wallMs - after);
  return new Date(wallMs - before);
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysInMonth(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}

/** The day `days` later (earlier when negative). */
export function addDays(day: string, days: number): string {
  return dayText(dayIndexOf(day) + days);
}

/** The same day of the month `months` later, or that month's last day: 31 August + 6 is 28 February. */
export function addMonths(day: string, months: number): string {
  dayIndexOf(day);
  const monthIndex = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const year = Math.floor(monthIndex / 12);
  const month = monthIndex - year * 12 + 1;
  const dayOfMonth = Math.min(Number(day.slice(8)), daysInMonth(year, month));
  return dayText(Date.UTC(year, month - 1, dayOfMonth) / DAY_MS);
}

/** Days from `from` to `to`: 0 for the same day, negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return dayIndexOf(to) - dayIndexOf(from);
}

/** 0 = Sunday … 6 = Saturday. */
export function weekdayOf(day: string): number {
  // 1 January 1970, day 0, was a Thursday.
  return (((dayIndexOf(day) + 4) % 7) + 7) % 7;
}

const WEEKDAYS = {
  ko: ['일', '월', '화', '수', '목', '금', '토'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
} as const;
const MONTHS_EN = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `11월 21일 (토)` or `Sat 21 Nov`; with `year`: `2026년 11월 21일 (토)` or `Sat 21 Nov 2026`. */
export function formatDay(day: string, locale: Locale, options: { year?: boolean } = {}): string {
  const weekday = WEEKDAYS[locale][weekdayOf(day)];
  const year = day.slice(0, 4);
  const month = Number(day.slice(5, 7));
  const dayOfMonth = Number(day.slice(8));
  if (locale === 'ko') return `${options.year ? `${year}년 ` : ''}${month}월 ${dayOfMonth}일 (${weekday})`;
  return `${weekday} ${dayOfMonth} ${MONTHS_EN[month - 1]}${options.year ? ` ${year}` : ''}`;
}

/** `11월 21일 (토) 18:30` or `Sat 21 Nov 18:30` on the clock of `timeZone`. */
export function formatInstant(instant: Date, options: { timeZone: string; locale: Locale; year?: boolean }): string {
  const parts = zonedParts(instant, options.timeZone);
  const day = businessDayOf(instant, { timeZone: options.timeZone, dayEndsAtHour: 0 });
  const clock = `${String(parts.hour).padStart(2, '0')}:${String(parts.minute).padStart(2, '0')}`;
  return `${formatDay(day, options.locale, { year: options.year ?? false })} ${clock}`;
}

const DAYS_PER_MONTH = 30.4375;

/**
 * How long ago in words; `days` counts back from today, so 3 is `3일 전` and −3 is `3일 뒤`.
 * A unit counts from two whole ones of it on, rounded down: weeks from 14 days, months from 61, years from 731.
 */
export function relativeDays(days: number, locale: Locale): string {
  if (days === 0) return locale === 'ko' ? '오늘' : 'today';
  if (days === 1) return locale === 'ko' ? '어제' : 'yesterday';
  if (days === -1) return locale === 'ko' ? '내일' : 'tomorrow';
  const { count, ko, en } = largestUnit(Math.abs(days));
  if (locale === 'ko') return `${count}${ko} ${days > 0 ? '전' : '뒤'}`;
  return days > 0 ? `${count} ${en}s ago` : `in ${count} ${en}s`;
}

function largestUnit(days: number): { count: number; ko: string; en: string } {
  // Never "1 month": in a list it would stand after "8 weeks" and read as if it were less.
  const years = Math.floor(days / (DAYS_PER_MONTH * 12));
  if (years >= 2) return { count: years, ko: '년', en: 'year' };
  const months = Math.floor(days / DAYS_PER_MONTH);
  if (months >= 2) return { count: months, ko: '개월', en: 'month' };
  const weeks = Math.floor(days / 7);
  if (weeks >= 2) return { count: weeks, ko: '주', en: 'week' };
  return { count: days, ko: '일', en: 'day' };
}

/** Whether the Korean clock stands in [fromHour, toHour), over midnight when `fromHour` is the later one (AD-12). */
export function isNightKst(instant: Date, fromHour: number, toHour: number): boolean {
  const timeOfDayMs = (((instant.getTime() + KST_OFFSET_MS) % DAY_MS) + DAY_MS) % DAY_MS;
  const hour = timeOfDayMs / HOUR_MS;
  return fromHour <= toHour ? hour >= fromHour && hour < toHour : hour >= fromHour || hour < toHour;
}
