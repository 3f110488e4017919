import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Locale } from '../../modules/staff/contract.ts';
import { formatMoney, formatRoughMoney } from '../../shared/money.ts';
import {
  businessDayOf,
  daysBetween,
  formatDay,
  formatInstant,
  instantOfLocal,
  relativeDays,
  zonedParts,
} from '../../shared/time.ts';
import { useMaybeSession } from './session.ts';

/** Where and for whom figures are written. */
interface FormatPlace {
  locale: Locale;
  currency: string;
  timeZone: string;
  dayEndsAtHour: number;
  /** The shop's business day now. */
  today: string;
}

const asDate = (at: string | Date) => (typeof at === 'string' ? new Date(at) : at);

/** All figures of the screens are written here, so that the same kind always looks the same. */
export function createFormat({ locale, currency, timeZone, dayEndsAtHour, today }: FormatPlace) {
  const number = new Intl.NumberFormat(locale);
  const sameYear = (day: string) => day.slice(0, 4) === today.slice(0, 4);
  const clock = (at: string | Date) => {
    const { hour, minute } = zonedParts(asDate(at), timeZone);
    return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  };
  const exact = (amountMinor: number, otherCurrency = currency) => formatMoney(amountMinor, otherCurrency, locale);
  return {
    locale,
    /** The shop's business day now. */
    today,
    /** `12,000원`, `₩12,000`; in the shop's currency unless another is given. */
    money: exact,
    /** An estimate inside a sentence, to two figures: `7,600만 원`, `1.2억 원`; `₩76,000,000` in English. */
    roughMoney: (amountMinor: number) => formatRoughMoney(amountMinor, currency, locale),
    /** What stands beside a field for an amount: `원`, `₩`, `£`. */
    currencyMark: exact(0).replace(/[\d.,\s]/g, ''),
    /** `1,234`. */
    count: (value: number) => number.format(value),
    /** `12.3` with at most `digits` decimals. */
    decimal: (value: number, digits = 1) =>
      new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value),
    /** `12.0`: always as many decimals, so that a column of them stands point under point. */
    fixed: (value: number, digits = 1) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value),
    /** A rate 0–1 as `12%` or `12.3%`; what is nearly all of something is not told as all of it: .9996 → `99%`. */
    percent: (rate: number, digits = 0) =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(
        rate < 1 ? Math.min(rate, 1 - 10 ** -(digits + 2)) : rate,
      ),
    /** A difference of two rates as `+4.0%p` (Korean) or `+4.0 pp`. */
    percentPoints: (difference: number, digits = 1) => {
      const points = new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        signDisplay: 'exceptZero',
      }).format(difference * 100);
      return locale === 'ko' ? `${points}%p` : `${points} pp`;
    },
    /** A business day, `11월 21일 (토)`; the year is written when it is not this one. */
    day: (day: string) => formatDay(day, locale, { year: !sameYear(day) }),
    /** The shop's business day of an instant. */
    dayOf: (instant: string) => businessDayOf(new Date(instant), { timeZone, dayEndsAtHour }),
    /** A day as short as a chart label: `11.21` or `21 Nov`. */
    shortDay: (day: string) =>
      locale === 'ko'
        ? `${Number(day.slice(5, 7))}.${Number(day.slice(8))}`
        : formatDay(day, 'en').replace(/^\w+ /, ''),
    /** `3일 전`, from the shop's business day now. */
    relativeDay: (day: string) => relativeDays(daysBetween(day, today), locale),
    /** `11월 21일 (토) 18:30` on the shop's clock. */
    instant: (at: string | Date) =>
      formatInstant(asDate(at), {
        timeZone,
        locale,
        year: !sameYear(businessDayOf(asDate(at), { timeZone, dayEndsAtHour: 0 })),
      }),
    /** `오늘 18:30`, `어제 18:30`, `3일 전`. */
    relativeInstant: (at: string | Date) => {
      const days = daysBetween(businessDayOf(asDate(at), { timeZone, dayEndsAtHour }), today);
      const words = relativeDays(days, locale);
      return Math.abs(days) <= 1 ? `${words} ${clock(at)}` : words;
    },
    /** `18:30` on the shop's clock. */
    clock,
    /** The instant of a time typed on the shop's clock, `2026-11-21T18:30`. */
    instantOf: (local: string) => instantOfLocal(local, timeZone),
  };
}

/** The formats of the language on screen and of the session's shop. */
export function useFormat() {
  const { i18n } = useTranslation();
  const session = useMaybeSession();
  const locale: Locale = i18n.language === 'en' ? 'en' : 'ko';
  const [openedAt] = useState(() => new Date());
  return useMemo(() => {
    const shop = session?.workspace.shop;
    const timeZone = shop?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const dayEndsAtHour = shop?.dayEndsAtHour ?? 0;
    return createFormat({
      locale,
      currency: shop?.currency ?? 'KRW',
      timeZone,
      dayEndsAtHour,
      today: session?.workspace.today ?? businessDayOf(openedAt, { timeZone, dayEndsAtHour }),
    });
  }, [locale, session, openedAt]);
}
