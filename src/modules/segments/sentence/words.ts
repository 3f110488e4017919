import { many } from '../../../shared/english.ts';
import { formatMoney } from '../../../shared/money.ts';
import { RFM_SEGMENT_NAMES } from '../../insights/index.ts';
import type { Condition } from '../contract/rule.ts';

export type Locale = 'ko' | 'en';

/** What the ids of a rule are called; an id that is gone has no name. */
export interface Names {
  items: Readonly<Record<string, string>>;
  tags: Readonly<Record<string, string>>;
  groups: Readonly<Record<string, string>>;
  plays: Readonly<Record<string, string>>;
  levels: Readonly<Record<string, string>>;
  fields: Readonly<
    Record<string, { label: Record<Locale, string>; choices: Readonly<Record<string, Record<Locale, string>>> }>
  >;
  currency: string;
  /** What the shop calls its people: 손님, guests. */
  people: Readonly<Record<Locale, string>>;
}

const text = (ko: string, en: string): Record<Locale, string> => ({ ko, en });

const DAYPARTS: Readonly<Record<string, Record<Locale, string>>> = {
  morning: text('아침', 'in the morning'),
  lunch: text('점심', 'at lunch'),
  break: text('오후', 'in the afternoon'),
  dinner: text('저녁', 'in the evening'),
  night: text('밤', 'at night'),
};
const WEEKDAYS: readonly Record<Locale, string>[] = [
  text('월요일', 'Monday'),
  text('화요일', 'Tuesday'),
  text('수요일', 'Wednesday'),
  text('목요일', 'Thursday'),
  text('금요일', 'Friday'),
  text('토요일', 'Saturday'),
  text('일요일', 'Sunday'),
];
export const daypartName = (part: string, locale: Locale) => DAYPARTS[part]?.[locale] ?? part;
/** ISO: 1 Monday … 7 Sunday. */
export const weekdayName = (weekday: number, locale: Locale) => WEEKDAYS[weekday - 1]?.[locale] ?? '';
const MONTHS_EN = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
export const month = (at: number): Record<Locale, string> => text(`${at}월`, MONTHS_EN[at - 1] ?? String(at));
export const LAPSE: Readonly<Record<string, Record<Locale, string>>> = {
  on_rhythm: text('평소대로 오는 분', 'as usual'),
  due: text('조금 늦는 분', 'a little late'),
  watch: text('뜸해진 분', 'slipping away'),
  lapsed: text('쉬는 분', 'resting'),
};
export const RFM: Readonly<Record<string, Record<Locale, string>>> = RFM_SEGMENT_NAMES;
const CONSENTS: Readonly<Record<string, Record<Locale, string>>> = {
  svc_membership: text('회원', 'membership'),
  marketing_use: text('홍보 연락', 'promotion'),
  ad_email: text('이메일 광고', 'advertising e-mail'),
  ad_sms: text('문자 광고', 'advertising texts'),
  ad_night: text('밤 시간 광고', 'advertising at night'),
  ad_kakao: text('카카오톡 광고', 'advertising by KakaoTalk'),
  svc_optional_fields: text('생일·취향', 'birthday and taste'),
};
export const consentName = (kind: string, locale: Locale) => CONSENTS[kind]?.[locale] ?? kind;
const SOURCES: Readonly<Record<string, Record<Locale, string>>> = {
  staff: text('직원이 적음', 'written down by staff'),
  manual: text('직접 적음', 'written down by hand'),
  import: text('가져온 파일', 'an imported file'),
  file: text('가져온 파일', 'an imported file'),
  api: text('연결한 프로그램', 'a connected program'),
  demo: text('데모', 'the demo'),
  tablet: text('태블릿', 'the tablet'),
  web: text('홈페이지', 'the website'),
};
export const sourceName = (source: string, locale: Locale) => SOURCES[source]?.[locale] ?? source;
/** What goes by each way, as a noun: the Korean one stands before 홍보. */
export const AD_CHANNEL: Readonly<Record<'email' | 'sms' | 'kakao', Record<Locale, string>>> = {
  email: text('이메일', 'advertising e-mail'),
  sms: text('문자', 'advertising texts'),
  kakao: text('카카오톡', 'advertising by KakaoTalk'),
};
export const HOUSEHOLDS: Readonly<Record<string, Record<Locale, string>>> = {
  household: text('가족', 'a household'),
  company: text('회사', 'a company'),
};
const YES_NO: Readonly<Record<string, Record<Locale, string>>> = { yes: text('예', 'yes'), no: text('아니요', 'no') };
const GONE = text('지워진 것', 'something removed');

/** Names in a row: `마라탕이나 꿔바로우` is told as `마라탕·꿔바로우`, in English with `or`. */
export function listed(names: readonly string[], locale: Locale): string {
  if (locale === 'ko') return names.join('·');
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** Names of ids; those that are gone are told once. */
export function named(ids: readonly string[], of: Readonly<Record<string, string>>, locale: Locale): string {
  return listed([...new Set(ids.map((id) => of[id] ?? GONE[locale]))], locale);
}

/** How a field's value is shown: the label of a choice, yes or no, else as it is. */
export function fieldValue(key: string, value: string, names: Names, locale: Locale): string {
  return names.fields[key]?.choices[value]?.[locale] ?? YES_NO[value]?.[locale] ?? value;
}
export const fieldLabel = (key: string, names: Names, locale: Locale) => names.fields[key]?.label[locale] ?? key;

export const money = (amountMinor: number, names: Names, locale: Locale) =>
  formatMoney(amountMinor, names.currency, locale);
export const count = (value: number, locale: Locale) => new Intl.NumberFormat(locale).format(value);
/** `1 day`, `2 days`. */
export const days = (value: number) => many(value, 'day');
export const percent = (rate: number) => `${Math.round(rate * 1000) / 10}%`;

type Line = Extract<Condition, { fact: 'bought' }>;
/** What a line item condition is about: items, categories, or anything; with its option. */
export function whatBought(
  condition: Pick<Line, 'itemIds' | 'categories' | 'option'>,
  names: Names,
  locale: Locale,
): string {
  const { itemIds, categories, option } = condition;
  const items = itemIds ? [named(itemIds, names.items, locale)] : [];
  const kinds = categories ? [`‘${listed(categories, locale)}’${locale === 'ko' ? ' 분류' : ' items'}`] : [];
  const parts = [...items, ...kinds];
  const what =
    parts.length === 0 ? text('무엇이든', 'anything')[locale] : parts.join(locale === 'ko' ? ' 가운데 ' : ' of ');
  if (option === undefined) return what;
  return locale === 'ko' ? `‘${option}’ ${what}` : `${what} with “${option}”`;
}
