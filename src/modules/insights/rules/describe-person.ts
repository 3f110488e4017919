import { many } from '../../../shared/english.ts';
import { nameWithOption } from '../../../shared/item-name.ts';
import type { DaypartKey } from '../contract/kinds.ts';
import type { UsualHour, UsualItem } from './habits.ts';
import type { LapseState, VisitInterval } from './rhythm.ts';

export type Locale = 'ko' | 'en';

/** Visits from which we call somebody a regular (단골). */
export const MIN_VISITS_OF_REGULAR = 5;

/** What a person is to the shop: 첫 손님, 다시 온 손님, 단골, 뜸해진 단골, 쉬는 손님, 아직 모릅니다. */
export type Relation = 'first' | 'returning' | 'regular' | 'slipping_regular' | 'resting' | 'unknown';

/**
 * Relation of a person from her visits and her lapse (MT-15). `isHere` says that she is standing at the counter: then
 * she is what her visits made her, because calling a guest in front of us 쉬는 손님 would be wrong. No visit → unknown.
 * Worked: 9 visits, watch → slipping_regular; the same person at the counter → regular.
 */
export function decideRelation({
  visits,
  lapse,
  isHere,
}: {
  visits: number;
  lapse: LapseState | undefined;
  isHere: boolean;
}): Relation {
  if (visits <= 0) return 'unknown';
  if (!isHere && lapse === 'lapsed') return 'resting';
  if (visits === 1) return 'first';
  if (visits < MIN_VISITS_OF_REGULAR) return 'returning';
  return !isHere && lapse === 'watch' ? 'slipping_regular' : 'regular';
}

export type TimeUnit = 'day' | 'week' | 'month' | 'year';

/** A length of time as people say it. */
export interface SpokenTime {
  unit: TimeUnit;
  count: number;
}

const DAYS_PER_WEEK = 7;
const DAYS_PER_MONTH = 30.44;
const DAYS_PER_YEAR = 365.25;
/** From six days on people say "every week". */
const WEEKLY_FROM_DAYS = 5.5;
/** From three and a half weeks on people say "every month". */
const MONTHLY_FROM_DAYS = 24.5;
/** "12 days" still says something that "2 weeks" does not. */
const GAP_IN_WEEKS_FROM_DAYS = 14;
const GAP_IN_MONTHS_FROM_DAYS = 60;
const GAP_IN_YEARS_FROM_DAYS = 730;

function inUnit(unit: TimeUnit, count: number): SpokenTime {
  return { unit, count: Math.max(1, Math.round(count)) };
}

/** How often, as people say it: 3일마다, 매주, 2주마다, 3주마다, 매달, n달마다. Worked: 15.75 days → 2 weeks. */
export function speakInterval(intervalDays: number): SpokenTime {
  if (intervalDays < WEEKLY_FROM_DAYS) return inUnit('day', intervalDays);
  if (intervalDays < MONTHLY_FROM_DAYS) return inUnit('week', intervalDays / DAYS_PER_WEEK);
  return inUnit('month', intervalDays / DAYS_PER_MONTH);
}

/** How long, as people say it: days below two weeks, weeks below two months, then months, then years. Worked: 35 → 5 weeks. */
export function speakGap(days: number): SpokenTime {
  if (days < GAP_IN_WEEKS_FROM_DAYS) return inUnit('day', days);
  if (days < GAP_IN_MONTHS_FROM_DAYS) return inUnit('week', days / DAYS_PER_WEEK);
  if (days < GAP_IN_YEARS_FROM_DAYS) return inUnit('month', days / DAYS_PER_MONTH);
  return inUnit('year', days / DAYS_PER_YEAR);
}

/** One piece of a sentence: a key for the web's locales, what to fill in, and whether a space or a dot stands before it. */
export interface SentencePart {
  key: string;
  params: Record<string, string | number>;
  /** True: belongs to the piece before it ("2주마다 금요일 저녁"); false: stands after a dot. */
  joinsPrevious: boolean;
}

const DAY_NAMES = {
  ko: ['월요일', '화요일', '수요일', '목요일', '금요일', '토요일', '일요일'],
  en: ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'],
} as const;

const DAYPART_NAMES: Record<Locale, Record<DaypartKey, string>> = {
  ko: { morning: '아침', lunch: '점심', break: '오후', dinner: '저녁', night: '밤' },
  en: {
    morning: 'in the morning',
    lunch: 'at lunch',
    break: 'in the afternoon',
    dinner: 'in the evening',
    night: 'at night',
  },
};

const RELATION_NAMES: Record<Locale, Record<Relation, string>> = {
  ko: {
    first: '첫 손님',
    returning: '다시 온 손님',
    regular: '단골',
    slipping_regular: '뜸해진 단골',
    resting: '쉬는 손님',
    unknown: '아직 모릅니다',
  },
  en: {
    first: 'First-time guest',
    returning: 'Came back',
    regular: 'Regular',
    slipping_regular: 'Regular, slipping away',
    resting: 'Resting',
    unknown: 'Not known yet',
  },
};

const KOREAN_UNITS: Record<TimeUnit, string> = { day: '일', week: '주', month: '달', year: '년' };

function howLong({ unit, count }: SpokenTime, locale: Locale): string {
  if (locale === 'ko') return `${count}${KOREAN_UNITS[unit]}`;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function howOften(time: SpokenTime, locale: Locale): string {
  if (time.count > 1) return locale === 'ko' ? `${howLong(time, 'ko')}마다` : `every ${howLong(time, 'en')}`;
  // Rounded from up to a day and a half: "every day" would claim more.
  if (time.unit === 'day') return locale === 'ko' ? '거의 매일' : 'almost every day';
  // Korean has words of its own for "every one": 매주, 매달.
  return locale === 'ko' ? `매${KOREAN_UNITS[time.unit]}` : `every ${time.unit}`;
}

/** `보통 2주마다`; "usually almost every day" would say it twice. */
function usually(every: SpokenTime, locale: Locale): string {
  const often = howOften(every, locale);
  if (every.unit === 'day' && every.count === 1) return often;
  return `${locale === 'ko' ? '보통' : 'usually'} ${often}`;
}

/** What we know of a person. Every habit is as computed by this folder's formulas, and may be absent. */
export interface PersonFacts {
  visits: number;
  interval: VisitInterval | undefined;
  lapse: LapseState | undefined;
  /** With `isHere`: since the visit BEFORE the present one. Undefined without a visit. */
  daysSinceLast: number | undefined;
  /** Of them, days of a long closure: left out, and said so (MT-15). */
  closedDays: number;
  usual: UsualHour | undefined;
  usualItems: readonly UsualItem[];
  /** She is at the counter or on the phone right now. */
  isHere: boolean;
}

interface Piece extends SentencePart {
  text: string;
}

/**
 * Says who a person is in one line of short pieces (FE-07): relation · rhythm, weekday and daypart · usual item · how
 * long it has been. Pieces that are not known are left out; an unknown rhythm says so. `parts` are for the web to
 * translate (`insights.person.…`), each with the n it stands on (MT-02); `text` is the same line in `locale`.
 * Nothing at all known → 아직 모릅니다. Worked: "단골 · 보통 2주마다 금요일 저녁 · 마라탕 2단계 · 이번엔 5주 만".
 */
export function describePerson(facts: PersonFacts, locale: Locale): { parts: SentencePart[]; text: string } {
  // Nobody rests who never had a rhythm (MT-14); that she has not been seen for long is said all the same.
  const relation = decideRelation({ ...facts, lapse: facts.interval?.source === 'own' ? facts.lapse : undefined });
  const pieces: Piece[] = [
    {
      key: `insights.person.relation.${relation}`,
      params: { n: Math.max(0, facts.visits) },
      joinsPrevious: false,
      text: RELATION_NAMES[locale][relation],
    },
  ];
  if (relation !== 'unknown') {
    pieces.push(...rhythmPieces(facts, locale), ...itemPieces(facts, locale), ...gapPieces(facts, locale));
  }
  let text = '';
  for (const piece of pieces) text += (text === '' ? '' : piece.joinsPrevious ? ' ' : ' · ') + piece.text;
  return { parts: pieces.map(({ key, params, joinsPrevious }) => ({ key, params, joinsPrevious })), text };
}

function rhythmPieces({ interval, usual }: PersonFacts, locale: Locale): Piece[] {
  const pieces: Piece[] = [];
  if (interval?.source === 'own') {
    const every = speakInterval(interval.intervalDays);
    pieces.push({
      key: `insights.person.every.${every.unit}`,
      params: { count: every.count, n: interval.n },
      joinsPrevious: false,
      text: usually(every, locale),
    });
  } else {
    pieces.push({
      key: 'insights.person.every.unknown',
      params: { n: interval?.n ?? 0 },
      joinsPrevious: false,
      text: locale === 'ko' ? '주기는 아직 모릅니다' : 'rhythm not known yet',
    });
  }
  const rhythmIsKnown = interval?.source === 'own';
  const weekday = usual?.weekday;
  const dayName = weekday && DAY_NAMES[locale][weekday.value - 1];
  if (weekday && dayName) {
    pieces.push({
      key: `insights.person.weekday.${weekday.value}`,
      params: { count: weekday.count, n: usual.n },
      joinsPrevious: rhythmIsKnown,
      text: locale === 'ko' ? dayName : `on ${dayName}`,
    });
  }
  if (usual?.daypart) {
    pieces.push({
      key: `insights.person.daypart.${usual.daypart.value}`,
      params: { count: usual.daypart.count, n: usual.n },
      joinsPrevious: rhythmIsKnown || pieces.length > 1,
      text: DAYPART_NAMES[locale][usual.daypart.value],
    });
  }
  return pieces;
}

/** Only the first usual item: one is greeted with one dish, not with a list. */
function itemPieces({ usualItems }: PersonFacts, locale: Locale): Piece[] {
  const item = usualItems[0];
  if (item === undefined) return [];
  const name = nameWithOption(item.name, item.option);
  return [
    {
      key: 'insights.person.usual_item',
      params: { name, count: item.visits, n: item.n },
      joinsPrevious: false,
      text: locale === 'ko' ? name : `has ${name}`,
    },
  ];
}

/** How long it has been: only when it is longer than usual, because a guest on her rhythm is no news. */
function gapPieces({ daysSinceLast, closedDays, lapse, isHere }: PersonFacts, locale: Locale): Piece[] {
  if (daysSinceLast === undefined || lapse === undefined || lapse === 'on_rhythm') return [];
  const openDays = daysSinceLast - closedDays;
  const gap = speakGap(openDays);
  const time = howLong(gap, locale);
  const words = isHere
    ? { ko: `이번엔 ${time} 만`, en: `this time after ${time}` }
    : { ko: `${time}째 안 오셨어요`, en: `not seen for ${time}` };
  const said: Piece = {
    key: `insights.person.${isHere ? 'back_after' : 'away_for'}.${gap.unit}`,
    params: { count: gap.count, days: openDays },
    joinsPrevious: false,
    text: words[locale],
  };
  if (closedDays === 0) return [said];
  const leftOut = leaveOut(closedDays, locale);
  return [said, { key: 'insights.person.closed', params: { days: closedDays }, joinsPrevious: true, text: leftOut }];
}

/** What stands behind a count of days that leaves a closure out. */
export function leaveOut(closedDays: number, locale: Locale): string {
  return locale === 'ko'
    ? `(가게가 쉰 ${closedDays}일은 빼고)`
    : `(not counting ${many(closedDays, 'day')} the shop was closed)`;
}

/**
 * Why a person stands in the list of 쉬는 손님, in one sentence a cashier can check (MT-15), in whole days. Below three
 * visits the interval is the shop's, and the sentence says so instead of claiming a habit she does not have. Days of a long
 * closure are not counted, and the sentence says that, too.
 * Worked: own 14 days, 35 days ago → "보통 14일마다 오시는데 35일째 안 오셨어요"; 56 days ago, of which the shop was closed for
 * 21 → the same with "(가게가 쉰 21일은 빼고)" behind it.
 */
export function describeLapseReason(
  { interval, daysSinceLast, closedDays }: { interval: VisitInterval; daysSinceLast: number; closedDays: number },
  locale: Locale,
): { key: string; params: { intervalDays: number; days: number; closedDays: number; n: number }; text: string } {
  const every = inUnit('day', interval.intervalDays);
  const openDays = daysSinceLast - closedDays;
  const isDaily = every.count === 1;
  const often = howOften(every, 'en');
  const away = howLong({ unit: 'day', count: openDays }, locale);
  const words =
    interval.source === 'own'
      ? {
          ko: `${usually(every, 'ko')} 오시는데 ${away}째 안 오셨어요`,
          en: `${isDaily ? 'Comes' : 'Usually comes'} ${often}; not seen for ${away}`,
        }
      : {
          ko: `다른 손님은 ${usually(every, 'ko')} 오시는데 ${away}째 안 오셨어요`,
          en: `Guests here ${isDaily ? '' : 'usually '}come ${often}; not seen for ${away}`,
        };
  return {
    key: `insights.lapse_reason.${interval.source}`,
    params: { intervalDays: every.count, days: openDays, closedDays, n: interval.n },
    text: closedDays === 0 ? words[locale] : `${words[locale]} ${leaveOut(closedDays, locale)}`,
  };
}
