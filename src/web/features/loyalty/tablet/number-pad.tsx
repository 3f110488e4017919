import { useTranslation } from 'react-i18next';
import { Pad } from './pad.tsx';
import css from './tablet.module.css';

const KOREAN_DIGITS = 11;
/** E.164 knows no longer ones. */
const MOST_DIGITS = 15;

/** The number as the next guest in the line may read it: 010-••••-5678 (OP-51). */
export function maskTyped(digits: string): string {
  const shown = [...digits].map((digit, at) => (at >= 3 && at < 7 ? '•' : digit)).join('');
  return [shown.slice(0, 3), shown.slice(3, 7), shown.slice(7)].filter(Boolean).join('-');
}

/**
 * Whether the digits are a whole number (OP-01). The server reads it again: a member may have any, and only who is none yet
 * needs a mobile (OP-02).
 */
export const isWhole = (digits: string, country: string) =>
  country === 'KR' ? /^(01[016-9]\d{7,8}|0[2-8]\d{7,9})$/.test(digits) : digits.length >= 7;
/** Whether they cannot become a Korean mobile, however they go on. */
const isNoMobile = (digits: string) =>
  !/^(0|01|01[016-9]\d*)?$/.test(digits) || (digits.startsWith('010') && digits.length > KOREAN_DIGITS);

/** A mobile number, typed by the guest. */
export function NumberPad({
  digits,
  country,
  onDigits,
}: {
  digits: string;
  country: string;
  onDigits: (digits: string) => void;
}) {
  const { t } = useTranslation('tablet');
  const isKorean = country === 'KR';
  return (
    <>
      <output className={css.number} aria-label={t('number', { count: digits.length })}>
        {maskTyped(digits) || (isKorean && <span className={css.hint}>010-0000-0000</span>)}
      </output>
      <p className={css.hint} role="status">
        {isKorean && isNoMobile(digits) && t('mobileOnly')}
      </p>
      <Pad
        digits={digits}
        onDigits={onDigits}
        most={isKorean ? KOREAN_DIGITS : MOST_DIGITS}
        extra={isKorean ? '010' : '0'}
        label={t('pad')}
      />
    </>
  );
}
