import { resultNoticeDueOn } from './dates.ts';
import type { ConsentState } from './may-send.ts';

const KINDS: Readonly<Record<string, { ko: string; en: string }>> = {
  marketing_use: { ko: '홍보·판매 권유', en: 'promotion' },
  ad_sms: { ko: '문자', en: 'text messages' },
  ad_kakao: { ko: '카카오톡', en: 'KakaoTalk' },
  ad_email: { ko: '이메일', en: 'e-mail' },
  ad_push: { ko: '앱 알림', en: 'app notifications' },
  ad_call: { ko: '전화', en: 'calls' },
  ad_night: { ko: '야간(21~08시)', en: 'at night (21:00–08:00)' },
};

/** What a person has to be told, and with what (class `notice_legal`, never advertising). */
export interface NoticeInput {
  kind: 'result' | 'reconfirmation';
  senderName: string;
  consentKind: string;
  state: ConsentState['state'];
  /** 'YYYY-MM-DD'. */
  saidOn: string;
  /** 080 number as people read it; empty: none. */
  refusalNumber: string;
  /** Link that withdraws without sign-in; empty: none. */
  link: string;
  locale: 'ko' | 'en';
}

/**
 * Whether the result of what somebody said is told, and by when (AD-14). The 14 days run from the day she said it, also
 * where the shop wrote it down later: then the last day has passed, and it is told at once and shown as overdue rather
 * than not at all (AD-19 fines the missing notice). A consent that was overtaken before it was written down, by a refusal
 * that holds, came to nothing and is not told: the refusal has its own notice.
 * Worked: said 2026-10-20, written down 2026-11-21 → due 2026-11-03; said and written down on 2026-11-21 → 2026-12-05.
 */
export function decideResultNotice(said: {
  saidOn: string;
  recordedOn: string;
  granted: boolean;
  /** Whether a consent of this kind holds now. */
  holds: boolean;
}): { dueOn: string } | undefined {
  const dueOn = resultNoticeDueOn(said.saidOn);
  if (said.recordedOn > dueOn && said.granted && !said.holds) return undefined;
  return { dueOn };
}

/**
 * The words of a notice. The result within 14 days: sender, the fact with its date, what was done (AD-14). The two-yearly
 * confirmation: sender, that and when consent was given, how to keep it and how to withdraw (AD-15).
 */
export function composeNotice(input: NoticeInput): { subject: string; text: string } {
  const { senderName, saidOn, locale } = input;
  const kind = KINDS[input.consentKind]?.[locale] ?? input.consentKind;
  const granted = input.state === 'granted' || input.state === 'reconfirmed';
  const ways = [
    input.refusalNumber && `${input.refusalNumber}(${locale === 'ko' ? '무료' : 'free'})`,
    input.link,
  ].filter(Boolean);
  const way = ways.join(locale === 'ko' ? ' 또는 ' : ' or ');
  if (input.kind === 'reconfirmation') {
    return locale === 'ko'
      ? {
          subject: `[${senderName}] 광고성 정보 수신동의 확인`,
          text: `[${senderName}] ${saidOn}에 광고성 정보(${kind}) 수신에 동의하셨습니다. 계속 받으시려면 그대로 두시면 됩니다. 철회: ${way}`,
        }
      : {
          subject: `[${senderName}] Your consent to advertising`,
          text: `[${senderName}] On ${saidOn} you agreed to advertising (${kind}). To keep it, do nothing. To withdraw: ${way}`,
        };
  }
  if (granted) {
    return locale === 'ko'
      ? {
          subject: `[${senderName}] 광고성 정보 수신동의 안내`,
          text: `[${senderName}] 광고성 정보 수신동의 안내\n동의일: ${saidOn} / 결과: ${kind} 수신동의 처리 완료\n수신거부: ${way}`,
        }
      : {
          subject: `[${senderName}] Consent to advertising`,
          text: `[${senderName}] Consent to advertising\nAgreed on: ${saidOn} / Result: ${kind} recorded\nTo refuse: ${way}`,
        };
  }
  return locale === 'ko'
    ? {
        subject: `[${senderName}] 수신거부 처리 완료`,
        text: `[${senderName}] ${kind} 수신거부 처리 완료 (요청일 ${saidOn}). 더 이상 광고를 보내지 않습니다.`,
      }
    : {
        subject: `[${senderName}] You are unsubscribed`,
        text: `[${senderName}] Refusal of ${kind} done (asked on ${saidOn}). We will not send you advertising any more.`,
      };
}
