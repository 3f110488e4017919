import type { ConsentKind } from '../contract/kinds.ts';
import type { FieldPlace, LegalBasis, RetentionFrom } from '../contract/registry.ts';

/** A purpose that every shop begins with (domain 1.2); the owner may change its period. */
export interface ShippedPurpose {
  purposeKey: string;
  nameKo: string;
  nameEn: string;
  legalBasis: LegalBasis;
  consentKind: ConsentKind | null;
  retentionDays: number | null;
  retentionFrom: RetentionFrom;
  isRequired: boolean;
}

const YEAR = 365;

/** Which basis for which everyday act, and how long (domain 1.2, PV-01). Periods are product rules unless a law names one. */
export const SHIPPED_PURPOSES: readonly ShippedPurpose[] = [
  {
    purposeKey: 'membership',
    nameKo: '회원 확인과 포인트 적립',
    nameEn: 'Membership and points',
    legalBasis: 'consent',
    consentKind: 'svc_membership',
    retentionDays: 2 * YEAR,
    retentionFrom: 'last_visit',
    isRequired: true,
  },
  {
    purposeKey: 'optional_profile',
    nameKo: '생일·취향에 맞춘 응대',
    nameEn: 'Service by birthday and taste',
    legalBasis: 'consent',
    consentKind: 'svc_optional_fields',
    retentionDays: 2 * YEAR,
    retentionFrom: 'last_visit',
    isRequired: false,
  },
  {
    purposeKey: 'sensitive_health',
    nameKo: '알레르기 등 건강 정보에 맞춘 응대',
    nameEn: 'Service by allergies and health',
    legalBasis: 'consent',
    consentKind: 'sensitive_health',
    retentionDays: YEAR,
    retentionFrom: 'last_visit',
    isRequired: false,
  },
  {
    purposeKey: 'marketing',
    nameKo: '홍보·판매 권유를 위한 연락',
    nameEn: 'Promotion and sales',
    legalBasis: 'consent',
    consentKind: 'marketing_use',
    retentionDays: null,
    retentionFrom: 'withdrawal',
    isRequired: false,
  },
  {
    purposeKey: 'reservation',
    nameKo: '예약 확인과 자리 준비',
    nameEn: 'Reservations',
    legalBasis: 'contract',
    consentKind: null,
    retentionDays: 1,
    retentionFrom: 'visit',
    isRequired: true,
  },
  {
    purposeKey: 'delivery_once',
    nameKo: '한 번의 배달',
    nameEn: 'One delivery',
    legalBasis: 'contract',
    consentKind: null,
    retentionDays: 3,
    retentionFrom: 'delivery',
    isRequired: true,
  },
  {
    purposeKey: 'orders',
    nameKo: '주문·결제와 분쟁 처리',
    nameEn: 'Orders, payment and disputes',
    legalBasis: 'contract',
    consentKind: null,
    retentionDays: 5 * YEAR,
    retentionFrom: 'transaction',
    isRequired: true,
  },
  {
    purposeKey: 'event_entry',
    nameKo: '행사 응모와 당첨 안내',
    nameEn: 'Entries to an event',
    legalBasis: 'consent',
    consentKind: null,
    retentionDays: 30,
    retentionFrom: 'event_end',
    isRequired: true,
  },
  {
    purposeKey: 'web_visits',
    nameKo: '홈페이지 방문 통계',
    nameEn: 'Visits to the homepage',
    legalBasis: 'legit_interest',
    consentKind: null,
    retentionDays: 90,
    retentionFrom: 'visit',
    isRequired: false,
  },
  {
    purposeKey: 'guardian',
    nameKo: '14세 미만 아동의 보호자 확인',
    nameEn: 'Guardian of a child under 14',
    legalBasis: 'consent',
    consentKind: 'guardian',
    retentionDays: null,
    retentionFrom: 'withdrawal',
    isRequired: true,
  },
];

/** A field with personal data that the product itself has. */
export interface ShippedField {
  fieldKey: string;
  purposeKey: string;
  alsoFor: readonly string[];
  nameKo: string;
  nameEn: string;
  isSensitive: boolean;
  usedIn: readonly FieldPlace[];
}

function field(
  fieldKey: string,
  [nameKo, nameEn]: readonly [string, string],
  rest: Pick<ShippedField, 'purposeKey' | 'usedIn'> & Partial<ShippedField>,
): ShippedField {
  return { fieldKey, nameKo, nameEn, alsoFor: [], isSensitive: false, ...rest };
}

/** Built-in personal fields, each with its purpose and the places that use it (PV-01, FE-02). */
export const SHIPPED_FIELDS: readonly ShippedField[] = [
  field('name', ['이름', 'Name'], {
    purposeKey: 'membership',
    alsoFor: ['reservation', 'delivery_once', 'marketing'],
    usedIn: ['card', 'search', 'message'],
  }),
  field('phone', ['전화번호', 'Phone number'], {
    purposeKey: 'membership',
    alsoFor: ['reservation', 'delivery_once', 'marketing'],
    usedIn: ['card', 'search', 'matching'],
  }),
  field('email', ['이메일', 'E-mail'], {
    purposeKey: 'membership',
    alsoFor: ['marketing'],
    usedIn: ['card', 'search', 'matching', 'message'],
  }),
  field('member_card', ['회원 카드 번호', 'Member card'], {
    purposeKey: 'membership',
    usedIn: ['card', 'search', 'matching'],
  }),
  field('external_id', ['포스·쇼핑몰의 손님 번호', 'Number at a till or shop'], {
    purposeKey: 'membership',
    alsoFor: ['orders'],
    usedIn: ['card', 'search', 'matching'],
  }),
  field('birth_date', ['생일', 'Birth date'], {
    purposeKey: 'optional_profile',
    usedIn: ['card', 'segment', 'matching'],
  }),
  field('gender', ['성별', 'Gender'], { purposeKey: 'optional_profile', usedIn: ['card', 'segment'] }),
  field('address', ['주소', 'Address'], {
    purposeKey: 'optional_profile',
    alsoFor: ['delivery_once'],
    usedIn: ['card', 'matching'],
  }),
  field('note', ['메모와 취향', 'Notes and taste'], { purposeKey: 'optional_profile', usedIn: ['card'] }),
  field('tags', ['태그', 'Tags'], { purposeKey: 'optional_profile', usedIn: ['card', 'segment'] }),
  field('allergy', ['알레르기', 'Allergies'], {
    purposeKey: 'sensitive_health',
    isSensitive: true,
    usedIn: ['card'],
  }),
  field('orders', ['주문 내역', 'Orders'], {
    purposeKey: 'orders',
    alsoFor: ['membership'],
    usedIn: ['card', 'segment', 'insight'],
  }),
  field('web_id', ['방문자 번호', 'Visitor id'], { purposeKey: 'web_visits', usedIn: ['matching', 'insight'] }),
  field('guardian_name', ['보호자 이름', "Guardian's name"], { purposeKey: 'guardian', usedIn: ['consent'] }),
  field('guardian_contact', ['보호자 연락처', "Guardian's contact"], { purposeKey: 'guardian', usedIn: ['consent'] }),
];
