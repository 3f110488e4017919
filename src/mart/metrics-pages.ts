import type { MetricDefinition } from './metric-definition.ts';
import { FILTERS, UNITS } from './metric-words.ts';

const ORDERS = ['orders.sale_order'] as const;
const FACTS = ['mart.customer_fact', 'orders.sale_order'] as const;

/** Figures of the insight pages about people and what they buy: what models and counts mean. */
export const pageDefinitions: readonly MetricDefinition[] = [
  {
    key: 'nextVisit',
    rule: 'MT-14',
    name: { ko: '다음 방문 예상', en: 'Next expected visit' },
    text: {
      ko: '주기와, 지난 방문들이 주기에서 벗어난 만큼으로 잰 날짜 범위예요. 좁은 범위에는 다시 오시는 분의 절반, 넓은 범위에는 열에 아홉이 들어요. 석 달 전에 말한 날짜를 그 뒤 오신 날과 견줘 일찍, 늦게 오신 몫을 말하고, 30명부터 말해요. 안 오신 날이 늘면 범위를 그만큼 뒤로 다시 말해요. 쉬는 손님에게는 날짜를 말하지 않아요.',
      en: 'Days read from the interval and from how far past visits strayed from theirs. The narrow range holds half of those who come again, the wide one nine in ten. How many came earlier or later is what dates told three months ago showed, from 30 people on. It is told again, later, as days pass without a visit. Nobody who rests is given a date.',
    },
    windowDays: null,
    sources: ['mart.person_model', 'orders.sale_order'],
    formula: {
      ko: '마지막 방문 + 방문 주기 × (비슷한 손님들이 벗어난 몫)',
      en: 'last visit + interval × how far people like her strayed',
    },
    filter: FILTERS.known,
    unit: UNITS.date,
  },
  {
    key: 'pAlive',
    rule: 'MT-16',
    name: { ko: '아직 오실 가능성', en: 'Probability of still coming' },
    text: {
      ko: '지금까지의 방문으로 볼 때 아직 우리 손님일 가능성이에요. 지난 반년으로 시험해 맞을 때만 보여요.',
      en: 'How likely somebody still comes here, from the visits so far; shown only where the last half year bore it out.',
    },
    windowDays: null,
    sources: ['mart.person_model', 'mart.back_test'],
    formula: {
      ko: 'P = 1 ÷ (1 + (a ÷ (b + x)) × ((α + T) ÷ (α + t))^(r + x)) (MBG/NBD)',
      en: 'P = 1 ÷ (1 + (a ÷ (b + x)) × ((α + T) ÷ (α + t))^(r + x)) (MBG/NBD)',
    },
    filter: FILTERS.known,
    unit: UNITS.share,
  },
  {
    key: 'value12m',
    rule: 'MT-18',
    name: { ko: '앞으로 12개월에 남는 돈', en: 'Left over in the next twelve months' },
    text: {
      ko: '예상 방문에 한 번에 쓰시는 금액을 곱하고 세금과 재료비를 뺀 금액이에요. 그분이 얼마나 자주, 최근에 오셨고 얼마나 고르게 쓰시는지에 따라 넓거나 좁은 범위로, 비슷한 손님 열에 여덟이 든 만큼 보여요.',
      en: 'Expected visits times spend a visit, less tax and goods, as a range that is wider or narrower by how often and how lately she came and how evenly she spends, and held eight of ten people like her.',
    },
    windowDays: 365,
    sources: ['mart.person_model', 'mart.back_test'],
    formula: { ko: '예상 방문 수 × 한 번에 남는 돈', en: 'expected visits × margin a visit' },
    filter: FILTERS.net,
    unit: UNITS.left,
  },
  {
    key: 'cohortRetention',
    rule: 'MT-19',
    name: { ko: '처음 온 달마다 다시 온 손님', en: 'Return by month of the first visit' },
    text: {
      ko: '처음 오신 달이 같은 분들 가운데 몇 분이 그 뒤 달마다 오셨는지예요. 분모는 그 달에 처음 오신 분 모두이고, 60일 안에 다시 온 비율과는 세는 분과 날이 달라요. 마지막 달은 아직 끝나지 않았어요.',
      en: 'Of people who first came in a month, those who came in each month after. It is of everybody who first came in that month, other people and other days than ‘back within 60 days’. The last month is not over.',
    },
    windowDays: null,
    sources: ORDERS,
    formula: { ko: '그 달에 오신 분 ÷ 그 무리의 모든 분', en: 'people who came in the month ÷ people of the cohort' },
    filter: FILTERS.known,
    unit: UNITS.share,
  },
  {
    key: 'funnel',
    rule: 'MT-13',
    name: { ko: '첫 방문에서 단골까지', en: 'From the first visit to the regular' },
    text: {
      ko: '지난 365일에 처음 오신 분 가운데 다시 오신 분, 다섯 번 오신 분, 그 뒤 쉬고 계신 분이에요. 지난주에 처음 오신 분도 분모에 있어, 60일이 지난 분만 보는 ‘60일 안에 다시 온 비율’과 달라요.',
      en: 'Of people who first came in the last 365 days: came again, came five times, rest since. Who first came last week is in it too, unlike in ‘back within 60 days’, which waits 60 days.',
    },
    windowDays: 365,
    sources: FACTS,
    formula: { ko: '걸음마다 거기까지 오신 분의 수', en: 'number of people who reached each step' },
    filter: FILTERS.known,
    unit: UNITS.people,
  },
  {
    key: 'acquisitionCost',
    rule: 'MT-22',
    name: { ko: '새 손님 한 분에 든 돈', en: 'Cost of a new guest' },
    text: {
      ko: '그 경로에 쓴 돈을 그 경로로 처음 오신 분 수로 나눈 금액이에요. 쓴 돈을 적어 주신 경로만 나와요.',
      en: 'What a source cost ÷ people who first came by it. Only for sources whose cost was written down.',
    },
    windowDays: 365,
    sources: ['insights.source_cost', 'mart.customer_fact'],
    formula: { ko: '그 경로의 비용 ÷ 그 경로로 처음 오신 분', en: 'cost of the source ÷ people who first came by it' },
    filter: FILTERS.known,
    unit: UNITS.cost,
  },
  {
    key: 'lift',
    rule: 'MT-80',
    name: { ko: '함께 팔릴 가능성', en: 'Lift' },
    text: {
      ko: '두 메뉴가 아무 상관 없을 때보다 몇 배 자주 함께 팔리는지예요. 1배면 우연이에요.',
      en: 'How many times as often as chance two items sell together. 1 is chance.',
    },
    windowDays: 182,
    sources: ['orders.order_line', 'orders.sale_order'],
    formula: { ko: '함께 산 몫 ÷ (하나를 산 몫 × 다른 하나를 산 몫)', en: 'P(both) ÷ (P(one) × P(other))' },
    filter: FILTERS.sold,
    unit: UNITS.times,
  },
  {
    key: 'pairSupport',
    rule: 'MT-80',
    name: { ko: '함께 팔린 주문', en: 'Orders with both' },
    text: {
      ko: '두 메뉴가 한 주문에 함께 있던 횟수와, 그때 본 주문 수예요. 스무 번부터 봐요.',
      en: 'Orders that had both items, of the orders looked at. From twenty on.',
    },
    windowDays: 182,
    sources: ['orders.order_line', 'orders.sale_order'],
    formula: { ko: '둘 다 있는 주문 ÷ 본 주문', en: 'P(both)' },
    filter: FILTERS.sold,
    unit: UNITS.share,
  },
  {
    key: 'pairConfidence',
    rule: 'MT-80',
    name: { ko: '첫째를 시킨 자리 중 둘째도', en: 'Of orders with the first, the second as well' },
    text: {
      ko: '첫째 메뉴가 있는 주문 가운데 둘째도 있는 몫이에요. 둘째가 본래 자주 팔리면 그것만으로도 커져요.',
      en: 'Of orders with the first item, the share that has the second. It is large where the second sells well anyway.',
    },
    windowDays: 182,
    sources: ['orders.order_line', 'orders.sale_order'],
    formula: { ko: '둘 다 있는 주문 ÷ 첫째가 있는 주문', en: 'P(both) ÷ P(first)' },
    filter: FILTERS.sold,
    unit: UNITS.share,
  },
  {
    key: 'falseDiscovery',
    rule: 'MT-80',
    name: { ko: '우연일 몫', en: 'False-discovery rate' },
    text: {
      ko: '찾은 짝 가운데 우연으로 나왔을 몫이에요. 열에 하나가 넘지 않게 골라요.',
      en: 'The share of found pairs that may be chance; kept at one in ten.',
    },
    windowDays: 182,
    sources: ['orders.order_line', 'orders.sale_order'],
    formula: { ko: '차례대로 본 우연 확률 × 시험한 짝 수 ÷ 차례', en: 'p × pairs tried ÷ rank (Benjamini–Hochberg)' },
    filter: FILTERS.sold,
    unit: UNITS.share,
  },
  {
    key: 'sequence',
    rule: 'MT-81',
    name: { ko: '다음 방문에 처음 시키는 것', en: 'What people have next' },
    text: {
      ko: '어떤 메뉴를 처음 드신 뒤 30일 안의 다음 방문에서 처음 시키신 메뉴예요.',
      en: 'Items new to somebody at the next visit within 30 days of first having another.',
    },
    windowDays: 182,
    sources: ['orders.order_line', 'mart.customer_fact'],
    formula: {
      ko: '다음 방문에 처음 시키신 분 ÷ 먼저 것을 드신 분',
      en: 'people who then first have the other ÷ people who had the first',
    },
    filter: FILTERS.known,
    unit: UNITS.share,
  },
];
