import { josa } from '../../../shared/hangul.ts';
import type { ConsentKind } from '../contract/kinds.ts';
import type { Lang } from '../contract/texts.ts';
import type { WrittenText } from '../rules/texts.ts';

type Words = Omit<WrittenText, 'body'>;

/**
 * The consent block of domain 1.3 in both languages; `▶…◀` is highlighted (PV-09). Every shop begins with these, and
 * writes its own versions over them.
 */
export const SHIPPED_TEXTS: readonly { kind: ConsentKind; words: Record<Lang, Words> }[] = [
  {
    kind: 'svc_membership',
    words: {
      ko: {
        title: '회원 가입 및 포인트 적립을 위한 개인정보 수집·이용 동의',
        purpose: '회원 확인, 포인트·스탬프 적립과 사용, 이용 내역 안내',
        items: '휴대전화번호, 이름(별명 가능)',
        retention: '▶회원 탈퇴 시까지 (마지막 이용 후 2년이 지나면 파기)◀',
        refusal: '동의를 거부할 수 있으며, 거부하면 포인트 적립을 이용할 수 없습니다.',
      },
      en: {
        title: 'Collection and use of personal data for membership and points',
        purpose: 'Knowing members, giving and taking points and stamps, telling members about their account',
        items: 'Mobile number, name (a nickname will do)',
        retention: '▶Until you leave (destroyed two years after your last visit)◀',
        refusal: 'You may refuse; without it we cannot collect points for you.',
      },
    },
  },
  {
    kind: 'svc_optional_fields',
    words: {
      ko: {
        title: '생일·취향 정보의 수집·이용 동의',
        purpose: '생일 축하, 취향에 맞춘 응대',
        items: '생일, 성별, 자주 드시는 메뉴와 자리 등 취향',
        retention: '▶회원 탈퇴 시까지 (마지막 이용 후 2년이 지나면 파기)◀',
        refusal: '거부해도 회원 가입과 적립에 불이익이 없습니다.',
      },
      en: {
        title: 'Collection and use of your birthday and taste',
        purpose: 'Birthday greetings, serving you the way you like',
        items: 'Birthday, gender, favourite dishes and seats',
        retention: '▶Until you leave (destroyed two years after your last visit)◀',
        refusal: 'Refusing has no disadvantage for membership or points.',
      },
    },
  },
  {
    kind: 'marketing_use',
    words: {
      ko: {
        title: '▶홍보·판매 권유를 위한 연락◀ 동의',
        purpose: '▶새 메뉴, 행사, 쿠폰을 알리는 홍보·판매 권유 연락◀',
        items: '이름, 휴대전화번호, 이메일, 이용 내역',
        retention: '▶동의를 철회할 때까지 (2년마다 다시 여쭙니다)◀',
        refusal: '거부해도 회원 가입과 적립에 불이익이 없습니다. 홍보용 쿠폰은 보내 드리지 않습니다.',
      },
      en: {
        title: '▶Contact to promote and sell◀',
        purpose: '▶Telling you about new dishes, events and coupons in order to promote and sell◀',
        items: 'Name, mobile number, e-mail address, your visits',
        retention: '▶Until you withdraw (we ask again every two years)◀',
        refusal: 'Refusing has no disadvantage for membership or points. You get no promotional coupons.',
      },
    },
  },
  ...(
    [
      ['ad_sms', '문자', 'text message', '휴대전화번호', 'Mobile number'],
      ['ad_kakao', '카카오톡', 'KakaoTalk', '휴대전화번호', 'Mobile number'],
      ['ad_email', '이메일', 'e-mail', '이메일 주소', 'E-mail address'],
      ['ad_push', '앱 알림', 'app notification', '앱 기기 번호', 'Device number of the app'],
      ['ad_call', '전화', 'telephone call', '휴대전화번호', 'Mobile number'],
    ] as const
  ).map(([kind, wayKo, wayEn, itemsKo, itemsEn]) => ({
    kind,
    words: {
      ko: {
        title: `▶광고성 정보 수신◀ 동의: ${wayKo}`,
        purpose: `▶${josa(wayKo, '으로/로')} 광고성 정보 전송◀`,
        items: itemsKo,
        retention: '▶수신을 거부할 때까지 (2년마다 다시 여쭙니다)◀',
        refusal: '거부해도 불이익이 없고, 언제든 무료로 거부할 수 있습니다.',
      },
      en: {
        title: `▶Receiving advertising◀ by ${wayEn}`,
        purpose: `▶Sending advertising by ${wayEn}◀`,
        items: itemsEn,
        retention: '▶Until you refuse (we ask again every two years)◀',
        refusal: 'Refusing has no disadvantage; you may refuse at any time, free of charge.',
      },
    },
  })),
  {
    kind: 'ad_night',
    words: {
      ko: {
        title: '▶야간(21시~08시) 광고성 정보 수신◀ 동의',
        purpose: '▶밤 9시부터 아침 8시 사이의 광고성 정보 전송◀',
        items: '위에서 동의한 연락처',
        retention: '▶수신을 거부할 때까지 (2년마다 다시 여쭙니다)◀',
        refusal: '거부해도 불이익이 없고, 언제든 무료로 거부할 수 있습니다.',
      },
      en: {
        title: '▶Receiving advertising at night (21–08 h)◀',
        purpose: '▶Sending advertising between nine in the evening and eight in the morning◀',
        items: 'The contacts agreed to above',
        retention: '▶Until you refuse (we ask again every two years)◀',
        refusal: 'Refusing has no disadvantage; you may refuse at any time, free of charge.',
      },
    },
  },
  {
    kind: 'sensitive_health',
    words: {
      ko: {
        title: '▶건강(알레르기 등) 정보◀의 수집·이용 동의',
        purpose: '알레르기가 있는 재료를 빼고 준비, 안전한 응대',
        items: '▶알레르기, 드시지 못하는 음식, 그 밖에 알려 주신 건강 정보◀',
        retention: '▶마지막 이용 후 1년◀',
        refusal: '거부해도 회원 가입과 적립에 불이익이 없습니다. 드실 때마다 말씀해 주셔야 합니다.',
      },
      en: {
        title: 'Collection and use of ▶health information (allergies)◀',
        purpose: 'Preparing food without what you are allergic to, serving you safely',
        items: '▶Allergies, food you cannot eat, other health information you tell us◀',
        retention: '▶One year after your last visit◀',
        refusal: 'Refusing has no disadvantage for membership or points. Please tell us at every visit.',
      },
    },
  },
  {
    kind: 'guardian',
    words: {
      ko: {
        title: '14세 미만 자녀의 개인정보 수집·이용에 대한 보호자 동의',
        purpose: '자녀의 회원 가입과 포인트 적립, 보호자 확인',
        items: '보호자의 이름과 연락처, 자녀의 이름(별명 가능)과 연락처, 생년월일',
        retention: '▶탈퇴 시까지 (확인되지 않으면 30일 뒤 파기)◀',
        refusal: '동의를 거부할 수 있으며, 거부하면 자녀의 포인트 적립을 이용할 수 없습니다.',
      },
      en: {
        title: "Guardian's consent to the collection and use of the data of a child under 14",
        purpose: "The child's membership and points, verifying the guardian",
        items: "The guardian's name and contact; the child's name (a nickname will do), contact and birth date",
        retention: '▶Until the child leaves (destroyed after 30 days if not verified)◀',
        refusal: 'You may refuse; without it we cannot collect points for the child.',
      },
    },
  },
];
