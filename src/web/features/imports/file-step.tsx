import { Button } from '@mantine/core';
import {
  IconAddressBook,
  IconCalendarEvent,
  IconClipboardList,
  IconReceipt,
  IconStar,
  IconUsers,
} from '@tabler/icons-react';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CONTACT_FIELDS,
  CUSTOMER_FIELDS,
  EVENT_FIELDS,
  type ImportKind,
  RESERVATION_FIELDS,
  REVIEW_FIELDS,
  SALES_FIELDS,
} from '../../../modules/imports/contract.ts';
import { ApiError } from '../../lib/api-error.ts';
import { Dropzone } from '../../ui/dropzone.tsx';
import { Section } from '../../ui/page.tsx';
import { ProgressCard } from '../../ui/progress-card.tsx';
import { sendFile, type Upload } from './api.ts';
import css from './imports.module.css';

/** As the server takes it at most. */
const MAX_BYTES = 512_000_000;
export const ACCEPTED_FILES = '.csv,.tsv,.txt,.xlsx,.vcf,.gz';

const KINDS = [
  { key: 'sales', icon: IconReceipt },
  { key: 'customers', icon: IconUsers },
  { key: 'contacts', icon: IconAddressBook },
  { key: 'reservations', icon: IconCalendarEvent },
  { key: 'events', icon: IconClipboardList },
  { key: 'reviews', icon: IconStar },
] as const;

const FIELDS: Readonly<Record<ImportKind, readonly string[]>> = {
  sales: SALES_FIELDS,
  customers: CUSTOMER_FIELDS,
  contacts: CONTACT_FIELDS,
  events: EVENT_FIELDS,
  reservations: RESERVATION_FIELDS,
  reviews: REVIEW_FIELDS,
};

/** One file on its way up: how far, what went wrong, and the way to stop it. */
export function useSending(onSent: (upload: Upload) => void) {
  const { t } = useTranslation(['imports', 'ui']);
  const [sending, setSending] = useState<{ name: string; share: number }>();
  const [problem, setProblem] = useState<string>();
  const stop = useRef<AbortController>(undefined);
  const send = async (file: File) => {
    const controller = new AbortController();
    stop.current = controller;
    setProblem(undefined);
    setSending({ name: file.name, share: 0 });
    try {
      const onProgress = (share: number) => setSending({ name: file.name, share });
      onSent(await sendFile({ file, onProgress, signal: controller.signal }));
    } catch (error) {
      if (error instanceof ApiError)
        setProblem(error.message || t(`ui:error.${error.code}`, { defaultValue: t('sendFailed') }));
    } finally {
      setSending(undefined);
    }
  };
  return { sending, problem, send, stop: () => stop.current?.abort() };
}

interface FileStepProps {
  kind: ImportKind;
  onKind: (kind: ImportKind) => void;
  /** Name of the file that is already up, if any. */
  fileName: string | undefined;
  /** What the reader has against the file that is up. */
  fileProblem: string | undefined;
  onSent: (upload: Upload) => void;
  onContinue: () => void;
}

/** Step 1: what kind of file, and the file. */
export function FileStep({ kind, onKind, fileName, fileProblem, onSent, onContinue }: FileStepProps) {
  const { t } = useTranslation('imports');
  const name = useId();
  const { sending, problem, send, stop } = useSending(onSent);
  return (
    <Section title={t('file.title')}>
      <div className={css.stack}>
        <fieldset className={css.kinds}>
          <legend className="d-visually-hidden">{t('file.kind')}</legend>
          {KINDS.map(({ key, icon: Icon }) => (
            <label key={key} className={css.choice} data-checked={key === kind || undefined}>
              <input
                type="radio"
                name={name}
                checked={key === kind}
                onChange={() => onKind(key)}
                className="d-visually-hidden"
              />
              <Icon size={22} stroke={1.5} aria-hidden className={css.icon} />
              <span>
                <strong>{t(`kind.${key}`)}</strong>
                <span className={css.hint}>{t(`file.what.${key}`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {sending ? (
          <ProgressCard
            title={t('file.sending', { name: sending.name })}
            doneShare={sending.share}
            state="working"
            sentence={sending.share >= 1 ? t('file.received') : undefined}
            onStop={stop}
          />
        ) : (
          <Dropzone
            label={fileName ? t('file.another') : t('file.drop')}
            hint={t('file.hint')}
            accept={ACCEPTED_FILES}
            maxBytes={MAX_BYTES}
            error={problem ?? fileProblem}
            onFile={(file) => void send(file)}
          />
        )}
        {fileName && !sending && !fileProblem && (
          <div className={css.bar}>
            <span className={css.hint}>{t('file.current', { name: fileName })}</span>
            <Button onClick={onContinue}>{t('continue')}</Button>
          </div>
        )}
        <details className={css.details}>
          <summary>{t('file.noMapTitle')}</summary>
          <p className={css.hint}>{t('file.noMap')}</p>
          <p className={css.code}>{FIELDS[kind].join(', ')}</p>
        </details>
      </div>
    </Section>
  );
}
