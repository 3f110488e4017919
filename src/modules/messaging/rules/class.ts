import { lintInfoText } from './lint.ts';
import type { MessageClass } from './may-send.ts';

/** What the linter takes a text for, and why; the person decides, and her reason is kept (AD-04). */
export interface ProposedClass {
  class: MessageClass;
  rule: 'AD-01' | 'AD-02' | 'AD-04' | 'AD-14' | 'AD-15';
  /** Words of the text that the proposal rests on; empty: the default for what is tied to no transaction (AD-01). */
  words: string[];
}

const AUTH = /인증\s*번호|verification code|\b(?:otp|passcode)\b/i;
const LEGAL_NOTICE = /수신\s*(?:동의|거부)\s*(?:처리|안내|완료)|수신에 동의하셨습니다|개인정보\s*(?:유출|침해)/;
/** Results of the receiver's own request (AD-02). */
const OWN_TRANSACTION = [
  /예약(?:이|을|하신|\s*(?:확정|변경|취소|안내|알림))/,
  /대기\s*(?:등록|번호|순서|취소)|입장해\s*주세요/,
  /주문(?:이|하신|\s*(?:접수|완료|번호|취소))/,
  /배달(?:이|을|\s*(?:출발|완료))|픽업|준비(?:가|됐|되었)/,
  /영수증|결제(?:가|\s*(?:완료|취소))|환불/,
  /포인트(?:가|를)?\s*(?:적립|사용)되/,
  /수선|제작\s*(?:이|완료|진행)|시술\s*예약|수강료|거래명세/,
  /\breservation\b|\bbooking\b|\byour order\b|\breceipt\b|\brefund/i,
] as const;

/**
 * Proposes the class of a text (AD-01 … AD-04): one advertising element makes it `ad`, whatever else it says; a code is
 * `auth`, a notice about consent `notice_legal`, the result of the receiver's own request `info`; anything else is `ad`.
 */
export function proposeClass(text: string): ProposedClass {
  const legal = LEGAL_NOTICE.exec(text)?.[0];
  if (legal !== undefined) {
    return { class: 'notice_legal', rule: /동의하셨습니다/.test(legal) ? 'AD-15' : 'AD-14', words: [legal] };
  }
  const { ok, words } = lintInfoText(text);
  if (!ok) return { class: 'ad', rule: 'AD-04', words };
  const code = AUTH.exec(text)?.[0];
  if (code !== undefined && /\d{4,8}|\{/.test(text)) return { class: 'auth', rule: 'AD-01', words: [code] };
  const own = OWN_TRANSACTION.flatMap((pattern) => pattern.exec(text)?.[0] ?? []);
  return own.length > 0 ? { class: 'info', rule: 'AD-02', words: own } : { class: 'ad', rule: 'AD-01', words: [] };
}
