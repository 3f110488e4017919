import type { MetricDefinition } from './metrics.ts';

const ORDERS = ['orders.sale_order'] as const;
const FACTS = ['mart.customer_fact', 'orders.sale_order'] as const;

/** Figures of the insight pages: what models and counts of them mean. */
export const pageDefinitions: readonly MetricDefinition[] = [
  {
    key: 'nextVisit',
    rule: 'MT-14',
    name: { ko: '다음 방문 예상', en: 'Next expected visit' },
    text: {
      ko: '주기와, 지난 방문들이 주기에서 벗어난 만큼으로 잰 날짜 범위예요. 좁은 범위에는 다시 오시는 분의 절반, 넓은 범위에는 열에 아홉이 들어요. 쉬는 손님에게는 날짜를 말하지 않아요.',
      en: 'Days read from the interval and from how far past visits strayed from theirs. The narrow range holds half of those who come again, the wide one nine in ten. Nobody who rests is given a date.',
    },
    windowDays: null,
    sources: ['mart.person_model', 'orders.sale_order'],
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
  },
  {
    key: 'value12m',
    rule: 'MT-18',
    name: { ko: '앞으로 12개월에 남는 돈', en: 'Left over in the next twelve months' },
    text: {
      ko: '예상 방문에 한 번에 쓰시는 금액을 곱하고 세금과 재료비를 뺀 금액이에요. 비슷한 손님 열에 여덟이 든 범위로 보여요.',
      en: 'Expected visits times spend a visit, less tax and goods, as the range that held eight of ten people like her.',
    },
    windowDays: 365,
    sources: ['mart.person_model', 'mart.back_test'],
  },
  {
    key: 'cohortRetention',
    rule: 'MT-19',
    name: { ko: '처음 온 달마다 다시 온 손님', en: 'Return by month of the first visit' },
    text: {
      ko: '처음 오신 달이 같은 분들 가운데 몇 분이 그 뒤 달마다 오셨는지예요. 마지막 달은 아직 끝나지 않았어요.',
      en: 'Of people who first came in a month, those who came in each month after. The last month is not over.',
    },
    windowDays: null,
    sources: ORDERS,
  },
  {
    key: 'funnel',
    rule: 'MT-13',
    name: { ko: '첫 방문에서 단골까지', en: 'From the first visit to the regular' },
    text: {
      ko: '지난 365일에 처음 오신 분 가운데 다시 오신 분, 다섯 번 오신 분, 그 뒤 쉬고 계신 분이에요.',
      en: 'Of people who first came in the last 365 days: came again, came five times, rest since.',
    },
    windowDays: 365,
    sources: FACTS,
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
  },
  {
    key: 'menuClass',
    rule: 'MT-40',
    name: { ko: '메뉴 갈래', en: 'Menu class' },
    text: {
      ko: '같은 갈래 안에서 인기(고른 몫의 70%부터)와 한 개에 남는 돈(판매량으로 잰 평균부터)으로 나눠요. 4주, 네 가지부터예요.',
      en: 'Within a category: popular from 70% of a fair share, profitable from the mean margin by units. From four weeks and four items on.',
    },
    windowDays: 28,
    sources: ['orders.order_line', 'menu.item'],
  },
  {
    key: 'menuTrend',
    rule: 'MT-40',
    name: { ko: '메뉴 판매 비중의 변화', en: 'Trend of an item' },
    text: {
      ko: '최근 4주의 판매 비중을 그전 8주와 견줘, 우연을 넘어 4분의 1 넘게 달라진 것만 알려요.',
      en: 'Share of all pieces in the last 4 weeks against the 8 before: told when beyond chance and by more than a quarter.',
    },
    windowDays: 84,
    sources: ['orders.order_line', 'menu.item'],
  },
  {
    key: 'newItem',
    rule: 'MT-40',
    name: { ko: '새 메뉴', en: 'New item' },
    text: {
      ko: '최근 4주 안에 처음 팔렸고 그전 8주에는 없던 메뉴예요. 첫날부터의 주문 가운데 몇 건에 들어 있는지 보고, 비율은 한 주와 주문 30건부터 말해요.',
      en: 'First sold in the last 4 weeks and not in the 8 before. In how many orders since its first day; a share from a week and 30 orders on.',
    },
    windowDays: 84,
    sources: ['orders.order_line', 'menu.item'],
  },
  {
    key: 'hourlyMean',
    rule: 'MT-41',
    name: { ko: '시간대별 평균', en: 'Mean hour' },
    text: {
      ko: '지난 12주 동안 문을 연 날의 그 요일, 그 시간 평균이에요. 쉰 날은 세지 않아요.',
      en: 'The mean of an hour on a weekday over twelve weeks, open days only.',
    },
    windowDays: 84,
    sources: ORDERS,
  },
  {
    key: 'forecast',
    rule: 'MT-85',
    name: { ko: '앞날 예상', en: 'Forecast' },
    text: {
      ko: '여러 방법을 지난 8주의 여덟 시점에서 시험해 가장 덜 빗나간 것을 써요. 쉬는 날은 0이 아니라 빈 날이고, 공휴일은 따로 배워요.',
      en: 'Several ways are tried at eight moments of the last eight weeks, and the one least off is used. Closed days are gaps, not zeros; holidays are learnt apart.',
    },
    windowDays: 364,
    sources: ['orders.sale_order', 'mart.back_test'],
  },
  {
    key: 'forecastError',
    rule: 'MT-87',
    name: { ko: '예상이 빗나간 정도', en: 'Forecast error' },
    text: {
      ko: '빗나간 양을 모두 더해 실제를 모두 더한 것으로 나눈 값이에요.',
      en: 'The sum of what it was off by ÷ the sum of what came.',
    },
    windowDays: 56,
    sources: ['mart.back_test'],
  },
  {
    key: 'prepQuantity',
    rule: 'MT-90',
    name: { ko: '준비할 양', en: 'Quantity to prepare' },
    text: {
      ko: '모자라 놓치는 돈과 남아 버리는 돈이 같아지는 양이에요. 원가를 아는 메뉴만 나와요. 다 팔린 날의 못 판 몫은 알 수 없어요.',
      en: 'Where money missed by too few equals money lost by too many. Only for items with a known cost; what could not be sold on sold-out days is not seen.',
    },
    windowDays: 28,
    sources: ['orders.order_line', 'menu.item'],
  },
  {
    key: 'concentration',
    rule: 'PV-80',
    name: { ko: '한곳에 몰린 매출', en: 'Concentration of sales' },
    text: {
      ko: '주문 한 건, 손님 한 분, 손님 열 분이 최근 90일 매출에서 차지하는 몫이에요.',
      en: 'The share of one order, one person and ten people in the sales of 90 days.',
    },
    windowDays: 90,
    sources: ORDERS,
  },
  {
    key: 'refundPattern',
    rule: 'PV-80',
    name: { ko: '환불이 몰린 곳', en: 'Refund pattern' },
    text: {
      ko: '다른 직원에 견줘 우연으로 보기 어렵게 환불이 많은 이름이에요. 이유를 묻기 위한 것이지 판단이 아니에요.',
      en: 'A name with more refunds than chance against the others. A reason to ask, not a verdict.',
    },
    windowDays: 90,
    sources: ORDERS,
  },
  {
    key: 'pointPattern',
    rule: 'PV-80',
    name: { ko: '하루에 여러 번 쓰인 번호', en: 'Numbers used several times a day' },
    text: {
      ko: '하루에 세 번 이상 쓰인 날이 사흘 이상인 번호예요. 가족일 수도 있어요.',
      en: 'Numbers used three times a day or more on three days or more. It may be a family.',
    },
    windowDays: 90,
    sources: ORDERS,
  },
  {
    key: 'noShow',
    rule: 'MT-43',
    name: { ko: '오지 않은 예약', en: 'No-shows' },
    text: {
      ko: '예약하고 오지 않은 팀이에요. 취소한 팀은 세지 않고, 비율은 30팀부터 말해요.',
      en: 'Parties that booked and did not come. Cancelled ones are not counted; a rate is said from 30 parties on.',
    },
    windowDays: 90,
    sources: ['touchpoints.touchpoint'],
  },
];
