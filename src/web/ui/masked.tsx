import { IconEye } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './masked.module.css';

interface MaskedProps {
  /** As the server masked it: `김○나`, `010-****-5678`. */
  text: string;
  /** What is masked: "전화번호". Said by screen readers instead of the stars. */
  label: string;
  /** Asks the server for the clear text (which is logged); absent when the person lacks the right. */
  onReveal?: (() => Promise<string>) | undefined;
}

/** Personal data that stays covered until somebody with the right asks to see it. */
export function Masked({ text, label, onReveal }: MaskedProps) {
  const { t } = useTranslation('ui');
  const [clear, setClear] = useState<string>();
  const [state, setState] = useState<'covered' | 'asking' | 'failed'>('covered');

  if (clear !== undefined) return <span className="d-figures">{clear}</span>;

  const covered = (
    <>
      <span aria-hidden className="d-figures">
        {text}
      </span>
      <span className="d-visually-hidden">{t('masked.covered', { label })}</span>
    </>
  );
  if (!onReveal) return <span className={css.masked}>{covered}</span>;

  const reveal = async () => {
    setState('asking');
    try {
      setClear(await onReveal());
    } catch {
      setState('failed');
    }
  };
  return (
    <span className={css.masked}>
      <button
        type="button"
        className={`d-plain-button ${css.button}`}
        onClick={reveal}
        disabled={state === 'asking'}
        title={t('masked.reveal')}
      >
        {covered}
        <IconEye size={16} aria-hidden className={css.eye} />
        <span className="d-visually-hidden">{t('masked.reveal')}</span>
      </button>
      {state === 'failed' && <span role="status">{t('masked.failed')}</span>}
    </span>
  );
}
