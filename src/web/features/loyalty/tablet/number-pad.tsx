import { useTranslation } from 'react-i18next';
import { Pad } from './pad.tsx';
import css from './tablet.module.css';

const MOST_DIGITS = 11;

/** The number as the next guest in the line may read it: 010-••••-5678 (OP-51). */
export function maskTyped(digits: string): string {
  const shown = [...digits].map((digit, at) => (at >= 3 && at < 7 ? '•' : digit)).join('');
  return [shown.slice(0, 3), shown.slice(3, 7), shown.slice(7)].filter(Boolean).join('-');
}

/** Whether the digits are a whole mobile number (OP-01, OP-02); the server reads it again. */
export const isMobile = (digits: string) => /^(010\d{8}|01[16-9]\d{7,8})$/.test(digits);
/** Whether they cannot become one, however they go on. */
const isNoMobile = (digits: string) =>
  !/^(0|01|01[016-9]\d*)?$/.test(digits) || (digits.length === MOST_DIGITS && !isMobile(digits));

/** A mobile number, typed by the guest. */
export function NumberPad({ digits, onDigits }: { digits: string; onDigits: (digits: string) => void }) {
  const { t } = useTranslation('tablet');
  return (
    <>
      <output className={css.number} aria-label={t('number', { count: digits.length })}>
        {maskTyped(digits) || <span className={css.hint}>010-0000-0000</span>}
      </output>
      <p className={css.hint} role="status">
        {isNoMobile(digits) && t('mobileOnly')}
      </p>
      <Pad digits={digits} onDigits={onDigits} most={MOST_DIGITS} extra="010" label={t('pad')} />
    </>
  );
}
