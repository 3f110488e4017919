import { many } from '../../../shared/english.ts';
import { formatDay } from '../../../shared/time.ts';
import { type Saying, speakCount, speakShare } from './saying.ts';

/** A day to come, its busiest hour, and how sure that is. */
export function sayDay(input: {
  when: 'today' | 'tomorrow';
  day: { date: string; mean: number; low: number; high: number };
  busiest: { hour: number; mean: number } | undefined;
}): Saying {
  const { when, day, busiest } = input;
  const { date, mean, low, high } = day;
  const params = {
    date,
    mean: Math.round(mean),
    low: Math.floor(low),
    high: Math.ceil(high),
    hour: busiest?.hour ?? -1,
  };
  const label = { ko: when === 'today' ? '오늘' : '내일', en: when === 'today' ? 'Today' : 'Tomorrow' };
  const name = { ko: `${label.ko} ${formatDay(date, 'ko')}`, en: `${label.en} ${formatDay(date, 'en')}` };
  if (mean <= 0)
    return { key: 'day_closed', params, ko: `${name.ko}: 쉬는 날로 봐요.`, en: `${name.en}: taken as closed.` };
  const peak = busiest
    ? {
        ko: ` 가장 바쁜 때는 ${busiest.hour}시부터 한 시간, ${speakCount(busiest.mean)}건쯤이에요.`,
        en: ` Busiest from ${busiest.hour}:00 for an hour, about ${speakCount(busiest.mean)}.`,
      }
    : { ko: '', en: '' };
  return {
    key: 'day',
    params,
    ko: `${name.ko}: 주문 ${speakCount(mean)}건쯤이에요 (열에 여덟은 ${speakCount(params.low)}–${speakCount(params.high)}건).${peak.ko}`,
    en: `${name.en}: about ${many(mean, 'order')} (eight days in ten ${speakCount(params.low)}–${speakCount(params.high)}).${peak.en}`,
  };
}

/** How well it did: last week, the eight moments asked about in the last two months (`days`: forecasts of a day), and what plain repeating would have done. */
export function sayForecastError(input: {
  wape: number | null;
  naive: number | null;
  lastWeek: number | null;
  /** `replayed`: nobody had said it before the days came. */
  lastWeekIs?: 'foreseen' | 'replayed';
  days: number;
  coverage: number | null;
  /** What was foreseen: `orders`, `sales`, `covers` or an item. */
  series: string;
}): Saying {
  const { wape, naive, lastWeek, lastWeekIs, days, coverage, series } = input;
  if (wape === null) {
    return {
      key: 'error_unknown',
      params: {},
      ko: '얼마나 맞는지는 아직 모릅니다.',
      en: 'How well it does is not known yet.',
    };
  }
  const week =
    lastWeek === null
      ? { ko: '', en: '' }
      : lastWeekIs === 'replayed'
        ? {
            ko: `지난주를 지금 방법으로 예상해 봤다면 ${speakShare(lastWeek)} 빗나갔고, `,
            en: `Today's method would have been ${speakShare(lastWeek)} off last week; `,
          }
        : { ko: `지난주에는 ${speakShare(lastWeek)} 빗나갔고, `, en: `Last week it was ${speakShare(lastWeek)} off; ` };
  const plain =
    naive === null
      ? { ko: '', en: '' }
      : {
          ko: ` 지난주를 그대로 되풀이했다면 ${speakShare(naive)}였어요.`,
          en: ` Repeating the week before would have been ${speakShare(naive)} off.`,
        };
  const held =
    coverage === null
      ? { ko: '', en: '' }
      : {
          ko: ` 범위는 ${speakShare(coverage)}의 날에 맞았어요.`,
          en: ` The range held on ${speakShare(coverage)} of days.`,
        };
  return {
    key: 'error',
    params: { wape, naive: naive ?? -1, lastWeek: lastWeek ?? -1, n: days },
    ko: `${OF[series]?.ko ?? ''}${week.ko}지난 두 달을 되짚어 보면 평균 ${speakShare(wape)} 빗나갔어요 (하루 예상 ${speakCount(days)}번).${plain.ko}${held.ko}`,
    en: `${OF[series]?.en ?? ''}${week.en}${week.en === '' && !OF[series] ? 'Over' : 'over'} the last two months ${speakShare(wape)} on average (${speakCount(days)} forecasts of a day).${plain.en}${held.en}`,
  };
}

/** What is foreseen, where it is one of the shop's own series; an item is named by whoever asks. */
const OF: Readonly<Record<string, { ko: string; en: string }>> = {
  orders: { ko: '주문 수: ', en: 'Orders: ' },
  sales: { ko: '매출: ', en: 'Sales: ' },
  covers: { ko: '인원: ', en: 'Covers: ' },
};

const CAUSES: Readonly<Record<string, { ko: (date: string) => string; en: (date: string) => string }>> = {
  level_shift: {
    ko: () => '최근 2주 매출이 그전과 크게 달라졌어요. 무슨 일이 있었다면 예상보다 아시는 것을 믿으세요.',
    en: () => 'The last two weeks differ a lot from before: if you know why, trust that more than the forecast.',
  },
  outlier: {
    ko: (date) => `${date}은 평소의 세 배가 넘어 예상을 배우는 데서도, 얼마나 빗나갔는지 세는 데서도 뺐어요.`,
    en: (date) =>
      `${date} was more than three times its usual: it taught the forecast nothing, and counts in neither its range nor its error.`,
  },
  closed_long: {
    ko: (date) => `${date}부터 2주 넘게 기록이 없어 문을 닫은 때로 봤어요.`,
    en: (date) => `No records for two weeks or more from ${date}: taken as closed.`,
  },
  holiday: {
    ko: (date) => `${date}은 공휴일이라 지난 공휴일을 보고 예상했어요.`,
    en: (date) => `${date} is a public holiday, foreseen from past ones.`,
  },
  closed_holiday: {
    ko: (date) => `${date}은 늘 쉬던 공휴일이라 쉬는 날로 봐요.`,
    en: (date) => `${date} is a holiday on which you always closed.`,
  },
};

/** Why days differ, each reason once. */
export function sayCauses(causes: readonly { date: string; reason: string }[]): Saying[] {
  return causes.flatMap(({ date, reason }) => {
    const words = CAUSES[reason];
    if (!words) return [];
    return [
      {
        key: `cause_${reason}`,
        params: { date },
        ko: words.ko(formatDay(date, 'ko')),
        en: words.en(formatDay(date, 'en')),
      },
    ];
  });
}

/** MT-85. */
const FROM_OPEN_DAYS = 28;

/**
 * Too little to look ahead (MT-85): fewer than 28 open days, or fewer of them in the last year, as where sales ended long ago;
 * or covers that nobody wrote down.
 */
export function sayForecastTooFew(known: {
  openDays: number;
  /** Of them, in the last year; with the last one. Absent in a forecast that an older version kept. */
  recentOpenDays?: number | undefined;
  lastOpenOn?: string | null | undefined;
  series?: string;
}): Saying {
  const { openDays, recentOpenDays = openDays, lastOpenOn, series } = known;
  const params = { n: openDays, recent: recentOpenDays };
  if (series === 'covers' && openDays === 0) {
    return {
      key: 'forecast_no_covers',
      params,
      ko: '손님 수를 적은 주문이 없어 몇 분이 오실지는 예상하지 않아요.',
      en: 'No order says how many guests it was for, so covers are not foreseen.',
    };
  }
  if (openDays >= FROM_OPEN_DAYS && recentOpenDays < FROM_OPEN_DAYS && lastOpenOn) {
    return {
      key: 'forecast_ended',
      params: { ...params, lastOpenOn },
      ko: `마지막 매출이 ${lastOpenOn}이고 지난 1년에 문을 연 날이 ${recentOpenDays}일이라 앞날은 모릅니다. 1년 안에 28일부터 예상해요.`,
      en: `The last sale is from ${lastOpenOn}, with ${many(recentOpenDays, 'open day')} in the last year: too few to look ahead. It takes 28 in a year.`,
    };
  }
  return {
    key: 'forecast_too_few',
    params,
    ko: `문을 연 날이 ${openDays}일이라 앞날은 아직 모릅니다. 28일부터 예상해요.`,
    en: `${many(openDays, 'open day is', 'open days are')} too few to look ahead. It takes 28.`,
  };
}

/** An item that sells too seldom, or strays too far, for a number (MT-87). */
export function sayTooRough({ name, wape }: { name: string; wape: number | null }): Saying {
  const off = {
    ko: wape === null ? '' : ` (되짚어 보면 평균 ${speakShare(wape)} 빗나갔어요)`,
    en: wape === null ? '' : ` (${speakShare(wape)} off on average when tried)`,
  };
  return {
    key: 'item_too_rough',
    params: { name, wape: wape ?? -1 },
    ko: `‘${name}’: 하루에 팔리는 수가 적거나 들쭉날쭉해서 몇 개일지는 아직 모릅니다${off.ko}.`,
    en: `‘${name}’ sells too seldom or too unevenly to say how many${off.en}: not known yet.`,
  };
}

/** Months ahead that the back-test asks about. */
const TRIED_MONTHS = 12;

/**
 * How far months were off when they were foreseen up to a year before; `naive`: had the year before been repeated (MT-85); how
 * often the range held (MT-89), and that nobody tried it further ahead, where `horizon` is more than a year.
 */
export function sayMonthError({
  wape,
  naive,
  n,
  coverage,
  horizon,
}: {
  wape: number | null;
  naive: number | null;
  n: number;
  coverage: number | null;
  horizon: number;
}): Saying {
  const params = { wape: wape ?? -1, naive: naive ?? -1, n, coverage: coverage ?? -1, horizon };
  if (wape === null)
    return {
      key: 'months_error_unknown',
      params,
      ko: '얼마나 맞는지는 아직 모릅니다.',
      en: 'How well it does is not known yet.',
    };
  const repeated = {
    ko: naive === null ? '' : ` 지난해 그 달을 되풀이했다면 ${speakShare(naive)}였어요.`,
    en: naive === null ? '' : ` Repeating the month of the year before would have been ${speakShare(naive)} off.`,
  };
  const held = {
    ko: coverage === null ? '' : ` 범위는 ${speakShare(coverage)}의 달에 맞았어요.`,
    en: coverage === null ? '' : ` The range held in ${speakShare(coverage)} of months.`,
  };
  const far =
    horizon > TRIED_MONTHS
      ? {
          ko: ' 한 해보다 먼 달은 되짚어 보지 못해, 멀수록 범위를 넓게 잡았어요.',
          en: ' Months more than a year ahead were not tried: the range is drawn wider the further they are.',
        }
      : { ko: '', en: '' };
  return {
    key: 'months_error',
    params,
    ko: `지난달들을 되짚어 보면 한 달에 평균 ${speakShare(wape)} 빗나갔어요 (예상 ${speakCount(n)}번).${repeated.ko}${held.ko}${far.ko}`,
    en: `Past months were ${speakShare(wape)} off on average (${speakCount(n)} forecasts of a month).${repeated.en}${held.en}${far.en}`,
  };
}

/** Fewer than 36 whole months (MT-85). */
export const sayMonthsTooFew = (months: number): Saying => ({
  key: 'months_too_few',
  params: { n: months },
  ko: `온전한 달이 ${months}개라 앞달은 아직 모릅니다. 36개부터 예상해요.`,
  en: `${months} whole months are too few to look ahead. It takes 36.`,
});
