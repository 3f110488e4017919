import { CONTACT_FIELDS, EVENT_FIELDS, RESERVATION_FIELDS, REVIEW_FIELDS } from './kinds/fields.ts';
import {
  CUSTOMER_FIELDS,
  type CustomerField,
  type ImportMap,
  listMissingFields,
  SALES_FIELDS,
  type SalesField,
} from './map.ts';
import { CONTACT_NAMES, matchColumns } from './match-columns.ts';
import { readCalendar } from './reader/birthdays.ts';
import { type DateFormat, detectDateFormats } from './reader/dates.ts';

/** Headers that tills, delivery apps and spreadsheets commonly write, compared without blanks, case and punctuation. */
const SALES_ALIASES: Partial<Record<SalesField | 'time', string>> = {
  order_no:
    '주문번호 영수증번호 전표번호 거래번호 영수번호 결제번호 주문id orderid ordernumber invoiceno receiptno transactionid',
  ordered_at:
    '주문일시 판매일시 결제일시 거래일시 주문시각 주문시간 매출일시 판매일자 주문일자 영업일자 매출일자 거래일자 결제일자 주문일 판매일 날짜 일자 일시 orderdate invoicedate date datetime createdat',
  time: '시간 판매시간 결제시간 거래시간 판매시각 결제시각 time',
  item_name: '상품명 메뉴명 품목명 메뉴 상품 품목 품명 제품명 item product productname description menu',
  item_code: '상품코드 메뉴코드 품목코드 바코드 stockcode sku itemcode productcode barcode',
  category: '분류 카테고리 대분류 메뉴분류 상품분류',
  quantity: '수량 판매수량 주문수량 qty',
  amount:
    '금액 결제금액 실매출액 실매출 매출액 판매금액 매출금액 합계금액 합계 총액 총금액 실판매금액 total totalprice linetotal netsales',
  unit_price: '단가 판매단가 판매가 가격 unitprice price',
  cost: '원가 매입가 unitcost',
  channel: '채널 주문채널 판매채널 주문경로 주문유형 saleschannel',
  kind: '구분 거래구분 판매구분 상태 주문상태 결제상태 status type',
  customer_id: '고객번호 회원번호 고객코드 회원코드 고객id 회원id customerid memberid',
  customer_name: '고객명 회원명 주문자 주문자명 구매자 구매자명 성명 이름 customername',
  customer_phone:
    '전화번호 휴대폰 휴대폰번호 핸드폰 휴대전화 연락처 고객전화번호 주문자연락처 phone mobile customerphone',
  customer_email: '이메일 메일 전자우편 email customeremail',
  card_no: '카드번호 cardnumber',
  table_no: '테이블 테이블번호 테이블명 table tableno',
  covers: '인원 객수 인원수 손님수 guests',
  coupon_code: '쿠폰 쿠폰번호 쿠폰코드 coupon',
  staff: '직원 담당자 판매원 계산원 cashier server',
  options: '옵션 옵션명 선택옵션 추가옵션 메뉴옵션 option modifiers',
};
const CUSTOMER_ALIASES: Partial<Record<CustomerField, string>> = {
  customer_id: '고객번호 회원번호 고객코드 회원코드 고객id 회원id id memberid',
  phone: '전화번호 휴대폰 휴대폰번호 핸드폰 휴대전화 연락처 전화 mobile phonenumber tel',
  email: '이메일 메일 전자우편 emailaddress',
  name: '고객명 회원명 이름 성명 성함 customername fullname',
  given_name: 'firstname',
  family_name: 'lastname surname',
  birth_date: '생년월일 생일 음력생일 birthday dateofbirth dob birthdate',
  birthday_calendar: '음력양력 양력음력 음양 음양력 음양구분 생일구분 음력여부 음력 양력 calendar lunar',
  gender: '성별 sex',
  address: '주소',
  city: '시도 도시',
  postcode: '우편번호 zip zipcode postalcode',
  country: '국가',
  note: '메모 비고 특이사항 memo notes',
  tags: '태그 그룹 등급',
  points: '포인트 적립금 적립포인트 잔여포인트',
  joined_at: '가입일 등록일 가입일자 가입일시 등록일자 createdat',
  source: '가입경로 유입경로',
  marketing_consent: '마케팅동의 마케팅수신동의 수신동의 광고수신동의 sms수신동의',
  consent_at: '동의일 동의일시 수신동의일',
  consent_method: '동의방법 동의경로',
};

/** A proposal for the map screen: nothing of it is used before a person has looked at it. */
export interface MapSuggestion {
  kind: ImportMap['kind'];
  /** Field → column of the file. */
  columns: Record<string, string>;
  timeColumn?: string;
  /** Amount as a product when the file has a price and a quantity but no amount. */
  multiply?: [string, string];
  dateFormats: { candidates: DateFormat[]; ambiguous: boolean };
  /** Required fields for which no column was found. */
  missing: string[];
  /** Columns that no field uses: candidates for custom fields. */
  unmapped: string[];
}

/** Who is behind a row, as sheets of surveys and reservations name her. */
const PERSON_NAMES = {
  customer_id: '고객번호 회원번호 고객코드 회원코드 고객id 회원id memberid',
  name: '이름 성명 성함 예약자 예약자명 고객명 손님이름 응답자 customername fullname',
  phone: '전화번호 휴대폰 휴대폰번호 핸드폰 휴대전화 연락처 예약자연락처 예약자전화번호 mobile phonenumber tel',
  email: '이메일 이메일주소 전자우편 emailaddress username',
  card_no: '카드번호 cardnumber',
};
const EVENT_NAMES = {
  at: '타임스탬프 timestamp 응답일시 제출일시 참여일시 응답시간 제출시간 일시 날짜 일자 submittedat createdat date datetime',
  event_id: '응답번호 응답id responseid submissionid id',
  ...PERSON_NAMES,
};
const RESERVATION_NAMES = {
  reserved_at:
    '예약일시 예약일 예약날짜 방문일시 방문예정일시 방문일 이용일시 이용일 이용날짜 reservationdate reservedfor visitdate',
  time: '예약시간 방문시간 이용시간 시간 time',
  state: '상태 예약상태 진행상태 status',
  reservation_no: '예약번호 예약id reservationid bookingid confirmationcode',
  requested_at: '신청일시 예약신청일시 접수일시 등록일시 예약접수일 bookedat createdat',
  party_size: '인원 인원수 예약인원 방문인원 guests covers partysize',
  channel: '채널 예약경로 예약채널 경로 source',
  table_no: '테이블 테이블번호 좌석 table',
  deposit: '예약금 보증금 예약보증금 deposit',
  ...PERSON_NAMES,
};
const REVIEW_NAMES = {
  at: '작성일 작성일시 등록일 리뷰일 리뷰작성일 날짜 일시 createdat date reviewedat publishedat',
  rating: '별점 평점 점수 만족도 stars score',
  text: '내용 리뷰 리뷰내용 후기 후기내용 review content body comment',
  title: '제목',
  site: '사이트 채널 플랫폼 매체 출처 source platform',
  review_id: '리뷰번호 리뷰id reviewid id',
};

/** One kind as the columns of a file could be read. */
function readAs(kind: ImportMap['kind'], header: readonly string[]): Record<string, string> {
  switch (kind) {
    case 'sales':
      return matchColumns(header, SALES_FIELDS, SALES_ALIASES);
    case 'customers':
      return matchColumns(header, CUSTOMER_FIELDS, CUSTOMER_ALIASES);
    case 'contacts':
      return matchColumns(header, CONTACT_FIELDS, CONTACT_NAMES);
    case 'events':
      return matchColumns(header, EVENT_FIELDS, EVENT_NAMES);
    case 'reservations':
      return matchColumns(header, RESERVATION_FIELDS, RESERVATION_NAMES);
    case 'reviews':
      return matchColumns(header, REVIEW_FIELDS, REVIEW_NAMES);
  }
}

/** The columns of a sales file by the names that tills write; `time` where a day has its time apart. */
export const readSales = (header: readonly string[]): Partial<Record<SalesField | 'time', string>> =>
  readAs('sales', header);

/** Whether a column of a sales file goes by a name of amounts or prices. */
export function hasAmountColumn(header: readonly string[]): boolean {
  const { amount, unit_price } = readAs('sales', header);
  return amount !== undefined || unit_price !== undefined;
}

/** What a file is most likely about, by the columns that only such a file has. */
function guessKind(header: readonly string[]): ImportMap['kind'] {
  const sales = readAs('sales', header);
  if (['item_name', 'amount', 'quantity', 'order_no'].filter((field) => sales[field] !== undefined).length >= 2) {
    return 'sales';
  }
  const reservation = readAs('reservations', header);
  if (reservation.reserved_at && (reservation.state || reservation.party_size)) return 'reservations';
  const review = readAs('reviews', header);
  if (review.rating && review.at && !readAs('customers', header).phone) return 'reviews';
  const contact = readAs('contacts', header);
  if (contact.phone && (contact.phone_2 || contact.organisation || contact.email_2)) return 'contacts';
  const plain = header.map((name) => name.toLowerCase());
  if (plain.some((name) => ['타임스탬프', 'timestamp', '응답일시', '제출일시', 'event_id', 'at'].includes(name)))
    return 'events';
  return 'customers';
}

const DATE_FIELD: Readonly<Record<ImportMap['kind'], string | undefined>> = {
  sales: 'ordered_at',
  customers: 'joined_at',
  contacts: undefined,
  events: 'at',
  reservations: 'reserved_at',
  reviews: 'at',
};

/**
 * Suggests a map from the header and some rows; canonical names first, then the names commonly exported by Korean and
 * English tills. `kind` is what the person says the file is, else it is guessed.
 */
export function suggestMap(
  header: readonly string[],
  sampleRows: readonly string[][],
  kind: ImportMap['kind'] = guessKind(header),
): MapSuggestion {
  const { time: timeColumn, ...columns } = readAs(kind, header);
  // `음력` may head the words 음력 and 양력, or the days themselves, which would be no calendar.
  const calendarAt = header.indexOf(columns.birthday_calendar ?? '');
  const calendars = sampleRows.map((row) => (row[calendarAt] ?? '').trim()).filter((text) => text !== '');
  if (kind === 'customers' && calendars.length > 0 && !calendars.some((text) => readCalendar(text)))
    delete columns.birthday_calendar;
  const dateColumn = columns[DATE_FIELD[kind] ?? ''] ?? columns.birth_date;
  const used = new Set([...Object.values(columns), timeColumn]);
  const samples = sampleRows.map((row) => row[header.indexOf(dateColumn ?? '')] ?? '');
  const multiply: [string, string] | undefined =
    kind === 'sales' && !columns.amount && columns.quantity && columns.unit_price
      ? [columns.quantity, columns.unit_price]
      : undefined;
  const found = [...Object.keys(columns), ...(multiply ? ['amount'] : [])];
  const missing = listMissingFields(kind, found).flatMap((group) => group.slice(0, 1));
  return {
    kind,
    columns,
    ...(timeColumn === undefined ? {} : { timeColumn }),
    ...(multiply ? { multiply } : {}),
    dateFormats: detectDateFormats(samples),
    missing,
    unmapped: header.filter((name) => !used.has(name)),
  };
}
