import { IconFileUpload } from '@tabler/icons-react';
import { type ReactNode, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './dropzone.module.css';

interface DropzoneProps {
  label: string;
  /** Which files, how large. */
  hint?: ReactNode;
  /** As in `<input accept>`: `.csv,.xlsx`. */
  accept?: string;
  maxBytes?: number;
  disabled?: boolean;
  error?: ReactNode;
  onFile: (file: File) => void;
}

/** Takes one file: dropped, or chosen through the browser's own file input, which works by keyboard and screen reader. */
export function Dropzone({ label, hint, accept, maxBytes, disabled = false, error, onFile }: DropzoneProps) {
  const { t, i18n } = useTranslation('ui');
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<string>();

  const take = (file: File | undefined) => {
    if (!file) return;
    const kinds = accept?.split(',').map((kind) => kind.trim().toLowerCase()) ?? [];
    if (kinds.length > 0 && !kinds.some((kind) => file.name.toLowerCase().endsWith(kind))) {
      setRefused(t('dropzone.wrongKind', { name: file.name, kinds: kinds.join(', ') }));
    } else if (maxBytes !== undefined && file.size > maxBytes) {
      const megabytes = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 0 }).format(maxBytes / 1_000_000);
      setRefused(t('dropzone.tooLarge', { name: file.name, megabytes }));
    } else {
      setRefused(undefined);
      onFile(file);
    }
    // The same file may be chosen again after it was corrected.
    if (input.current) input.current.value = '';
  };

  const problem = refused ?? error;
  return (
    <div>
      <label
        htmlFor={id}
        className={css.zone}
        data-over={over || undefined}
        data-disabled={disabled || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(!disabled);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          if (!disabled) take(event.dataTransfer.files[0]);
        }}
      >
        <IconFileUpload size={24} stroke={1.5} aria-hidden className={css.icon} />
        <span className={css.label}>{label}</span>
        <span className={css.choose}>{t('dropzone.choose')}</span>
        {hint && (
          <span className={css.hint} id={`${id}-hint`}>
            {hint}
          </span>
        )}
        <input
          ref={input}
          id={id}
          type="file"
          accept={accept}
          disabled={disabled}
          className="d-visually-hidden"
          aria-describedby={`${hint ? `${id}-hint` : ''} ${problem ? `${id}-problem` : ''}`.trim() || undefined}
          aria-invalid={problem ? true : undefined}
          onChange={(event) => take(event.currentTarget.files?.[0])}
        />
      </label>
      {problem && (
        <p className={css.problem} id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
