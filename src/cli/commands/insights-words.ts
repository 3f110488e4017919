import { many } from '../../shared/english.ts';
import { formatMoney, toMinor } from '../../shared/money.ts';
import { addMonths } from '../../shared/time.ts';

type Locale = 'ko' | 'en';

const toMoney = (major: number, currency: string, locale: Locale) =>
  formatMoney(toMinor(major, currency), currency, locale);

const UNITS: Readonly<Record<string, Record<Locale, (n: string) => string>>> = {
  orders: { ko: (n) => `주문 ${n}건`, en: (n) => `${n} orders` },
  covers: { ko: (n) => `${n}명`, en: (n) => `${n} guests` },
  item: { ko: (n) => `${n}개`, en: (n) => `${n} pieces` },
};
const REASONS: Readonly<Record<string, Record<Locale, string>>> = {
  holiday: { ko: '공휴일', en: 'public holiday' },
  closed_weekday: { ko: '쉬는 요일', en: 'closed on that weekday' },
  closed_holiday: { ko: '쉬는 공휴일', en: 'closed on that holiday' },
};

/**
 * One day or month ahead on a terminal: what is expected with its unit, the range that holds eight in ten, and why it differs.
 * Worked: 2026-12-25, orders, 84 (60–101), holiday → "2026-12-25  주문 84건쯤 (열에 여덟은 60–101)  공휴일".
 */
export function sayForecastLine(
  {
    date,
    mean,
    low,
    high,
    reason,
  }: { date: string; mean: number; low: number; high: number; reason?: string | undefined },
  { series, currency, locale }: { series: string; currency: string; locale: Locale },
): string {
  const said = (value: number) =>
    series === 'sales' ? toMoney(value, currency, locale) : value.toLocaleString('en', { maximumFractionDigits: 0 });
  const unit = UNITS[series] ?? UNITS['item'];
  const expected = series === 'sales' || !unit ? said(mean) : unit[locale](said(mean));
  const range = `${said(low)}–${said(high)}`;
  const why = reason === undefined ? '' : `  ${REASONS[reason]?.[locale] ?? ''}`;
  return locale === 'ko'
    ? `  ${date}  ${expected}쯤 (열에 여덟은 ${range})${why}`.trimEnd()
    : `  ${date}  about ${expected} (eight in ten ${range})${why}`.trimEnd();
}

/** The classes of the menu (MT-40) as the page names them. */
const CLASSES: Readonly<Record<string, Record<Locale, string>>> = {
  star: { ko: '인기 있고 남아요', en: 'popular, earns well' },
  plowhorse: { ko: '인기 있고 덜 남아요', en: 'popular, earns little' },
  puzzle: { ko: '남는데 덜 팔려요', en: 'earns well, sells little' },
  dog: { ko: '둘 다 아쉬워요', en: 'neither' },
};

interface MenuRow {
  name: string;
  units: number;
  margin: number;
  class: string | null;
  costIsKnown: boolean;
}

/** The items of the menu on a terminal, and below them what the star beside a margin means, where there is one. */
export function sayMenuRows(
  rows: readonly MenuRow[],
  { currency, locale }: { currency: string; locale: Locale },
): string[] {
  const lines = rows.map(({ name, units, margin, class: kind, costIsKnown }) => {
    const sold = units.toLocaleString('en', { maximumFractionDigits: 2 });
    const left = `${toMoney(margin, currency, locale)}${costIsKnown ? '' : '*'}`;
    const verdict = CLASSES[kind ?? '']?.[locale];
    return locale === 'ko'
      ? `  ${name} · ${sold}개 · 하나에 ${left} 남음 · ${verdict ?? '견줄 수 없어요'}`
      : `  ${name} · ${sold} sold · ${left} left of one · ${verdict ?? 'not compared'}`;
  });
  if (rows.every(({ costIsKnown }) => costIsKnown)) return lines;
  return [
    ...lines,
    locale === 'ko'
      ? '* 재료비를 적지 않은 메뉴예요. 가게의 재료비 비율로 어림했어요.'
      : "* The cost of this item is not written down: the shop's share for goods stands in.",
  ];
}

/** Cohorts on a terminal: of who first came in a month, how many came in each month after (MT-19). */
export function sayCohortRows(
  rows: readonly { cohort: string; people: readonly number[] }[],
  locale: Locale,
  /** Months in which nobody could come, 'YYYY-MM'. */
  closedMonths: readonly string[] = [],
): string[] {
  if (rows.length === 0)
    return [locale === 'ko' ? '누구인지 아는 주문이 아직 없어요.' : 'No order of a known person yet.'];
  const head =
    locale === 'ko'
      ? '처음 온 달: 그 달에 처음 오신 분 → 한 달, 두 달 … 뒤에 오신 분. 각 줄의 마지막 달은 아직 끝나지 않았어요.'
      : 'Month of the first visit: people → who came one, two … months later. The last month of each row is not over.';
  const lines = rows.map(({ cohort, people: [first = 0, ...later] }) => {
    const told = later.map((people, at) =>
      people === 0 && closedMonths.includes(addMonths(`${cohort}-01`, at + 1).slice(0, 7))
        ? { ko: '닫음', en: 'closed' }[locale]
        : people,
    );
    const came = later.length === 0 ? '' : ` → ${told.join(' ')}`;
    return locale === 'ko'
      ? `  ${cohort}: ${first}명${came}`
      : `  ${cohort}: ${many(first, 'person', 'people')}${came}`;
  });
  return [head, ...lines];
}
