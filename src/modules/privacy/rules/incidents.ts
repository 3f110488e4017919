import type { IncidentItem } from '../contract/incidents.ts';

/** Items that make a leak one that is reported however few the people are (PV-42). */
const SENSITIVE_ITEMS: ReadonlySet<IncidentItem> = new Set(['health', 'unique_id']);

/** Whether sensitive data or unique identifiers are among what leaked. Worked: phone and allergies → true. */
export const hasSensitiveItem = (items: readonly IncidentItem[]) => items.some((item) => SENSITIVE_ITEMS.has(item));

const ITEM_WORDS: Readonly<Record<IncidentItem, { ko: string; en: string }>> = {
  name: { ko: '이름', en: 'name' },
  phone: { ko: '전화번호', en: 'phone number' },
  email: { ko: '이메일', en: 'e-mail address' },
  address: { ko: '주소', en: 'address' },
  birthday: { ko: '생일', en: 'birthday' },
  orders: { ko: '주문 내역', en: 'orders' },
  points: { ko: '포인트·쿠폰', en: 'points and coupons' },
  notes: { ko: '매장이 적은 메모', en: 'notes of the shop' },
  health: { ko: '건강 정보(알레르기 등)', en: 'health data (such as allergies)' },
  unique_id: { ko: '고유식별정보(여권번호 등)', en: 'identity numbers (such as passports)' },
};

/** What somebody can do herself, by what leaked: nothing is told that does not fit. */
const ADVICE: readonly { of: readonly IncidentItem[]; ko: string; en: string }[] = [
  {
    of: ['phone', 'email'],
    ko: '모르는 번호나 주소로 온 문자·메일의 링크를 누르지 마시고, 매장을 사칭한 연락은 바로 끊어 주세요.',
    en: 'Do not open links in messages from numbers or addresses you do not know, and hang up on anybody who claims to be us.',
  },
  {
    of: ['points'],
    ko: '포인트와 쿠폰이 줄었는지 확인하시고 다르면 알려 주세요.',
    en: 'Check your points and coupons and tell us if anything is missing.',
  },
  {
    of: ['unique_id'],
    ko: '유출된 신분증이 있으면 재발급을 받아 주세요.',
    en: 'Have any identity document concerned replaced.',
  },
];
const ANYHOW = {
  ko: '궁금한 점이나 피해가 있으면 아래 연락처로 알려 주세요.',
  en: 'Tell us at the contact below if you have questions or suffered harm.',
};

/** What the notice to the people is made from. */
export interface NoticeFacts {
  shopName: string;
  /** How the shop is reached: number, address; empty parts are left out. */
  contact: readonly string[];
  items: readonly IncidentItem[];
  isPossible: boolean;
  happened: string;
  remedy: string;
}

/**
 * The notice that the people get, in the order of the law (PV-40): what leaked, when and how, what they can do, what the
 * shop did and the way to relief, whom to ask, and how damages are claimed. What is not known yet is said to follow. It is
 * no advertisement and carries no offer. A leak that is only possible is told as one (PV-41). Also what is posted for 30
 * days where nobody can be reached.
 */
export function composeIncidentNotice(facts: NoticeFacts, lang: 'ko' | 'en'): string {
  const { shopName, items, isPossible } = facts;
  const list = items.map((item) => ITEM_WORDS[item][lang]).join(', ');
  const advice = [...ADVICE.filter(({ of }) => of.some((item) => items.includes(item))), ANYHOW].map(
    (one) => one[lang],
  );
  const contact = facts.contact.filter((one) => one !== '').join(' · ');
  if (lang === 'ko') {
    return [
      `[${shopName}] 개인정보 ${isPossible ? '유출 가능성' : '유출'} 안내`,
      isPossible
        ? '고객님의 개인정보가 유출되었을 가능성이 있어 알려 드립니다. 아닌 것으로 확인되면 다시 알려 드리겠습니다.'
        : '고객님의 개인정보가 유출되어 알려 드립니다. 진심으로 사과드립니다.',
      `1. 유출된 항목: ${list}`,
      `2. 언제, 어떻게: ${facts.happened || '확인하는 대로 다시 알려 드리겠습니다.'}`,
      `3. 고객님이 하실 수 있는 일: ${advice.join(' ')}`,
      `4. 매장이 한 일과 피해 구제: ${facts.remedy || '확인하는 대로 다시 알려 드리겠습니다.'}`,
      `5. 문의: ${contact || '매장'}`,
      '6. 손해배상과 분쟁조정: 매장에 손해배상을 청구하실 수 있고, 개인정보 분쟁조정위원회(1833-6972)에 조정을 신청하시거나 개인정보침해 신고센터(118)에 신고하실 수 있습니다.',
    ].join('\n');
  }
  return [
    `[${shopName}] Notice of a ${isPossible ? 'possible leak' : 'leak'} of personal data`,
    isPossible
      ? 'Your personal data may have leaked. If it proves not to be so, we will tell you.'
      : 'Your personal data have leaked. We are sincerely sorry.',
    `1. What: ${list}`,
    `2. When and how: ${facts.happened || 'we will tell you as soon as we know.'}`,
    `3. What you can do: ${advice.join(' ')}`,
    `4. What we did, and relief: ${facts.remedy || 'we will tell you as soon as we know.'}`,
    `5. Contact: ${contact || 'the shop'}`,
    '6. Damages and mediation: you may claim damages from the shop, ask the Personal Information Dispute Mediation Committee (1833-6972) to mediate, or report to the privacy centre (118).',
  ].join('\n');
}
