import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What a change is about: rows of a kind are read anew together, by the ids that the log names. `list`: small, always whole. */
export const CHANGE_KINDS = [
  'order',
  'person',
  'fact',
  'touchpoint',
  'message',
  'assignment',
  'coupon',
  'list',
] as const;
/** One of `CHANGE_KINDS`. */
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** Types that both DuckDB and ClickHouse have under some name. */
export type ColumnType =
  | 'uuid'
  | 'text'
  | 'date'
  | 'timestamp'
  | 'integer'
  | 'bigint'
  | 'double'
  | 'decimal'
  | 'boolean';

/** A column of the columnar mart, with words for whoever asks in SQL. */
export interface MartColumn {
  name: string;
  type: ColumnType;
  text: { ko: string; en: string };
  /** Not copied but computed from columns of the copied row `p`: less to bring over. */
  derived?: string;
}

/** A table of the columnar mart, with words for whoever asks in SQL. */
export interface MartTable {
  name: string;
  kind: ChangeKind;
  /** Column that a change names a row by. */
  key: string;
  text: { ko: string; en: string };
  columns: readonly MartColumn[];
  /** Columns that are not copied but taken from a table stored before it, by `using`. */
  joined?: { from: string; using: string; columns: readonly string[] };
}

/** A column with what it means. */
export const column = (name: string, type: ColumnType, ko: string, en: string): MartColumn => ({
  name,
  type,
  text: { ko, en },
});
const CUSTOMER = column('customer_id', 'uuid', '손님', 'Person; null when unknown');
const ORDER = column('order_id', 'uuid', '주문', 'Order');
const ITEM = column('item_id', 'uuid', '메뉴', 'Item');
const PLAY = column('play_id', 'uuid', '실행안', 'Play');
const DAY = column('business_day', 'date', '영업일', 'Business day');
const LOCAL_AT = column('local_at', 'timestamp', '가게 시계의 시각', "Moment on the shop's clock");
const SOURCE = column('source', 'text', '들어온 곳', 'Where it came from');
const CHANNEL = column('channel', 'text', '경로', 'Channel');

/** Every table of the columnar mart, in the order in which they are filled. How each is read: sql/<name>.sql. */
export const tables: readonly MartTable[] = [
  {
    name: 'sale',
    kind: 'order',
    key: 'order_id',
    text: { ko: '주문마다 한 줄', en: 'One row an order' },
    columns: [
      ORDER,
      CUSTOMER,
      column('shop_id', 'uuid', '가게', 'Shop'),
      DAY,
      LOCAL_AT,
      { ...column('hour', 'integer', '시 (0–23)', 'Hour, 0–23'), derived: 'extract(hour from p.local_at)' },
      {
        ...column(
          'weekday',
          'integer',
          '영업일의 요일 (1 월 … 7 일)',
          'Weekday of the business day, 1 Monday … 7 Sunday',
        ),
        derived: 'extract(isodow from p.business_day)',
      },
      SOURCE,
      CHANNEL,
      column('covers', 'integer', '인원', 'Guests'),
      column('gross_minor', 'bigint', '매출 (환불 전)', 'Sales before refunds, minor units'),
      column('refund_minor', 'bigint', '환불 (0 이하)', 'Refunds, zero or less, minor units'),
      {
        ...column('net_minor', 'bigint', '매출 (환불 뺀)', 'Sales and refunds together, minor units'),
        derived: 'p.gross_minor + p.refund_minor',
      },
      column('line_count', 'integer', '줄 수', 'Lines'),
      column('has_coupon', 'boolean', '쿠폰을 썼는지', 'Whether a coupon was used'),
      column('coupon_play_id', 'uuid', '쿠폰의 실행안', 'Play that the coupon came from'),
    ],
  },
  {
    name: 'line',
    kind: 'order',
    key: 'order_id',
    text: { ko: '주문의 메뉴 한 줄마다 한 줄', en: 'One row a line of an order' },
    joined: { from: 'sale', using: 'order_id', columns: ['customer_id', 'business_day'] },
    columns: [
      ORDER,
      column('line_no', 'integer', '줄 번호', 'Number of the line'),
      ITEM,
      column('kind', 'text', 'sale 판매, refund 환불, void 취소, comp 서비스', 'sale, refund, void or comp'),
      column('quantity', 'decimal', '수량', 'Quantity'),
      column('amount_minor', 'bigint', '금액 (할인 뒤)', "The line's total after discount, minor units"),
      column('unit_price_minor', 'bigint', '단가', 'Price of one, minor units'),
      column('cost_minor', 'bigint', '원가', 'Cost of one, minor units'),
      column('options', 'text', '옵션', 'How it was ordered'),
      CUSTOMER,
      DAY,
    ],
  },
  {
    name: 'person',
    kind: 'person',
    key: 'customer_id',
    text: { ko: '손님마다 한 줄 (이름과 번호 없이)', en: 'One row a person, without name or number' },
    columns: [
      CUSTOMER,
      SOURCE,
      column('joined_on', 'date', '처음 기록된 날', 'Day of the first record'),
      column('birth_month', 'integer', '생일의 달', 'Month of birth'),
      column(
        'birth_year_band',
        'integer',
        '태어난 해의 5년 구간 (1990 = 1990–1994)',
        'Five years of birth, 1990 = 1990–1994',
      ),
      column('has_mobile', 'boolean', '쓸 수 있는 휴대전화가 있는지', 'Has a mobile number that works'),
      column('has_phone', 'boolean', '전화번호가 있는지', 'Has any number'),
      column('has_email', 'boolean', '쓸 수 있는 이메일이 있는지', 'Has an e-mail address that works'),
      column('has_card', 'boolean', '멤버십 카드가 있는지', 'Has a card'),
    ],
  },
  {
    name: 'person_tag',
    kind: 'person',
    key: 'customer_id',
    text: { ko: '손님에게 단 태그', en: 'Tags of people' },
    columns: [CUSTOMER, column('tag_id', 'uuid', '태그', 'Tag')],
  },
  {
    name: 'person_value',
    kind: 'person',
    key: 'customer_id',
    text: {
      ko: '손님의 추가 항목 (고르기, 숫자, 예/아니요, 날짜)',
      en: "Values of the shop's own fields: choice, number, yes or no, date",
    },
    columns: [
      CUSTOMER,
      column('field_key', 'text', '항목', 'Field'),
      column('value', 'text', '값', 'Key of a choice, yes or no, ISO day, or the number as written'),
      column('number_value', 'double', '숫자 값', 'The number of a number field'),
    ],
  },
  {
    name: 'person_consent',
    kind: 'person',
    key: 'customer_id',
    text: { ko: '지금의 동의 상태', en: 'Consents that hold now' },
    columns: [
      CUSTOMER,
      column('kind', 'text', '동의의 종류', 'Kind of consent'),
      column('state', 'text', '상태', 'granted, refused, withdrawn, reconfirmed or expired'),
      column('since', 'date', '그때부터', 'Since'),
      column('stands_until', 'date', '확인 없이 유효한 마지막 날', 'Last day it stands without a confirmation (AD-15)'),
      column('covers_address', 'boolean', '지금 주소에 대한 동의인지', 'Covers an address that works (AD-10)'),
    ],
  },
  {
    name: 'person_fact',
    kind: 'fact',
    key: 'customer_id',
    text: { ko: '손님의 방문과 습관 (온 적이 있는 분)', en: 'Visits and habits of people who came' },
    columns: [
      CUSTOMER,
      column('orders', 'integer', '주문 수', 'Orders with a sale'),
      column('visits', 'integer', '방문 (영업일 기준)', 'Visits: business days with a sale (MT-10)'),
      column('first_visit_on', 'date', '첫 방문', 'First visit'),
      column('last_visit_on', 'date', '마지막 방문', 'Last visit'),
      column('previous_visit_on', 'date', '그 앞 방문', 'Visit before the last'),
      column(
        'closed_days_since',
        'integer',
        '그 뒤 가게가 오래 쉰 날수',
        'Days of long closures since the last visit, which the lapse ratio leaves out (MT-15)',
      ),
      column('gross_minor', 'bigint', '쓰신 금액 (환불 전)', 'Spend before refunds, minor units'),
      column('net_minor', 'bigint', '쓰신 금액 (환불 뺀)', 'Spend net of refunds, minor units'),
      column('own_interval_days', 'double', '자기 방문 주기', 'Median days between own visits (MT-14)'),
      column('interval_days', 'double', '방문 주기', 'Usual interval, leaning on the shop (MT-14)'),
      column('worth_per_month_minor', 'bigint', '한 달에 쓰시는 금액', 'Net spend a month, minor units'),
      column('usual_weekday', 'integer', '평소 요일', 'Usual weekday, 1 Monday … 7 Sunday'),
      column('usual_weekday_share', 'double', '그 요일의 비율', 'Share of visits on it'),
      column('usual_hour', 'integer', '평소 시간', 'Middle of the usual three hours'),
      column('usual_hour_share', 'double', '그 시간의 비율', 'Share of visits in them'),
      column('usual_daypart', 'text', '평소 때', 'morning, lunch, break, dinner or night'),
      column('usual_daypart_share', 'double', '그 때의 비율', 'Share of visits in it'),
    ],
  },
  {
    name: 'person_usual_item',
    kind: 'fact',
    key: 'customer_id',
    text: { ko: '손님이 평소 드시는 것', en: 'Usual items of people' },
    columns: [
      CUSTOMER,
      ITEM,
      column('place', 'integer', '순위 (1–3)', 'Place, 1–3'),
      column('visits', 'integer', '시킨 방문 수', 'Visits with it'),
      column('share', 'double', '방문 가운데 비율', 'Share of visits with it'),
    ],
  },
  {
    name: 'touchpoint',
    kind: 'touchpoint',
    key: 'touchpoint_id',
    text: { ko: '주문 말고 있었던 일마다 한 줄', en: 'One row a thing that happened, orders aside' },
    columns: [
      column('touchpoint_id', 'uuid', '접점', 'Touchpoint'),
      CUSTOMER,
      DAY,
      LOCAL_AT,
      column('kind', 'text', '무슨 일', 'What happened'),
      SOURCE,
      CHANNEL,
      column('phase', 'text', 'before 방문 전, during 방문 중, after 방문 뒤', 'before, during or after the visit'),
      column('corrects', 'uuid', '바로잡는 접점', 'Touchpoint that it corrects'),
    ],
  },
  {
    name: 'message',
    kind: 'message',
    key: 'message_id',
    text: { ko: '메시지마다 한 줄 (내용과 주소 없이)', en: 'One row a message, without words or address' },
    columns: [
      column('message_id', 'uuid', '메시지', 'Message'),
      CUSTOMER,
      PLAY,
      column('class', 'text', 'ad 광고, info 정보, notice_legal 법정 고지', 'ad, info or notice_legal'),
      CHANNEL,
      column('state', 'text', '상태', 'How far it came'),
      column('reason', 'text', '보내지 않은 까닭', 'Why it was not sent'),
      column('queued_on', 'date', '줄 선 날', 'Day it was queued'),
      column('sent_on', 'date', '보낸 날', 'Day it was sent'),
      column('has_opted_out', 'boolean', '이것으로 수신을 거부했는지', 'Whether it led to an opt-out'),
      column('confirms', 'text', '확인해 드린 동의의 종류', 'Kind of consent that it confirms'),
      column('confirms_until', 'date', '그 확인이 유효한 마지막 날', 'Last day that the confirmation carries (AD-15)'),
    ],
  },
  {
    name: 'assignment',
    kind: 'assignment',
    key: 'customer_id',
    text: { ko: '실행안에 든 손님마다 한 줄', en: 'One row a play and person in it' },
    columns: [
      CUSTOMER,
      PLAY,
      column('arm', 'text', 'treatment 받은 쪽, holdout 견줄 쪽', 'treatment or holdout'),
      column('is_holdout', 'boolean', '견주려고 남겨 둔 분인지', 'Held back to compare with'),
      column('launched_on', 'date', '시작한 날', 'Day of the launch'),
    ],
  },
  {
    name: 'coupon',
    kind: 'coupon',
    key: 'coupon_id',
    text: { ko: '쿠폰마다 한 줄 (번호 없이)', en: 'One row a coupon, without its code' },
    columns: [
      column('coupon_id', 'uuid', '쿠폰', 'Coupon'),
      CUSTOMER,
      PLAY,
      column('status', 'text', '상태', 'issued, redeemed or voided'),
      column('kind', 'text', 'amount 금액, percent 비율', 'amount or percent'),
      column('value', 'bigint', '혜택', 'Minor units of an amount, whole percents'),
      column('valid_until', 'date', '쓸 수 있는 마지막 날', 'Last day'),
      column('redeemed_order_id', 'uuid', '쓴 주문', 'Order it was used on'),
      column('redeemed_on', 'date', '쓴 날', 'Day it was used'),
      column('discount_minor', 'bigint', '깎은 금액', 'Discount given, minor units'),
    ],
  },
  {
    name: 'item',
    kind: 'list',
    key: 'item_id',
    text: { ko: '메뉴마다 한 줄', en: 'One row an item' },
    columns: [
      ITEM,
      column('name', 'text', '이름', 'Name'),
      column('category', 'text', '분류', 'Category'),
      column('price_minor', 'bigint', '값', 'Price, minor units'),
      column('cost_minor', 'bigint', '원가', 'Cost, minor units'),
    ],
  },
  {
    name: 'tag',
    kind: 'list',
    key: 'tag_id',
    text: { ko: '태그', en: 'Tags' },
    columns: [column('tag_id', 'uuid', '태그', 'Tag'), column('name', 'text', '이름', 'Name')],
  },
  {
    name: 'field',
    kind: 'list',
    key: 'field_key',
    text: { ko: '손님의 추가 항목', en: "The shop's own fields of people" },
    columns: [
      column('field_key', 'text', '항목', 'Field'),
      column('label_ko', 'text', '한국어 이름', 'Korean name'),
      column('label_en', 'text', '영어 이름', 'English name'),
      column('type', 'text', '종류', 'choice, number, yes_no or date'),
      column('is_stage', 'boolean', '단계인지', 'Whether it is a stage'),
    ],
  },
  {
    name: 'play',
    kind: 'list',
    key: 'play_id',
    text: { ko: '실행안마다 한 줄', en: 'One row a play' },
    columns: [
      PLAY,
      column('name', 'text', '이름', 'Name'),
      column('version', 'integer', '몇 번째', 'Which try'),
      CHANNEL,
      column('state', 'text', '상태', 'draft, running, stopped or finished'),
      column('holdout_rate', 'double', '견주려고 남겨 둔 비율', 'Share held back'),
      column('launched_on', 'date', '시작한 날', 'Day of the launch'),
      column('planned_end_on', 'date', '끝나는 날', 'Planned end'),
      column('measure_days', 'integer', '재는 날수', 'Days it is measured over'),
    ],
  },
  {
    name: 'shop',
    kind: 'list',
    key: 'shop_id',
    text: { ko: '가게', en: 'The shop' },
    columns: [
      column('shop_id', 'uuid', '가게', 'Shop'),
      column('pack', 'text', '업종', 'Business type'),
      column('currency', 'text', '통화', 'Currency'),
      column('time_zone', 'text', '시간대', 'Time zone'),
      column('day_ends_at_hour', 'integer', '영업일이 끝나는 시', 'Hour at which the business day ends'),
    ],
  },
];

/** Tables of a kind, in the order in which they are filled. */
export const tablesOf = (kind: ChangeKind) => tables.filter((table) => table.kind === kind);

/** Columns of a table that PostgreSQL tells. */
export function copiedColumns(table: Pick<MartTable, 'columns' | 'joined'>): readonly MartColumn[] {
  return table.columns.filter(({ name, derived }) => derived === undefined && !table.joined?.columns.includes(name));
}

const texts = new Map<string, string>();

/** PostgreSQL's select for a table: of everything, or of the changed rows that a temporary table of the transaction names. */
export function sourceSql(
  table: MartTable,
  { workspaceId, only }: { workspaceId: string; only: 'all' | 'changed' },
): string {
  let text = texts.get(table.name);
  if (text === undefined) {
    text = readFileSync(path.join(import.meta.dirname, 'sql', `${table.name}.sql`), 'utf8').replace(/--.*$/gm, '');
    texts.set(table.name, text);
  }
  // The id is our own and has been read as a UUID; a COPY takes no parameters.
  if (!/^[0-9a-f-]{36}$/.test(workspaceId)) throw new TypeError('not a workspace id');
  return text
    .replaceAll('{workspace}', `'${workspaceId}'::uuid`)
    .replaceAll(
      '{changed}',
      only === 'all' ? 'is not null' : `in (select id from mart_changed where kind = '${table.kind}')`,
    );
}
