import { FILTERS, UNITS } from './metric-words.ts';
import { pageDefinitions } from './metrics-pages.ts';
import { shopDefinitions } from './metrics-shop.ts';

/** What a figure means, in the words a shop owner reads (MT-01). */
export interface MetricDefinition {
  key: string;
  /** Rule of domain.md it follows. */
  rule: string;
  name: { ko: string; en: string };
  text: { ko: string; en: string };
  /** Business days it looks at; null when it looks at everything. */
  windowDays: number | null;
  sources: readonly string[];
  /** How it is computed, in one line. */
  formula: { ko: string; en: string };
  /** What it counts and what it leaves out. */
  filter: { ko: string; en: string };
  /** What a value of it is a number of. */
  unit: { ko: string; en: string };
}

const ORDERS = ['orders.sale_order'] as const;
const FACTS = ['mart.customer_fact', 'orders.sale_order'] as const;

/** Every figure that the product shows about people, once. */
export const definitions: readonly MetricDefinition[] = [
  {
    key: 'visit',
    rule: 'MT-10',
    name: { ko: '방문', en: 'Visit' },
    text: {
      ko: '영업일 하루에 한 번이라도 결제하면 방문 한 번이에요. 같은 날 두 번 결제해도 한 번으로 세요.',
      en: 'A business day with at least one sale. Two receipts on one day are one visit.',
    },
    windowDays: null,
    sources: ORDERS,
    formula: { ko: '서로 다른 영업일의 수', en: 'number of distinct business days with a sale' },
    filter: FILTERS.paid,
    unit: UNITS.visits,
  },
  {
    key: 'identifiedShare',
    rule: 'MT-03',
    name: { ko: '누구인지 아는 주문', en: 'Orders we know the person of' },
    text: {
      ko: '전체 주문 가운데 어느 분인지 아는 주문의 비율이에요. 나머지는 아래 숫자에 들어가지 않아요.',
      en: 'Orders of a known person ÷ all orders. The rest is in no figure about people.',
    },
    windowDays: 365,
    sources: ORDERS,
    formula: { ko: '누구인지 아는 주문 ÷ 모든 주문', en: 'identified orders ÷ all orders' },
    filter: FILTERS.paid,
    unit: UNITS.share,
  },
  {
    key: 'repeatRate',
    rule: 'MT-13',
    name: { ko: '다시 온 비율', en: 'Repeat rate' },
    text: {
      ko: '지난 365일에 오신 분 가운데 두 번 이상 오신 분의 비율이에요.',
      en: 'People with two visits or more ÷ people with at least one, in the last 365 days.',
    },
    windowDays: 365,
    sources: ORDERS,
    formula: { ko: '두 번 이상 오신 분 ÷ 한 번 이상 오신 분', en: 'people with ≥ 2 visits ÷ people with ≥ 1' },
    filter: FILTERS.known,
    unit: UNITS.share,
  },
  {
    key: 'newToSecond',
    rule: 'MT-13',
    name: { ko: '첫 방문 뒤 60일 안에 다시 온 비율', en: 'Back within 60 days of the first visit' },
    text: {
      ko: '첫 방문이 60일 전부터 425일 전 사이인 분 가운데 그 뒤 60일 안에 다시 오신 분의 비율이에요. 단골이 되는 길은 지난 365일에 처음 오신 분 모두를, 달마다 보는 표는 그 달에 처음 오신 분 모두를 분모로 하고 60일을 따지지 않아서 서로 달라요.',
      en: 'Of people whose first visit was 60 to 425 days ago, those who came again within 60 days of it. The way to the regular is of everybody who first came in the last 365 days and the table by months of everybody who first came in the month, both without the 60 days: they differ.',
    },
    windowDays: 365,
    sources: FACTS,
    formula: {
      ko: '60일 안에 다시 오신 분 ÷ 첫 방문이 60~425일 전인 분',
      en: 'back within 60 days ÷ first visits 60 to 425 days ago',
    },
    filter: FILTERS.known,
    unit: UNITS.share,
  },
  {
    key: 'visitInterval',
    rule: 'MT-14',
    name: { ko: '방문 주기', en: 'Visit interval' },
    text: {
      ko: '방문 사이 날수의 가운데 값이에요. 방문이 적으면 가게 전체의 주기 쪽으로 당겨서 봐요. 가게가 오래 쉰 날은 빼요.',
      en: 'The middle of the gaps between visits; the fewer the visits, the more it leans on the whole shop. Days of a long closure are left out.',
    },
    windowDays: null,
    sources: FACTS,
    formula: {
      ko: '(3 × 가게 + n × 본인) ÷ (3 + n), n은 방문 사이의 수',
      en: '(3 × shop + n × own) ÷ (3 + n), n gaps',
    },
    filter: FILTERS.known,
    unit: UNITS.days,
  },
  {
    key: 'lapse',
    rule: 'MT-15',
    name: { ko: '쉬는 정도', en: 'Lapse' },
    text: {
      ko: '마지막 방문 뒤 날수를 평소 주기로 나눈 값이에요. 1.5배를 넘으면 조금 늦은 손님, 2배를 넘으면 뜸해진 손님, 3배를 넘으면 쉬는 손님이에요. 주기를 아는 분, 곧 세 번 이상 오신 분만 봐요. 두 주 넘게, 그리고 가게의 평소 간격보다 세 배 넘게 주문이 하나도 없으면 가게가 쉰 때로 보고 빼요.',
      en: 'Days since the last visit ÷ usual interval. Above 1.5 a little late, above 2 slipping away, above 3 resting. Only of people with a rhythm: three visits or more. More than two weeks without any order, and more than three of a shop’s usual gaps, are a closure and left out.',
    },
    windowDays: null,
    sources: FACTS,
    formula: {
      ko: '(마지막 방문 뒤 날수 − 가게가 오래 쉰 날수) ÷ 방문 주기',
      en: '(days since the last visit − days of long closures) ÷ interval',
    },
    filter: FILTERS.known,
    unit: UNITS.times,
  },
  {
    key: 'worthPerMonth',
    rule: 'MT-15',
    name: { ko: '한 달에 쓰시던 금액', en: 'Worth a month' },
    text: {
      ko: '첫 방문부터 마지막 방문까지(적어도 30일) 한 달에 쓰신 금액이에요. 환불은 뺐어요.',
      en: 'Spend a month from the first visit to the last (30 days at least), refunds taken off.',
    },
    windowDays: null,
    sources: FACTS,
    formula: {
      ko: '쓰신 금액 × 30 ÷ 첫 방문부터 마지막 방문까지 날수(30일부터)',
      en: 'spend × 30 ÷ days from first to last visit (30 at least)',
    },
    filter: FILTERS.net,
    unit: UNITS.money,
  },
  {
    key: 'rfm',
    rule: 'MT-12',
    name: { ko: '손님 무리', en: 'Groups by recency and frequency' },
    text: {
      ko: '얼마나 최근에, 얼마나 자주 오셨는지를 1~5점으로 매겨 나눈 무리예요. 서로 겹치지 않아요.',
      en: 'People by how recently and how often they came, each scored 1 to 5. Nobody is in two groups.',
    },
    windowDays: 365,
    sources: FACTS,
    formula: {
      ko: 'R 점수 × F 점수, 점수는 다섯으로 나눈 차례(같은 값은 같은 점수)',
      en: 'R score × F score, each the fifth by average rank',
    },
    filter: FILTERS.known,
    unit: UNITS.group,
  },
  {
    key: 'recency',
    rule: 'MT-10',
    name: { ko: '마지막 방문 뒤 날수 (R)', en: 'Recency (R)' },
    text: {
      ko: '마지막으로 오신 날부터 오늘까지의 날수예요.',
      en: 'Days from the last visit to today.',
    },
    windowDays: null,
    sources: FACTS,
    formula: { ko: '오늘 − 마지막 방문일', en: 'today − day of the last visit' },
    filter: FILTERS.known,
    unit: UNITS.days,
  },
  {
    key: 'frequency',
    rule: 'MT-10',
    name: { ko: '오신 횟수 (F)', en: 'Frequency (F)' },
    text: {
      ko: '지난 365일에 오신 횟수예요. 하루에 여러 번 결제해도 한 번이에요.',
      en: 'Visits in the last 365 days; several receipts on a day are one.',
    },
    windowDays: 365,
    sources: FACTS,
    formula: { ko: '서로 다른 영업일의 수', en: 'number of distinct business days' },
    filter: FILTERS.known,
    unit: UNITS.visits,
  },
  {
    key: 'monetary',
    rule: 'MT-10',
    name: { ko: '쓰신 금액 (M)', en: 'Monetary value (M)' },
    text: {
      ko: '지난 365일에 쓰신 금액이에요. 환불은 뺐어요.',
      en: 'Spend in the last 365 days, refunds taken off.',
    },
    windowDays: 365,
    sources: FACTS,
    formula: { ko: 'Σ (판매 − 환불)', en: 'Σ (sales − refunds)' },
    filter: FILTERS.net,
    unit: UNITS.money,
  },
  {
    key: 'spend',
    rule: 'MT-10',
    name: { ko: '지금까지 쓰신 금액', en: 'Spend so far' },
    text: {
      ko: '처음부터 지금까지 쓰신 금액이에요. 환불은 뺐어요.',
      en: 'All spend since the first visit, refunds taken off.',
    },
    windowDays: null,
    sources: FACTS,
    formula: { ko: 'Σ (판매 − 환불)', en: 'Σ (sales − refunds)' },
    filter: FILTERS.net,
    unit: UNITS.money,
  },
  {
    key: 'newPeople',
    rule: 'MT-10',
    name: { ko: '새로 오신 분', en: 'New people' },
    text: {
      ko: '지난 365일에 처음 오신 분의 수예요.',
      en: 'People whose first visit was in the last 365 days.',
    },
    windowDays: 365,
    sources: FACTS,
    formula: { ko: '첫 방문일이 기간 안인 분의 수', en: 'number of people whose first visit falls in the window' },
    filter: FILTERS.known,
    unit: UNITS.people,
  },
  {
    key: 'usualHour',
    rule: 'FE-07',
    name: { ko: '평소 오시는 때', en: 'Usual time' },
    text: {
      ko: '방문 세 번이 넘고 그중 40%가 넘게 몰린 요일과 시간이에요.',
      en: 'The weekday and hours that hold at least 40% of three visits or more.',
    },
    windowDays: null,
    sources: FACTS,
    formula: { ko: '그 요일·시간의 방문 ÷ 모든 방문', en: 'visits at that weekday or hour ÷ all visits' },
    filter: FILTERS.known,
    unit: UNITS.share,
  },
  {
    key: 'usualItems',
    rule: 'FE-07',
    name: { ko: '평소 드시는 것', en: 'Usual items' },
    text: {
      ko: '방문의 30% 이상, 적어도 두 번 시키신 것이에요. 세 번 이상 시키신 것의 60% 이상 같은 옵션이면 옵션도 말해요.',
      en: 'Ordered in at least 30% of the visits, and at least twice. With its options when at least 60% of three lines or more have the same.',
    },
    windowDays: null,
    sources: ['mart.customer_fact', 'orders.order_line'],
    formula: { ko: '그 메뉴가 있던 방문 ÷ 모든 방문', en: 'visits with the item ÷ all visits' },
    filter: FILTERS.known,
    unit: UNITS.share,
  },
  ...pageDefinitions,
  ...shopDefinitions,
];
