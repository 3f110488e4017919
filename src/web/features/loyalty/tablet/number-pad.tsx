import { IconBackspace } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import css from './tablet.module.css';

const MOST_DIGITS = 11;
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '010', '0'] as const;

/** The number as the next guest in the line may read it: 010-••••-5678 (OP-51). */
export function maskTyped(digits: string): string {
  const shown = [...digits].map((digit, at) => (at >= 3 && at < 7 ? '•' : digit)).join('');
  return [shown.slice(0, 3), shown.slice(3, 7), shown.slice(7)].filter(Boolean).join('-');
}

/** Keys as large as a thumb; a keyboard works as well. */
export function NumberPad({ digits, onDigits }: { digits: string; onDigits: (digits: string) => void }) {
  const { t } = useTranslation('tablet');
  useEffect(() => {
    const type = (event: KeyboardEvent) => {
      if (/^\d$/.test(event.key)) onDigits((digits + event.key).slice(0, MOST_DIGITS));
      if (event.key === 'Backspace') onDigits(digits.slice(0, -1));
    };
    window.addEventListener('keydown', type);
    return () => window.removeEventListener('keydown', type);
  }, [digits, onDigits]);
  return (
    <>
      <output className={css.number} aria-label={t('number', { count: digits.length })}>
        {maskTyped(digits) || <span className={css.hint}>010-0000-0000</span>}
      </output>
      <div className={css.pad} role="group" aria-label={t('pad')}>
        {KEYS.map((key) => (
          <button
            key={key}
            type="button"
            className={css.key}
            onClick={() => onDigits((digits + key).slice(0, MOST_DIGITS))}
          >
            {key}
          </button>
        ))}
        <button type="button" className={css.key} aria-label={t('back')} onClick={() => onDigits(digits.slice(0, -1))}>
          <IconBackspace size={32} aria-hidden />
        </button>
      </div>
    </>
  );
}
