import type { PersonData, PersonPart } from '../../mart/index.ts';
import { unseal } from '../../platform/secrets.ts';

type FilePart = PersonPart | 'person' | 'consents' | 'consentEvents' | 'requests';

/** What each part of her file is, in words of everyday: who reads the file knows none of ours. */
export const PART_WORDS: Readonly<Record<FilePart, { ko: string; en: string }>> = {
  person: { ko: '이름과 연락처', en: 'Name and how to reach you' },
  consents: { ko: '지금 유효한 동의와 거부', en: 'What you agree to and refuse now' },
  consentEvents: { ko: '동의하고 거부한 기록', en: 'Every time you agreed or refused' },
  requests: { ko: '내 정보에 대해 부탁한 일', en: 'What you asked for about your data' },
  orders: { ko: '주문', en: 'Orders' },
  messages: { ko: '매장이 보낸 소식', en: 'Messages from the shop' },
  notices: { ko: '수신 동의 안내', en: 'Notices about your consent to advertising' },
  complaints: { ko: '불편을 알려 주신 때', en: 'When you complained' },
  coupons: { ko: '쿠폰', en: 'Coupons' },
  couponUses: { ko: '쿠폰이나 전단 코드를 쓴 기록', en: 'When you used a coupon or a leaflet’s code' },
  loyalty: { ko: '포인트·스탬프·선불금의 움직임', en: 'Movements of points, stamps and prepaid money' },
  balances: { ko: '남은 포인트·스탬프·선불금', en: 'Points, stamps and prepaid money you have' },
  receipts: { ko: '적립한 영수증', en: 'Receipts that earned points' },
  tiers: { ko: '등급', en: 'Tiers' },
  staffMarks: { ko: '매장 직원으로 표시한 때', en: 'When you were marked as staff of the shop' },
  alarms: { ko: '적립이 평소와 달라 확인한 기록', en: 'Unusual points the shop looked at' },
  touchpoints: { ko: '방문·문의·예약 같은 일', en: 'Visits to the site, inquiries, reservations and the like' },
  automations: { ko: '들어 있는 자동 안내', en: 'Automations you are or were in' },
  hints: { ko: '직원이 전하려던 말', en: 'What staff were to tell you' },
  plays: { ko: '들어 있는 행사', en: 'Offers you were chosen for or compared with' },
  groups: { ko: '매장이 묶어 둔 무리', en: 'Groups the shop has you in' },
  groupChanges: { ko: '무리에 들고 난 기록', en: 'When you entered and left groups' },
  addresses: { ko: '주소', en: 'Addresses' },
  numbersElsewhere: { ko: '포스·온라인 매장의 회원 번호', en: 'Your numbers in tills and online shops' },
  tags: { ko: '매장이 붙인 꼬리표', en: 'Tags the shop gave you' },
  ownFields: { ko: '매장이 따로 적은 항목', en: 'Other things the shop wrote down' },
  households: { ko: '함께 묶인 가족·회사', en: 'Family or company you belong to' },
  changes: { ko: '내 정보가 바뀐 기록', en: 'How your data changed' },
  fromFiles: { ko: '파일에서 채워진 내용', en: 'What was filled in from files' },
  merges: { ko: '같은 손님으로 합친 기록', en: 'When two records of you became one' },
  guardians: { ko: '보호자', en: 'Guardian' },
  ownPageLinks: { ko: '이 페이지를 연 기록', en: 'When this page was opened' },
  periodEnded: {
    ko: '보관 기간이 끝났다고 매장에 알린 날',
    en: 'The day the shop was told that your period has ended',
  },
  figures: { ko: '방문 요약', en: 'Summary of your visits' },
  expectedVisits: { ko: '다음 방문 예상일', en: 'When the shop expects you next' },
};

/** How many rows of each part are kept of her, parts without any left out. */
export function countParts(data: PersonData, lang: 'ko' | 'en'): { name: string; rows: number }[] {
  return (Object.entries(data) as [PersonPart, unknown[]][])
    .filter(([, rows]) => rows.length > 0)
    .map(([part, rows]) => ({ name: PART_WORDS[part][lang], rows: rows.length }));
}

/** Rows as she reads them: a sensitive value stands in clear, because it is hers. */
export function openRows(data: PersonData, key: string): PersonData {
  const ownFields = data.ownFields.map(({ sealed, ...row }) =>
    typeof sealed === 'string' ? { ...row, value: unseal(key, Buffer.from(sealed, 'base64')) } : row,
  );
  return { ...data, ownFields };
}

/** What she has of points, stamps or prepaid money; 0 where there is none. */
export function balanceOf(data: PersonData, unit: 'points' | 'stamps' | 'prepaid'): number {
  return Number(data.balances.find((row) => row['unit'] === unit)?.['balance'] ?? 0);
}
