/** What figures count and leave out, said once (MT-05). */
export const FILTERS = {
  paid: {
    ko: '판매가 있는 주문. 취소한 줄과 환불만 있는 주문은 빼요',
    en: 'orders with a sale; voided lines and orders of nothing but refunds are left out',
  },
  known: {
    ko: '누구인지 아는, 판매가 있는 주문. 모르는 주문은 빼요',
    en: 'orders with a sale whose person is known; the others are left out',
  },
  net: { ko: '모든 주문. 취소한 줄은 빼고 환불은 덜어요', en: 'all orders; voided lines left out, refunds taken off' },
  sold: {
    ko: '팔린 줄. 취소, 환불, 무료로 드린 것은 빼요',
    en: 'lines sold; voids, refunds and free items are left out',
  },
  open: { ko: '문을 연 날. 쉰 날은 0이 아니라 빈 날이에요', en: 'open days; a closed day is a gap, not a zero' },
  orders: { ko: '직원 이름이 적힌 주문과 환불', en: 'orders and refunds with a name of staff' },
  booked: {
    ko: '온 예약과 오지 않은 예약. 취소한 예약은 빼요',
    en: 'bookings that came or did not; cancelled ones left out',
  },
} as const;

/** What a value is a number of. */
export const UNITS = {
  visits: { ko: '번', en: 'visits' },
  share: { ko: '비율', en: 'share' },
  days: { ko: '일', en: 'days' },
  times: { ko: '배', en: 'times' },
  money: { ko: '가게의 통화, 부가세 포함', en: "the shop's currency, tax included" },
  left: { ko: '가게의 통화, 부가세와 재료비를 뺀 금액', en: "the shop's currency, less tax and goods" },
  cost: { ko: '가게의 통화', en: "the shop's currency" },
  group: { ko: '무리', en: 'group' },
  date: { ko: '영업일', en: 'business day' },
  people: { ko: '명', en: 'people' },
  orders: { ko: '건', en: 'orders' },
  pieces: { ko: '개', en: 'pieces' },
  perHour: { ko: '한 시간에 (건, 원, 명)', en: 'an hour (orders, money, people)' },
  ofSeries: { ko: '하루에 (원, 건, 명, 개)', en: 'a day (money, orders, people, pieces)' },
} as const;
