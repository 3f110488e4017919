import { many } from '../../../shared/english.ts';
import { formatRoughMoney } from '../../../shared/money.ts';
import { formatDay } from '../../../shared/time.ts';
import { type Saying, speakCount, speakShare } from './saying.ts';

/** What the models say of one person, as mart.person_model keeps it; nulls where they are not to be trusted. */
export interface Outlook {
  nVisits: number;
  pAlive: number | null;
  expectedVisits12m: number | null;
  value12mMinor: number | null;
  value12mLowMinor: number | null;
  value12mHighMinor: number | null;
  expectedNextOn: string | null;
  expectedFromOn: string | null;
  expectedHalfFromOn: string | null;
  expectedHalfToOn: string | null;
}

/** Whose next visit may long have been: nothing says so where sales have ended (decision 0029). */
export const NO_NEXT_VISIT = {
  expectedNextOn: null,
  expectedHalfFromOn: null,
  expectedHalfToOn: null,
  expectedFromOn: null,
  expectedToOn: null,
} as const;

/** MT-20: below this we speak of somebody who may not come again; above the other of somebody who will. */
const ALIVE = { low: 0.3, high: 0.8 } as const;

/** MT-02: below so many who came nothing is said of how the dates did. */
const TESTED_FROM = 30;

/** The shop's own dates of people who were not late held against who came (models/rhythm/date-test.ts): how many came, and early. */
export interface DatesTested {
  came: number;
  early: number;
}

/** Somebody who is later than her own rhythm, in days: what is usual, and how long it has been without closed days. */
export interface Lateness {
  intervalDays: number;
  days: number;
}

/**
 * Why a model may still count on somebody whom her rhythm calls late: the two are different questions, and said apart on one card
 * they would contradict each other. Worked: every 7 days, 16 days ago, p .95 → "보통 7일마다 오시는데 16일째예요. 아직 …".
 */
function sayLate({ intervalDays, days }: Lateness, hasDay: boolean): Saying {
  const every = Math.max(1, Math.round(intervalDays));
  const day = hasDay
    ? {
        ko: ' 다음 방문 날은 이만큼 기다린 뒤에 잡은 날이라 평소 간격보다 멀 수 있어요.',
        en: ' The day of the next visit is reckoned after this wait, so it can be further off than usual.',
      }
    : { ko: '', en: '' };
  return {
    key: 'outlook_late',
    params: { intervalDays: every, days },
    ko: `보통 ${every}일마다 오시는데 ${days}일째예요. 아직 떠났다고 볼 때는 아니에요.${day.ko}`,
    en: `Usually comes every ${every === 1 ? 'day' : many(every, 'day')}; it has been ${many(days, 'day')}. It is too early to count this guest as gone.${day.en}`,
  };
}

/**
 * What is expected of a person in sentences for her card, each with the visits it stands on and the day of the fit (MT-01,
 * MT-02): when she comes next, whether she still comes, what the next twelve months leave. What is not known is not said. One
 * visit tells no rhythm, and what the formulas make of it says how old it is, not what she will do: that is said as not known.
 * How many come before the narrow range is what the shop's own test showed, and not said where it is untested.
 * Worked: next 2026-06-16, half of those who come again 06-10 – 06-22, 14 visits → "다음 방문은 6월 16일 (화)쯤이에요 …".
 */
export function describeOutlook(
  outlook: Outlook,
  {
    fittedOn,
    currency,
    late,
    dates,
  }: { fittedOn: string; currency: string; late?: Lateness | undefined; dates?: DatesTested | null | undefined },
): Saying[] {
  const { nVisits: n, pAlive, expectedNextOn, expectedFromOn, expectedHalfFromOn, expectedHalfToOn } = outlook;
  const basis = {
    ko: `방문 ${speakCount(n)}번, ${formatDay(fittedOn, 'ko')} 계산`,
    en: `n ${many(n, 'visit')}, ${formatDay(fittedOn, 'en')}`,
  };
  if (n === 1 && pAlive !== null)
    return [
      {
        key: 'outlook_once',
        params: { n, fittedOn },
        ko: `한 번 오셔서 다시 오실지는 아직 몰라요. (${basis.ko})`,
        en: `Came once, so it is not known yet whether this guest comes back. (${basis.en})`,
      },
    ];
  const said: Saying[] = [];
  if (late && pAlive !== null && pAlive >= ALIVE.high) said.push(sayLate(late, expectedNextOn !== null));
  if (expectedNextOn && expectedHalfFromOn && expectedHalfToOn) {
    const range = (locale: 'ko' | 'en') =>
      `${formatDay(expectedHalfFromOn, locale)}–${formatDay(expectedHalfToOn, locale)}`;
    // Who has waited long may come any day now: little or nothing lies before the narrow range, and no share of it is tested.
    const isBefore = !late && expectedFromOn !== null && expectedFromOn < expectedHalfFromOn;
    const early = isBefore && dates && dates.came >= TESTED_FROM ? speakShare(dates.early / dates.came) : undefined;
    const before = early ? { ko: `, ${early}쯤은 그보다 일찍`, en: `, about ${early} before` } : { ko: '', en: '' };
    said.push({
      key: 'outlook_next',
      params: { on: expectedNextOn, from: expectedHalfFromOn, to: expectedHalfToOn, n, fittedOn },
      ko: `다음 방문은 ${formatDay(expectedNextOn, 'ko')}쯤이에요. 다시 오신다면 절반은 ${range('ko')}에${before.ko} 오세요. (${basis.ko})`,
      en: `Next visit around ${formatDay(expectedNextOn, 'en')}; of those who come again half come within ${range('en')}${before.en}. (${basis.en})`,
    });
  }
  if (pAlive !== null) {
    const words =
      pAlive >= ALIVE.high
        ? { ko: '계속 오실 것 같아요', en: 'Likely still a guest' }
        : pAlive >= ALIVE.low
          ? { ko: '계속 오실지 아직 알 수 없어요', en: 'May or may not still be a guest' }
          : { ko: '발길이 끊겼을 수 있어요', en: 'May have stopped coming' };
    said.push({
      key: 'outlook_alive',
      params: { pAlive, n, fittedOn },
      ko: `${words.ko}: 다시 오실 가능성 ${speakShare(pAlive)} (${basis.ko})`,
      en: `${words.en}: chance of coming back ${speakShare(pAlive)} (${basis.en})`,
    });
  }
  const { expectedVisits12m: visits, value12mMinor: mid, value12mLowMinor: low, value12mHighMinor: high } = outlook;
  if (visits !== null && mid !== null && low !== null && high !== null) {
    const money = (minor: number, locale: 'ko' | 'en') => formatRoughMoney(minor, currency, locale);
    said.push({
      key: 'outlook_value',
      params: { visits, mid, low, high, n, fittedOn },
      ko: `앞으로 12개월에는 그만 오실 수도 있다는 것까지 쳐서 ${speakCount(visits)}번쯤 오시고, 세금과 재료비를 빼면 ${money(mid, 'ko')}쯤 남아요. 비슷한 손님 열에 여덟은 ${money(low, 'ko')}–${money(high, 'ko')}. (${basis.ko})`,
      en: `Allowing for the chance that visits stop, about ${many(visits, 'visit')} in the next twelve months, which leave about ${money(mid, 'en')} after tax and goods; eight of ten people alike ${money(low, 'en')}–${money(high, 'en')}. (${basis.en})`,
    });
  }
  return said;
}
