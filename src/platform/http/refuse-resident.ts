import { AppError, type Issue, type UserMessage } from '../../shared/errors.ts';
import { findResidentNumbers, looksLikeResidentNumber, RESIDENT_NUMBER } from '../../shared/resident-number.ts';

/** Nobody reads these, and what they hold is not ours to judge. `sample` is read, blotted out and shown, never stored. */
const SECRET = /^(password|newPassword|currentPassword|secret|token|sample)$/;
/** Ids, codes and keys, and goods named by theirs: thirteen bare digits there are an order number or a bar code. */
const ID = /(^|[a-z])(ids?|keys?|codes?|no|numbers?|barcode|itemNames?|sql)$/i;

/** What people call the fields that hold free text; others are told as what was entered. */
const WORDS: Readonly<Record<string, UserMessage>> = {
  name: { ko: '이름', en: 'Name' },
  note: { ko: '메모', en: 'Note' },
  text: { ko: '내용', en: 'Text' },
  title: { ko: '제목', en: 'Title' },
  subject: { ko: '제목', en: 'Subject' },
  body: { ko: '내용', en: 'Text' },
  label: { ko: '이름', en: 'Name' },
  phone: { ko: '전화번호', en: 'Phone' },
  email: { ko: '이메일', en: 'E-mail' },
  reason: { ko: '까닭', en: 'Reason' },
  evidence: { ko: '증거', en: 'Evidence' },
  hypothesis: { ko: '가설', en: 'Hypothesis' },
  learning: { ko: '배운 것', en: 'What was learned' },
  itemName: { ko: '품목 이름', en: 'Item name' },
  options: { ko: '옵션', en: 'Options' },
  tableNo: { ko: '테이블', en: 'Table' },
  couponCode: { ko: '쿠폰', en: 'Coupon' },
  staffName: { ko: '직원', en: 'Staff' },
  category: { ko: '분류', en: 'Category' },
  channel: { ko: '채널', en: 'Channel' },
  event: { ko: '행사', en: 'Event' },
  add: { ko: '태그', en: 'Tags' },
};

/**
 * Refuses a body that holds a resident number in any of its texts (PV-12), whatever the endpoint does with it: what a person
 * types in is never the place for one. @throws AppError invalid_input, naming the field and never the value
 */
export function refuseResidentNumbersIn(body: unknown): void {
  const paths = findResidentNumbers(body, 'body').filter((path) => !isExempt(path, body));
  const [first] = paths;
  if (first === undefined) return;
  const issues: Issue[] = paths.map((path) => ({ path, message: RESIDENT_NUMBER }));
  const field = first
    .split('.')
    .slice(1)
    .findLast((part) => WORDS[part]);
  const named = WORDS[field ?? ''] ?? { ko: '입력한 내용', en: 'What you entered' };
  throw new AppError('invalid_input', 'a resident number was entered (PV-12)', {
    userMessage: {
      ko: `${named.ko}: 주민등록번호는 저장할 수 없어요. 그 번호를 지우고 다시 해 주세요. 아무것도 저장하지 않았어요.`,
      en: `${named.en}: a resident registration number cannot be stored. Take it out and try again. Nothing was stored.`,
    },
    details: { issues },
  });
}

function isExempt(path: string, body: unknown): boolean {
  const steps = path.split('.').slice(1);
  const name = steps.findLast((step) => !/^\d+$/.test(step)) ?? '';
  if (SECRET.test(name)) return true;
  if (!ID.test(name)) return false;
  const value = steps.reduce<unknown>((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], body);
  return typeof value === 'string' && !looksLikeResidentNumber(value.replace(/\d{13}/g, ''));
}
