import { z } from 'zod';
import { DATE_FORMATS, type DateFormat, detectDateFormats } from './reader/dates.ts';

/** Fields of the canonical sales file, in its order; the first five are required. */
export const SALES_FIELDS = [
  'order_no',
  'ordered_at',
  'item_name',
  'quantity',
  'amount',
  'item_code',
  'category',
  'unit_price',
  'cost',
  'channel',
  'kind',
  'customer_id',
  'customer_name',
  'customer_phone',
  'customer_email',
  'card_no',
  'table_no',
  'covers',
  'coupon_code',
  'staff',
  'options',
] as const;
const REQUIRED_SALES_FIELDS = ['order_no', 'ordered_at', 'item_name', 'quantity', 'amount'] as const;

/** Fields of the canonical customers file; one of the first three is required. */
export const CUSTOMER_FIELDS = [
  'customer_id',
  'phone',
  'email',
  'name',
  'given_name',
  'family_name',
  'birth_date',
  'gender',
  'address',
  'street_number',
  'street',
  'suburb',
  'city',
  'state',
  'postcode',
  'country',
  'note',
  'tags',
  'points',
  'joined_at',
  'source',
  'marketing_consent',
  'consent_at',
  'consent_method',
] as const;

export type SalesField = (typeof SALES_FIELDS)[number];
export type CustomerField = (typeof CUSTOMER_FIELDS)[number];

const column = z.string().trim().min(1).max(1000);
const simpleSource = [
  z.strictObject({ column }),
  z.strictObject({ constant: z.string().min(1).max(1000) }),
  // Parts that are blank are left out, so that no separator stands alone.
  z.strictObject({ concat: z.array(column).min(2).max(8), separator: z.string().max(10).default(' ') }),
] as const;
const fieldSource = z.union(simpleSource);
/** Only an amount can be a product: of two columns, one of them the quantity. */
const amountSource = z.union([...simpleSource, z.strictObject({ multiply: z.tuple([column, column]) })]);

/** Where the value of one field comes from. */
export type FieldSource = z.infer<typeof amountSource>;

/** `DD/MM/YYYY HH:mm` is the style `DD/MM/YYYY`: a time may always follow. */
const dateFormat = z.preprocess(
  (value) => (typeof value === 'string' ? value.replace(/[ T]+HH:mm.*$/, '') : value),
  z.enum(DATE_FORMATS),
);

const join = z.strictObject({
  /** Name of the other file, looked for beside the imported one. */
  file: z
    .string()
    .min(1)
    .max(255)
    .refine((name) => !/[/\\\0]/.test(name) && name !== '..', 'a file name without folders'),
  on: z.strictObject({ column, foreign: column }),
  take: z.array(column).min(1).max(200),
  encoding: z.string().optional(),
  delimiter: z.string().length(1).optional(),
  sheet: z.string().optional(),
});

const common = {
  version: z.literal(1),
  delimiter: z.string().length(1).optional(),
  encoding: z.string().max(40).optional(),
  sheet: z.string().max(100).optional(),
  dateFormat: dateFormat.default('ISO'),
  decimal: z.enum(['.', ',']).default('.'),
  joins: z.array(join).max(8).default([]),
  /** Columns kept beside the known fields, by the name they get. */
  customFields: z.record(z.string().min(1).max(100), column).optional(),
};

const salesColumns = z.strictObject({
  ...(Object.fromEntries(SALES_FIELDS.map((field) => [field, fieldSource.optional()])) as Record<
    SalesField,
    z.ZodOptional<typeof fieldSource>
  >),
  order_no: fieldSource,
  ordered_at: fieldSource,
  item_name: fieldSource,
  quantity: fieldSource,
  amount: amountSource,
});

const customerColumns = z
  .strictObject(
    Object.fromEntries(CUSTOMER_FIELDS.map((field) => [field, fieldSource.optional()])) as Record<
      CustomerField,
      z.ZodOptional<typeof fieldSource>
    >,
  )
  .refine((columns) => columns.customer_id || columns.phone || columns.email, 'customer_id, phone or email is needed');

export const salesMapSchema = z.strictObject({
  kind: z.literal('sales'),
  ...common,
  columns: salesColumns,
  /** Column with the time of day when `ordered_at` has the date alone. */
  timeColumn: column.optional(),
  /** The file's own words for the kind of a line, e.g. `{ "취소": "void" }`. */
  kindValues: z.record(z.string(), z.enum(['sale', 'refund', 'void', 'comp'])).optional(),
});

export const customersMapSchema = z.strictObject({
  kind: z.literal('customers'),
  ...common,
  columns: customerColumns,
  /** Style of birth dates where it differs from the file's other dates. */
  birthDateFormat: dateFormat.optional(),
  /** The file's own words for consent, e.g. `{ "동의": "granted" }`. */
  consentValues: z.record(z.string(), z.enum(['granted', 'refused', 'absent'])).optional(),
});

/** A saved map: how the columns of a file become the fields of the canonical one. */
export const importMapSchema = z.discriminatedUnion('kind', [salesMapSchema, customersMapSchema]);

export type SalesMap = z.infer<typeof salesMapSchema>;
export type CustomersMap = z.infer<typeof customersMapSchema>;
export type ImportMap = z.infer<typeof importMapSchema>;

/** Fields of a kind's canonical file. Of each group in `required` a file needs one at least. */
const FIELDS_OF_KIND: Readonly<
  Record<ImportMap['kind'], { fields: readonly string[]; required: readonly (readonly string[])[] }>
> = {
  sales: { fields: SALES_FIELDS, required: REQUIRED_SALES_FIELDS.map((field) => [field]) },
  customers: { fields: CUSTOMER_FIELDS, required: [['customer_id', 'phone', 'email']] },
};

/** Required groups of a kind of which these columns or fields have none. */
export function listMissingFields(kind: ImportMap['kind'], names: readonly string[]): (readonly string[])[] {
  return FIELDS_OF_KIND[kind].required.filter((group) => !group.some((field) => names.includes(field)));
}

/** The map of a file that needs none, because its header has the canonical names; undefined when required ones are missing. */
export function findCanonicalMap<K extends ImportMap['kind']>(
  kind: K,
  header: readonly string[],
): Extract<ImportMap, { kind: K }> | undefined {
  const columns = Object.fromEntries(
    FIELDS_OF_KIND[kind].fields.filter((name) => header.includes(name)).map((name) => [name, { column: name }]),
  );
  const parsed = importMapSchema.safeParse({ kind, version: 1, dateFormat: 'ISO', columns });
  return parsed.success ? (parsed.data as Extract<ImportMap, { kind: K }>) : undefined;
}

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
  customer_id: '고객번호 회원번호 고객id 회원id customerid memberid',
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
  customer_id: '고객번호 회원번호 고객id 회원id id memberid',
  phone: '전화번호 휴대폰 휴대폰번호 핸드폰 휴대전화 연락처 전화 mobile phonenumber tel',
  email: '이메일 메일 전자우편 emailaddress',
  name: '고객명 회원명 이름 성명 성함 customername fullname',
  given_name: 'firstname',
  family_name: 'lastname surname',
  birth_date: '생년월일 생일 birthday dateofbirth dob birthdate',
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

/** Suggests a map from the header and some rows; canonical names first, then the names commonly exported by Korean and English tills. */
export function suggestMap(header: readonly string[], sampleRows: readonly string[][]): MapSuggestion {
  const sales = matchColumns(header, SALES_FIELDS, SALES_ALIASES);
  const customers = matchColumns(header, CUSTOMER_FIELDS, CUSTOMER_ALIASES);
  const isSales =
    ['item_name', 'amount', 'quantity', 'order_no'].filter((field) => sales[field] !== undefined).length >= 2;
  const kind = isSales ? 'sales' : 'customers';
  const { time: timeColumn, ...columns } = isSales ? sales : customers;
  const dateColumn = columns[isSales ? 'ordered_at' : 'joined_at'] ?? columns.birth_date;
  const used = new Set([...Object.values(columns), timeColumn]);
  const samples = sampleRows.map((row) => row[header.indexOf(dateColumn ?? '')] ?? '');
  const multiply: [string, string] | undefined =
    isSales && !columns.amount && columns.quantity && columns.unit_price
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

function matchColumns(
  header: readonly string[],
  fields: readonly string[],
  aliases: Record<string, string | undefined>,
): Record<string, string> {
  const plain = (name: string) =>
    name
      .normalize('NFC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, '');
  const byPlainName = new Map<string, string>();
  for (const name of header) if (!byPlainName.has(plain(name))) byPlainName.set(plain(name), name);
  const taken = new Set<string>();
  const columns: Record<string, string> = {};
  for (const field of [...fields, ...Object.keys(aliases).filter((name) => !fields.includes(name))]) {
    const names = [plain(field), ...(aliases[field] ?? '').split(' ')];
    const found = names.map((name) => byPlainName.get(name)).find((name) => name !== undefined && !taken.has(name));
    if (found === undefined) continue;
    columns[field] = found;
    taken.add(found);
  }
  return columns;
}
