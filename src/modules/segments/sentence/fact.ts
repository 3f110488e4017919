import { formatDay, relativeDays } from '../../../shared/time.ts';
import { leaveOut } from '../../insights/index.ts';
import type { Condition } from '../contract/rule.ts';
import { askedOf } from './asked.ts';
import {
  AD_CHANNEL,
  consentName,
  count,
  daypartName,
  fieldLabel,
  fieldValue,
  HOUSEHOLDS,
  LAPSE,
  type Locale,
  listed,
  money,
  type Names,
  named,
  percent,
  RFM,
  sourceName,
  weekdayName,
  whatBought,
} from './words.ts';

type Say = (ko: string, en: string) => string;
type Bought = Extract<Condition, { fact: 'bought' }>;

const inBrackets = (words: readonly string[]) => (words.length === 0 ? '' : ` (${words.join(', ')})`);

/** `마라탕 저녁에 0번`: what, at which time of the day, how often or for how much, or both where both were asked. */
function bought(
  condition: Bought,
  { value, often, asked }: { value: unknown; often: (n: number) => string; asked: string },
  names: Names,
  locale: Locale,
): string {
  const { daypart, timesAtLeast, timesAtMost, amountAtLeastMinor, amountAtMostMinor } = condition;
  const parts = daypart?.map((part) => daypartName(part, locale));
  const when = parts ? ` ${listed(parts, locale)}${locale === 'ko' ? '에' : ''}` : '';
  const asksAmount = amountAtLeastMinor !== undefined || amountAtMostMinor !== undefined;
  const asksTimes = timesAtLeast !== undefined || timesAtMost !== undefined;
  const spent = (amountMinor: number) => money(amountMinor, names, locale);
  const number = typeof value === 'number' ? value : 0;
  const how = isBoth(value)
    ? `${often(value.times)}, ${spent(value.amountMinor)}`
    : asksAmount && !asksTimes
      ? spent(number)
      : often(number);
  return `${whatBought(condition, names, locale)}${when} ${how}${asked}`;
}

const isBoth = (value: unknown): value is { times: number; amountMinor: number } =>
  typeof value === 'object' && value !== null && 'times' in value && 'amountMinor' in value;

/** The state of a rhythm, and the days of a closure that it leaves out (MT-15). */
function lapse(value: unknown, unknown: string, locale: Locale): string {
  const { state, closedDays } = isLeavingOut(value) ? value : { state: value, closedDays: 0 };
  if (typeof state !== 'string') return unknown;
  return (LAPSE[state]?.[locale] ?? state) + (closedDays > 0 ? ` ${leaveOut(closedDays, locale)}` : '');
}

const isLeavingOut = (value: unknown): value is { state: unknown; closedDays: number } =>
  typeof value === 'object' && value !== null && 'closedDays' in value && typeof value.closedDays === 'number';

/** What is known of a person about one condition: `마라탕 4번 (최근 90일)`. Without a value: that nothing is known. */
function describe(condition: Condition, value: unknown, names: Names, locale: Locale): string {
  const say: Say = (ko, en) => (locale === 'ko' ? ko : en);
  const number = typeof value === 'number' ? value : undefined;
  const often = (n: number) => say(`${count(n, 'ko')}번`, n === 1 ? 'once' : `${count(n, 'en')} times`);
  const unknown = say('아직 몰라요', 'not known yet');
  const amount = () => (number === undefined ? unknown : money(number, names, locale));
  const asked = inBrackets(askedOf(condition, names, locale));
  /** What was asked for, where the value does not say it by itself. */
  const askedUnless = (isKnown: boolean) => (isKnown ? '' : asked);
  switch (condition.fact) {
    case 'visits':
      return say('방문 ', 'Visited ') + often(number ?? 0) + asked;
    case 'spend':
      return say('쓴 금액 ', 'Spent ') + money(number ?? 0, names, locale) + asked;
    case 'worthPerMonth':
      return say('한 달에 ', 'A month: ') + amount();
    case 'lapse':
      return say('상태: ', 'State: ') + lapse(value, unknown, locale) + askedUnless(value !== null);
    case 'rfm':
      return (
        say('무리: ', 'Group: ') +
        (typeof value === 'string' ? (RFM[value]?.[locale] ?? value) : unknown) +
        askedUnless(value !== null)
      );
    case 'lastVisit':
      return (
        say('마지막 방문 ', 'Last visit ') + (number === undefined ? say('없음', 'none') : relativeDays(number, locale))
      );
    case 'firstVisit':
      return (
        say('첫 방문 ', 'First visit ') + (number === undefined ? say('없음', 'none') : relativeDays(number, locale))
      );
    case 'ordered':
      return `${whatBought(condition, names, locale)} ${often(number ?? 0)}${asked}`;
    case 'bought':
      return bought(condition, { value, often, asked }, names, locale);
    case 'usualDaypart':
      return (
        say('주로 ', 'Usually ') +
        (typeof value === 'string' ? daypartName(value, locale) : unknown) +
        askedUnless(value !== null)
      );
    case 'usualWeekday':
      return (
        say('주로 ', 'Usually ') +
        (number === undefined ? unknown : weekdayName(number, locale)) +
        askedUnless(number !== undefined)
      );
    case 'usualHour':
      return say('주로 오는 시간 ', 'Usual hour ') + (number === undefined ? unknown : `${number}:00`) + asked;
    case 'alive':
      return say('다시 오실 가능성 ', 'Chance of coming back ') + (number === undefined ? unknown : percent(number));
    case 'futureValue':
      return say('앞으로 1년에 남을 돈 ', 'Left over in the next 12 months: ') + amount();
    case 'expectedNext':
      return (
        say('다음에 오실 날 ', 'Next expected ') + (number === undefined ? unknown : relativeDays(-number, locale))
      );
    case 'contactable':
      return value === true
        ? say(
            `${AD_CHANNEL[condition.channel].ko} 홍보를 보낼 수 있어요`,
            `May be sent ${AD_CHANNEL[condition.channel].en}`,
          )
        : say(
            `${AD_CHANNEL[condition.channel].ko} 홍보를 보낼 수 없어요`,
            `May not be sent ${AD_CHANNEL[condition.channel].en}`,
          );
    case 'sent':
      return say('보낸 메시지 ', 'Messages sent: ') + often(number ?? 0) + asked;
    case 'happened':
      return `${listed(condition.kinds, locale)} ${often(number ?? 0)}${asked}`;
    case 'play': {
      const which = condition.playIds && named(condition.playIds, names.plays, locale);
      const [ko, en] = which
        ? [`‘${which}’ 실행안`, `the play “${which}”`]
        : [condition.as === 'redeemed' || condition.as === 'heldOut' ? '' : '실행안', 'a play'];
      const part = {
        any: say(`${ko}에 들어감`, `In ${en}`),
        treated: say(`${ko}로 보냄`, `Written to in ${en}`),
        heldOut: say(`${ko && `${ko}에서 `}비교하려고 남김`, which ? `Held out of ${en}` : 'Held out'),
        redeemed: say(`${ko && `${ko} `}쿠폰 씀`, which ? `Used a coupon of ${en}` : 'Used a coupon'),
      }[condition.as];
      return `${part} ${often(number ?? 0)}${asked}`;
    }
    case 'coupon':
      return (
        (typeof value === 'string'
          ? say('쓸 수 있는 쿠폰: ', 'Coupon good until ') + formatDay(value, locale) + say('까지', '')
          : say('쓸 수 있는 쿠폰 없음', 'No coupon to use')) + asked
      );
    case 'balance': {
      const held = count(number ?? 0, locale);
      return condition.unit === 'points'
        ? say(`포인트 ${held}점`, `Points: ${held}`)
        : say(`스탬프 ${held}개`, `Stamps: ${held}`);
    }
    case 'level':
      return (
        say('등급: ', 'Level: ') +
        (typeof value === 'string' ? named([value], names.levels, locale) : say('없음', 'none') + asked)
      );
    case 'birthday':
      return say('생일 ', 'Birthday ') + (number === undefined ? unknown : relativeDays(-number, locale)) + asked;
    case 'household':
      return (
        say('함께 오는 분: ', 'Comes with: ') +
        (typeof value === 'string' ? (HOUSEHOLDS[value]?.[locale] ?? value) : say('없음', 'nobody') + asked)
      );
    case 'bucket':
      return say(`무작위 칸 ${number ?? ''}`, `Random bucket ${number ?? ''}`) + ` / ${condition.of}`;
    case 'group': {
      const name = `‘${named([condition.segmentId], names.groups, locale)}’`;
      return value === true
        ? say(`${name} 그룹에 있음`, `In the group ${name}`)
        : say(`${name} 그룹에 없음`, `Not in the group ${name}`);
    }
    case 'tag': {
      const hung = Array.isArray(value) ? value.filter((id) => typeof id === 'string' && id in names.tags) : [];
      return (
        say('태그: ', 'Tags: ') +
        (hung.length === 0 ? say('없음', 'none') + asked : named(hung as string[], names.tags, locale))
      );
    }
    case 'field': {
      const label = fieldLabel(condition.key, names, locale);
      return typeof value === 'string' && value !== ''
        ? `${label}: ${fieldValue(condition.key, value, names, locale)}`
        : label + asked;
    }
    case 'reachable': {
      const what = condition.by === 'email' ? say('이메일 주소', 'E-mail address') : say('전화번호', 'Phone number');
      return value === true ? say(`${what} 있음`, `${what}: yes`) : say(`${what} 없음`, `${what}: no`);
    }
    case 'consent': {
      const agreed = value === 'granted' || value === 'reconfirmed';
      const answer = agreed
        ? say('동의함', 'agreed')
        : typeof value === 'string'
          ? say('동의하지 않음', 'did not agree')
          : unknown;
      return `${say('동의', 'Consent')} (${consentName(condition.kind, locale)}): ${answer}`;
    }
    case 'source':
      return (
        say('알게 된 곳: ', 'Known from: ') +
        (typeof value === 'string' ? sourceName(value, locale) : unknown) +
        askedUnless(value !== null)
      );
  }
}

/**
 * What is known of a person about one condition of a group, in Korean and English; whether she meets it is told beside it.
 * Worked: bought 마라탕 with the value 4 within 90 days is `마라탕 4번 (최근 90일)`.
 */
export function describeFact(
  { condition, value }: { condition: Condition; value: unknown },
  names: Names,
): { ko: string; en: string } {
  return { ko: describe(condition, value, names, 'ko'), en: describe(condition, value, names, 'en') };
}
