const CONSENTS = ['granted', 'refused', 'absent'] as const;
/** What a customers file may say of a person's consent. */
export type ConsentMeaning = (typeof CONSENTS)[number];

/** Words tills, forms and sheets write for a consent, compared without blanks and case. */
const WORDS: Readonly<Record<ConsentMeaning, string>> = {
  granted:
    'granted 동의 동의함 동의합니다 예 네 y yes o ○ ◯ true 수신 수신함 수신동의 허용 agree agreed accepted optin opt-in subscribed',
  refused:
    'refused 거부 거부함 거절 거절함 비동의 미동의 동의안함 동의하지않음 아니오 아니요 n no x × false 미수신 수신안함 수신거부 차단 declined disagree optout opt-out unsubscribed',
  absent: 'absent 모름 미확인 없음 - n/a na unknown',
};

const MEANINGS = new Map(CONSENTS.flatMap((meaning) => WORDS[meaning].split(' ').map((word) => [word, meaning])));

/**
 * The meaning of a common word for a consent; undefined for one that nobody can be sure of, which never counts as a consent
 * (PV-16). Worked: `수신 동의` → granted; `N` → refused; `VIP` → undefined.
 */
export function findConsentMeaning(text: string): ConsentMeaning | undefined {
  return MEANINGS.get(text.normalize('NFC').replace(/\s+/g, '').toLowerCase());
}
