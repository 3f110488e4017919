import { IconBackspace } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import css from './tablet.module.css';

const NUMBERS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

interface PadProps {
  digits: string;
  onDigits: (digits: string) => void;
  /** As many digits as there can be. */
  most: number;
  /** What the key beside the 0 types. */
  extra: string;
  label: string;
}

/** Keys as large as a thumb; a keyboard works as well. */
export function Pad({ digits, onDigits, most, extra, label }: PadProps) {
  const { t } = useTranslation('tablet');
  useEffect(() => {
    const type = (event: KeyboardEvent) => {
      if (/^\d$/.test(event.key)) onDigits((digits + event.key).slice(0, most));
      if (event.key === 'Backspace') onDigits(digits.slice(0, -1));
    };
    window.addEventListener('keydown', type);
    return () => window.removeEventListener('keydown', type);
  }, [digits, onDigits, most]);
  return (
    <div className={css.pad} role="group" aria-label={label}>
      {[...NUMBERS, extra, '0'].map((key) => (
        <button key={key} type="button" className={css.key} onClick={() => onDigits((digits + key).slice(0, most))}>
          {key}
        </button>
      ))}
      <button type="button" className={css.key} aria-label={t('back')} onClick={() => onDigits(digits.slice(0, -1))}>
        <IconBackspace size={32} aria-hidden />
      </button>
    </div>
  );
}
