import { many } from '../../../shared/english.ts';
import { josa } from '../../../shared/hangul.ts';
import { formatMoney, toMinor } from '../../../shared/money.ts';
import { type Saying, speakCount, speakShare } from './saying.ts';

interface Huge {
  orderIds: readonly string[];
  share: number;
  othersMeanMinor: number;
  n: number;
}
const hugeOnes = {
  ko: (count: number) => (count === 1 ? '한 건' : `${count}건`),
  en: (count: number) => many(count, 'order is', 'orders are'),
};

type HugeOfDays = Omit<Huge, 'othersMeanMinor'>;

/** How much of the sales of some days they are, to be gone on with. */
const ofTheseDays = {
  ko: ({ orderIds, share, n }: HugeOfDays) =>
    `주문 ${hugeOnes.ko(orderIds.length)}이 이 기간 매출의 ${speakShare(share)}예요 (주문 ${speakCount(n)}건).`,
  en: ({ orderIds, share, n }: HugeOfDays) =>
    `${hugeOnes.en(orderIds.length)} ${speakShare(share)} of these days' sales (n ${speakCount(n)}):`,
};

/** Orders that much of a menu's figures would hang on: they are no part of them (MT-40). */
export function sayHugeOrder(huge: HugeOfDays): Saying {
  const { orderIds, share, n } = huge;
  return {
    key: 'menu_huge_order',
    params: { share, n, orders: orderIds.length },
    ko: `${ofTheseDays.ko(huge)} 그 주문에 든 메뉴는 세지 않고 봤어요.`,
    en: `${ofTheseDays.en(huge)} the items on ${orderIds.length === 1 ? 'it' : 'them'} are not counted here.`,
  };
}

/** Orders that the average check hangs on, and the average without them (MT-44). Worked: 100 of 200,000 in 11 orders → 10,000. */
export function sayHugeCheck({ orderIds, share, othersMeanMinor, n }: Huge, currency: string): Saying {
  const count = orderIds.length;
  const money = (locale: 'ko' | 'en') => formatMoney(othersMeanMinor, currency, locale);
  return {
    key: 'check_huge_order',
    params: { share, othersMeanMinor, n, orders: count },
    ko: `주문 ${hugeOnes.ko(count)}이 매출의 ${speakShare(share)}라 평균이 높아 보여요. 빼고 보면 ${money('ko')}쯤이에요.`,
    en: `${hugeOnes.en(count)} ${speakShare(share)} of sales and ${count === 1 ? 'lifts' : 'lift'} the mean: without ${count === 1 ? 'it' : 'them'} about ${money('en')}.`,
  };
}

/** Orders that money of these days hangs on, wherever it stands: by hour, by group, by source (MT-02). */
export function sayHugeSales(huge: HugeOfDays): Saying {
  const { orderIds, share, n } = huge;
  return {
    key: 'sales_huge_order',
    params: { share, n, orders: orderIds.length },
    ko: `${ofTheseDays.ko(huge)} 금액은 그만큼 커 보여요.`,
    en: `${ofTheseDays.en(huge)} amounts look that much larger.`,
  };
}

/** A person's huge orders, which her month is told without (MT-02). */
export const sayHugeWorth = ({ orders, netMinor }: { orders: number; netMinor: number }, currency: string): Saying => ({
  key: 'worth_huge_order',
  params: { orders, netMinor },
  ko: `${formatMoney(netMinor, currency, 'ko')}짜리 큰 주문 ${hugeOnes.ko(orders)}은 빼고 셌어요.`,
  en: `Without ${orders === 1 ? 'a huge order' : `${orders} huge orders`} of ${formatMoney(netMinor, currency, 'en')}.`,
});

/** Days without an order. */
interface Gap {
  from: string;
  to: string;
}

/** Orders that lie long before all others, as a till's clock that went back dates them: they count for nobody's visits. */
export const sayWrongClock = ({ orders, last, first }: { orders: number; last: string; first: string }): Saying => ({
  key: 'clock_went_back',
  params: { n: orders, last, first },
  ko: `${last}까지로 적힌 주문 ${speakCount(orders)}건은 ${first}부터의 다른 주문보다 훨씬 앞서 있어요. 계산대 시계가 틀렸던 것으로 보고, 첫 방문과 주기, 예상에서 빼고 셌어요.`,
  en: `${many(orders, 'order is', 'orders are')} dated up to ${last}, long before all others, which begin on ${first}: taken as a wrong clock of the till and left out of first visits, rhythms and forecasts.`,
});

/** What is said where too little is known: of figures that are just being worked out it would not be true for long. */
const TOO_LITTLE: ReadonlySet<string> = new Set([
  'states_unknown',
  'too_few_people',
  'everybody_once',
  'too_few_repeaters',
  'short_history',
  'dates_unknown',
  'funnel_few',
  'forecast_too_few',
  'forecast_ended',
  'forecast_no_covers',
]);

/**
 * While facts and models are worked out anew, that instead of "too little": what a file brought an hour ago is not in them yet.
 * `hasFit`: something was worked out before. Worked: too_few_people while a fit waits → being_fitted alone.
 */
export function sayWhileFitted(
  said: readonly Saying[],
  { isUnderWay, hasFit = true }: { isUnderWay: boolean; hasFit?: boolean },
) {
  const known = isUnderWay ? said.filter(({ key }) => !TOO_LITTLE.has(key)) : [...said];
  if (!isUnderWay || (hasFit && known.length === said.length)) return known;
  const being: Saying = {
    key: 'being_fitted',
    params: {},
    ko: '들어온 기록으로 계산하고 있어요. 끝나면 이 화면이 저절로 바뀌어요.',
    en: 'Working this out from your records. This page changes by itself when it is done.',
  };
  return [being, ...known];
}

/** A time in which the shop was shut, beside months in which nobody could come. */
export const sayCohortClosure = ({ from, to }: Gap): Saying => ({
  key: 'cohorts_closed',
  params: { from, to },
  ko: `${from}부터 ${to}까지는 주문이 하나도 없어 가게가 쉰 때로 봐요. 그때 아무도 안 오신 것은 손님 탓이 아니에요.`,
  en: `No orders from ${from} to ${to}: taken as closed. Few came in these months because nobody could.`,
});

/** Sales that ended days ago: after two weeks everybody's days stand still, before that they run on (decision 0029). */
export const saySalesEnd = ({ lastSaleOn, isClosure }: { lastSaleOn: string; isClosure: boolean }): Saying => ({
  key: 'sales_ended',
  params: { lastSaleOn },
  ko: `${lastSaleOn} 뒤로 매출 기록이 없어요. ${
    isClosure
      ? '손님들의 모습은 그날까지 본 것이고, 누가 언제 오실지는 말하지 않아요.'
      : '그사이 오신 분도 뜸해 보일 수 있고, 누가 언제 오실지는 말하지 않아요.'
  } 빠진 매출이 있으면 가져와 주세요.`,
  en: `No sales since ${lastSaleOn}. ${
    isClosure
      ? 'People are told as they were on that day, and nobody is expected on a day.'
      : 'Who came since may look late, and nobody is expected on a day.'
  } Import the sales that are missing, if any.`,
});

/** Sales that ended days ago, where days to come would be foreseen from them: none is (decision 0029). */
export const sayForecastStopped = ({ lastSaleOn }: { lastSaleOn: string }): Saying => ({
  key: 'forecast_stopped',
  params: { lastSaleOn },
  ko: `${lastSaleOn} 뒤로 매출 기록이 없어 앞날은 말하지 않아요. 빠진 매출이 있으면 가져와 주세요.`,
  en: `No sales since ${lastSaleOn}: nothing is foreseen from them. Import the sales that are missing, if any.`,
});

/** An item foreseen together with the name it had before. */
export const sayForecastRenamed = ({ name, before }: { name: string; before: string }): Saying => ({
  key: 'forecast_renamed',
  params: { name, before },
  ko: `${josa(`‘${name}’`, '은/는')} ‘${before}’에서 이름만 바뀐 것 같아 둘을 이어서 예상했어요.`,
  en: `‘${name}’ looks like a new name of ‘${before}’: it is foreseen from both.`,
});

/** An item whose price, in the currency's major unit, changed while the forecast was learning. */
export const sayForecastPrice = (
  { name, ...changed }: { name: string; before: number; after: number },
  currency: string,
): Saying => {
  const [before, after] = [toMinor(changed.before, currency), toMinor(changed.after, currency)];
  const price = (minor: number, locale: 'ko' | 'en') => formatMoney(minor, currency, locale);
  return {
    key: 'forecast_price_changed',
    params: { name, before, after },
    ko: `‘${name}’ 값이 ${price(before, 'ko')}에서 ${josa(price(after, 'ko'), '으로/로')} 바뀌었어요. 예상은 바뀌기 전에 팔린 수도 보고 배운 것이에요.`,
    en: `‘${name}’ went from ${price(before, 'en')} to ${price(after, 'en')}: the forecast has learnt from sales before that too.`,
  };
};

/** Days on which items ran out, of the items that quantities are told of (MT-90). */
export function saySoldOut(items: readonly { name: string; filled: number; leftOut: number }[]): Saying | undefined {
  const daysOf = ({ filled, leftOut }: (typeof items)[number]) => filled + leftOut;
  const ran = items.filter((item) => daysOf(item) > 0).toSorted((a, b) => daysOf(b) - daysOf(a));
  if (ran.length === 0) return undefined;
  const sum = (pick: (item: (typeof items)[number]) => number) => ran.reduce((total, item) => total + pick(item), 0);
  const [filled, leftOut] = [sum(({ filled }) => filled), sum(({ leftOut }) => leftOut)];
  const shown = ran.slice(0, 2);
  const named = (locale: 'ko' | 'en') =>
    shown
      .map((item) =>
        locale === 'ko' ? `‘${item.name}’ ${daysOf(item)}일` : `‘${item.name}’ on ${many(daysOf(item), 'day')}`,
      )
      .join(', ') +
    (ran.length === shown.length
      ? ''
      : locale === 'ko'
        ? ` 외 ${ran.length - shown.length}가지`
        : ` and ${ran.length - shown.length} more`);
  const how = [
    filled > 0
      ? {
          ko: `${filled}일은 떨어지기 전까지 팔린 만큼으로 하루를 채워 셌어요.`,
          en: `${many(filled, 'day')} filled up from what sold before that.`,
        }
      : undefined,
    leftOut > 0 ? { ko: `${leftOut}일은 뺐어요.`, en: `${many(leftOut, 'day')} left out.` } : undefined,
  ].flatMap((one) => one ?? []);
  return {
    key: 'sold_out_days',
    params: { filled, leftOut, items: ran.length },
    ko: `품절된 날에는 더 팔릴 수 있었어요 (${named('ko')}). ${how.map(({ ko }) => ko).join(' ')}`,
    en: `More could have sold on days that ran out (${named('en')}): ${how.map(({ en }) => en).join(' ')}`,
  };
}

/** Items nothing is foreseen of because they were sold out on most days (MT-90), by name and days. */
export function sayUnknownItems(items: readonly { name: string; leftOut: number }[]): Saying | undefined {
  if (items.length === 0) return undefined;
  return {
    key: 'sold_out_unknown',
    params: { items: items.length },
    ko: `${items.map(({ name, leftOut }) => `‘${name}’ ${leftOut}일`).join(', ')}: 품절로 하나도 팔리지 않은 날이 많아 아직 예상하지 못해요.`,
    en: `${items.map(({ name, leftOut }) => `‘${name}’ (${many(leftOut, 'day')})`).join(', ')}: sold out with none sold on too many days to be foreseen yet.`,
  };
}
