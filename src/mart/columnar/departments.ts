import { column, type MartColumn } from './tables.ts';

/** A departmental mart: a view of the tables that answers the questions of one part of the shop. Its SQL: views/<name>.sql. */
export interface MartView {
  name: string;
  text: { ko: string; en: string };
  columns: readonly MartColumn[];
}

const DAY = column('business_day', 'date', '영업일', 'Business day');
const NET = column('net_minor', 'bigint', '매출 (환불 뺀)', 'Sales and refunds together, minor units');
const GROSS = column('gross_minor', 'bigint', '매출 (환불 전)', 'Sales before refunds, minor units');
const CHANNEL = column('channel', 'text', '경로', 'Channel');

/** Every departmental mart. */
export const departments: readonly MartView[] = [
  {
    name: 'visit',
    text: { ko: '손님과 영업일마다 한 줄: 방문', en: 'One row a person and business day: a visit' },
    columns: [
      column('customer_id', 'uuid', '손님', 'Person'),
      DAY,
      column('orders', 'integer', '주문 수', 'Orders with a sale'),
      column('first_at', 'timestamp', '첫 주문 시각', "First order, on the shop's clock"),
      GROSS,
      NET,
    ],
  },
  {
    name: 'sales_hour',
    text: { ko: '매출: 영업일, 시, 경로마다 한 줄', en: 'Sales: one row a business day, hour and channel' },
    columns: [
      DAY,
      column('weekday', 'integer', '영업일의 요일 (1 월 … 7 일)', 'Weekday, 1 Monday … 7 Sunday'),
      column('hour', 'integer', '시 (0–23)', 'Hour, 0–23'),
      CHANNEL,
      column('orders', 'integer', '주문 수', 'Orders with a sale'),
      column('known_orders', 'integer', '누구인지 아는 주문 수', 'Those whose person is known'),
      column('covers', 'integer', '인원', 'Guests'),
      GROSS,
      column('refund_minor', 'bigint', '환불 (0 이하)', 'Refunds, zero or less, minor units'),
      NET,
    ],
  },
  {
    name: 'menu_day',
    text: { ko: '메뉴: 영업일과 메뉴마다 한 줄', en: 'Menu: one row a business day and item' },
    columns: [
      DAY,
      column('item_id', 'uuid', '메뉴', 'Item'),
      column('name', 'text', '이름', 'Name'),
      column('category', 'text', '분류', 'Category'),
      column('sold', 'double', '판 수', 'Pieces sold'),
      column('given', 'double', '서비스로 드린 수', 'Pieces given free'),
      column('orders', 'integer', '판 주문 수', 'Orders that sold it'),
      column('amount_minor', 'bigint', '판 금액 (할인 뒤)', 'Sold for, after discount, minor units'),
      column('cost_minor', 'bigint', '판 것의 원가', 'Cost of what was sold, minor units'),
    ],
  },
  {
    name: 'marketing_play',
    text: { ko: '마케팅: 실행안마다 한 줄', en: 'Marketing: one row a play' },
    columns: [
      column('play_id', 'uuid', '실행안', 'Play'),
      column('name', 'text', '이름', 'Name'),
      column('version', 'integer', '몇 번째', 'Which try'),
      CHANNEL,
      column('state', 'text', '상태', 'draft, running, stopped or finished'),
      column('launched_on', 'date', '시작한 날', 'Day of the launch'),
      column('treated', 'integer', '받은 쪽 인원', 'People treated'),
      column('held_out', 'integer', '견주려고 남겨 둔 인원', 'People held back to compare with'),
      column('sent', 'integer', '보낸 메시지', 'Messages sent'),
      column('opted_out', 'integer', '수신을 거부한 수', 'Opt-outs they led to'),
      column('coupons', 'integer', '준 쿠폰', 'Coupons given'),
      column('redeemed', 'integer', '쓴 쿠폰', 'Coupons used'),
      column('discount_minor', 'bigint', '깎은 금액', 'Discount given, minor units'),
      column('coupon_net_minor', 'bigint', '쿠폰을 쓴 주문의 매출', 'Sales of orders with its coupon, minor units'),
    ],
  },
  {
    name: 'service_day',
    text: {
      ko: '응대: 영업일과 일의 종류마다 한 줄',
      en: 'Service: one row a business day and kind of thing that happened',
    },
    columns: [
      DAY,
      column('kind', 'text', '무슨 일', 'What happened'),
      CHANNEL,
      column('phase', 'text', 'before 방문 전, during 방문 중, after 방문 뒤', 'before, during or after the visit'),
      column('happened', 'integer', '있었던 수', 'How often'),
      column('of_known', 'integer', '누구인지 아는 수', 'Those whose person is known'),
      column('people', 'integer', '그 손님 수', 'Different people among them'),
    ],
  },
];
