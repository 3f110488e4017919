import { many } from '../../../shared/english.ts';
import { josa } from '../../../shared/hangul.ts';
import { formatMoney, toMinor } from '../../../shared/money.ts';
import { type Saying, speakCount, speakShare } from './saying.ts';

/** What changed about an item, in words a cook reads; prices in the currency's major unit. */
export function sayMenuAlarm(
  alarm: { kind: 'falling' | 'rising' | 'price_changed' | 'renamed'; before: number; after: number; n: number },
  { name, renamedTo, currency }: { name: string; renamedTo: string; currency: string },
): Saying {
  const { kind, before, after, n } = alarm;
  const params = { name, before, after, n };
  const price = (major: number, locale: 'ko' | 'en') => formatMoney(toMinor(major, currency), currency, locale);
  const tenth = (share: number) => `${(share * 100).toFixed(1)}%`;
  if (kind === 'renamed') {
    return {
      key: 'menu_renamed',
      params: { ...params, renamedTo },
      ko: `‘${name}’ 대신 ‘${renamedTo}’ 기록이 시작됐어요. 이름만 바뀐 것 같아 줄었다고 보지 않았어요.`,
      en: `‘${name}’ stopped as ‘${renamedTo}’ began: it looks like a new name, not a fall.`,
    };
  }
  if (kind === 'price_changed') {
    return {
      key: 'menu_price_changed',
      params,
      ko: `‘${name}’ 값이 ${price(before, 'ko')}에서 ${josa(price(after, 'ko'), '으로/로')} 바뀌었어요. 판매량을 견줄 때 함께 보세요.`,
      en: `‘${name}’ went from ${price(before, 'en')} to ${price(after, 'en')}: keep it in mind when comparing sales.`,
    };
  }
  return {
    key: `menu_${kind}`,
    params,
    ko: `‘${name}’ 판매 비중이 ${tenth(before)}에서 ${tenth(after)}로 ${kind === 'falling' ? '줄었어요' : '늘었어요'} (최근 4주와 그전 8주, ${speakCount(n)}개)`,
    en: `‘${name}’ ${kind === 'falling' ? 'fell' : 'rose'} from ${tenth(before)} to ${tenth(after)} of all pieces (last 4 weeks against the 8 before, n ${speakCount(n)})`,
  };
}

/** MT-02: below so many orders a share says nothing; a week holds every weekday once. */
const KNOWN_FROM = { orders: 30, days: 7 } as const;

/**
 * What is known of an item that has been on sale for `days`: in how many of the shop's `allOrders` since it stands, and as a
 * share only from a week and 30 orders of the shop on (MT-02). Worked: 42 of 412 orders in 19 days → 10 %.
 */
export function sayNewItem({
  name,
  days,
  orders,
  allOrders,
}: {
  name: string;
  days: number;
  orders: number;
  allOrders: number;
}): Saying {
  const isKnown = allOrders >= KNOWN_FROM.orders && days >= KNOWN_FROM.days;
  const share = speakShare(orders / allOrders);
  const params = { name, days, orders, n: allOrders };
  const ko = `${josa(`‘${name}’`, '은/는')} 새로 판 지 ${days}일째예요: 주문 ${speakCount(allOrders)}건 가운데 ${speakCount(orders)}건`;
  const en = `‘${name}’ is new (day ${days}): in ${speakCount(orders)} of ${many(allOrders, 'order')}`;
  return isKnown
    ? { key: 'menu_new', params, ko: `${ko} (${share})`, en: `${en} (${share})` }
    : { key: 'menu_new_early', params, ko: `${ko}. 비율을 말하기는 아직 일러요.`, en: `${en}: too early for a share` };
}

/** MT-40: a shorter time says more about the weather than about the menu. */
export const MENU_DAYS = 28;

/** The menu at a glance (MT-40); why there is none, where no item has a class. */
export function sayMenu({
  classes,
  n,
  days,
}: {
  classes: Readonly<Record<string, number>>;
  n: number;
  days: number;
}): Saying {
  const known = Object.values(classes).reduce((sum, count) => sum + count, 0);
  if (known === 0) {
    const why =
      n === 0
        ? { ko: `이 ${days}일 동안 팔린 메뉴가 없어요.`, en: `Nothing was sold in these ${many(days, 'day')}.` }
        : days < MENU_DAYS
          ? {
              ko: `${days}일만 골라 메뉴를 견줄 수 없어요. ${MENU_DAYS}일부터 견줘요.`,
              en: `${many(days, 'day is', 'days are')} too few to compare a menu. It takes ${MENU_DAYS}.`,
            }
          : {
              ko: `이 ${days}일 동안 서로 다른 메뉴가 네 가지 이상 팔린 갈래가 없어 메뉴를 견줄 수 없어요.`,
              en: `No category sold four different items in these ${many(days, 'day')}: there is nothing to compare.`,
            };
    return { key: 'menu_too_few', params: { n, days }, ...why };
  }
  const of = (name: string) => classes[name] ?? 0;
  return {
    key: 'menu',
    params: { star: of('star'), puzzle: of('puzzle'), plowhorse: of('plowhorse'), dog: of('dog'), n },
    ko: `인기도 있고 남기도 하는 메뉴 ${of('star')}가지, 인기는 있는데 덜 남는 메뉴 ${of('plowhorse')}가지, 남는데 덜 팔리는 메뉴 ${of('puzzle')}가지, 둘 다 아닌 메뉴 ${of('dog')}가지예요. (${days}일, ${speakCount(n)}개)`,
    en: `${of('star') === 1 ? '1 item is popular and earns' : `${of('star')} items are popular and earn`} well, ${of('plowhorse') === 1 ? '1 is popular but earns' : `${of('plowhorse')} are popular but earn`} little, ${of('puzzle') === 1 ? '1 earns well but sells' : `${of('puzzle')} earn well but sell`} little, ${many(of('dog'), 'does', 'do')} neither. (${many(days, 'day')}, n ${speakCount(n)})`,
  };
}

/** What one may do about an item of a class (MT-40); at most two. */
export const MENU_ACTIONS = {
  star: ['keep'],
  plowhorse: ['reprice', 'resize'],
  puzzle: ['rename', 'recommend'],
  dog: ['drop', 'keep'],
} as const;

/** How much hangs on one order, one person or ten people. */
export function sayConcentration(kind: 'order' | 'person' | 'ten', { share, n }: { share: number; n: number }): Saying {
  const words = {
    order: {
      ko: `주문 한 건이 매출의 ${speakShare(share)}예요. 평균과 예상을 볼 때 이 주문은 따로 생각해 주세요.`,
      en: `One order is ${speakShare(share)} of sales: keep it apart when you read means and forecasts.`,
    },
    person: {
      ko: `손님 한 분이 매출의 ${speakShare(share)}예요. 그분이 쉬시면 바로 느껴져요.`,
      en: `One person is ${speakShare(share)} of sales: you would feel it if they stopped.`,
    },
    ten: {
      ko: `손님 열 분이 매출의 ${speakShare(share)}를 쓰고 계세요.`,
      en: `Ten people are ${speakShare(share)} of sales.`,
    },
  }[kind];
  return { key: `concentration_${kind}`, params: { share, n }, ...words };
}

/** A member of staff under whose name refunds stand out; a reason to ask, never to accuse (PV-80). */
export function sayRefunds({
  staff,
  refunds,
  orders,
  usual,
}: {
  staff: string;
  refunds: number;
  orders: number;
  usual: number;
}): Saying {
  const params = { staff, refunds, n: orders, usual };
  return {
    key: 'refunds',
    params,
    ko: `‘${staff}’ 이름으로 된 환불이 ${speakCount(refunds)}건이에요 (주문 ${speakCount(orders)}건, 가게 전체라면 ${speakCount(usual)}건쯤). 이유를 한번 확인해 보세요.`,
    en: `${many(refunds, 'refund stands', 'refunds stand')} under ‘${staff}’ (${many(orders, 'order')}; about ${speakCount(usual)} would be usual). Worth asking why.`,
  };
}

/** A number recognised several times a day, again and again (PV-80). */
export function sayPoints({ days, most }: { days: number; most: number }): Saying {
  return {
    key: 'points',
    params: { days, most },
    ko: `하루에 여러 번(많게는 ${most}번) 적립한 날이 ${days}일인 번호가 있어요. 가족이 함께 쓰는 번호일 수도 있어요.`,
    en: `One number was used several times a day (up to ${most}) on ${many(days, 'day')}. It may be a family's.`,
  };
}

/** Parties that did not come, with a rate only from 30 parties on (MT-02, MT-43). */
export function sayNoShows({ noShows, parties }: { noShows: number; parties: number }): Saying {
  const rate = parties >= 30 ? ` (${speakShare(noShows / parties)})` : '';
  return {
    key: 'no_show',
    params: { noShows, n: parties },
    ko: `예약 ${speakCount(parties)}팀 가운데 ${speakCount(noShows)}팀이 오지 않았어요${rate}.`,
    en: `${speakCount(noShows)} of ${speakCount(parties)} booked parties did not come${rate}.`,
  };
}

/** OP-37: what happened once says nothing of a person, and what is older than a year says nothing any more. */
export const REPEATED_NO_SHOW = { atLeast: 2, days: 365 } as const;

/** Somebody who booked and did not come more than once: what one may suggest, never a refusal (OP-37, PV-80). */
export function sayRepeatedNoShow({ noShows, parties }: { noShows: number; parties: number }): Saying {
  return {
    key: 'no_show_person',
    params: { noShows, n: parties },
    ko: `지난 12개월 예약 ${speakCount(parties)}번 가운데 ${speakCount(noShows)}번 오지 않으셨어요. 다음 예약에는 예약금이나 확인 전화를 권해 보세요. 저절로 막지 않아요.`,
    en: `Did not come to ${speakCount(noShows)} of ${speakCount(parties)} bookings in 12 months. One may suggest a deposit or a call next time; nothing is refused by itself.`,
  };
}

/** Nothing stands out; said with what was looked at. */
export const sayNoRisk = (n: number): Saying => ({
  key: 'no_risk',
  params: { n },
  ko: `최근 90일 주문 ${speakCount(n)}건에서 눈에 띄는 것이 없어요.`,
  en: `Nothing stands out in ${many(n, 'order')} of the last 90 days.`,
});
