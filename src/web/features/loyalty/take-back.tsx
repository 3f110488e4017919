import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../lib/api.ts';
import { Notice } from '../../ui/states.tsx';
import css from './loyalty.module.css';

/** Said most often when something is taken back at a counter. */
const REASONS = ['slip', 'amount', 'guest'] as const;

interface TakeBackProps {
  error: ApiError | null;
  isPending: boolean;
  onTakeBack: (reason: string) => void;
  onEnd: () => void;
}

/** Asks why something is taken back (OP-53): a word of its own, or one that is said most often. */
export function TakeBack({ error, isPending, onTakeBack, onEnd }: TakeBackProps) {
  const { t } = useTranslation('loyalty');
  const [reason, setReason] = useState('');
  return (
    <form
      className={css.lastForm}
      onSubmit={(event) => {
        event.preventDefault();
        onTakeBack(reason);
      }}
    >
      {error && <Notice tone="danger">{error.message || t('counter.noLine')}</Notice>}
      <TextInput
        label={t('person.reason')}
        autoComplete="off"
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={css.choices} role="group" aria-label={t('person.reason')}>
        {REASONS.map((key) => (
          <Button key={key} variant="default" onClick={() => setReason(t(`counter.reason.${key}`))}>
            {t(`counter.reason.${key}`)}
          </Button>
        ))}
      </div>
      <div className={css.row}>
        <Button type="submit" loading={isPending} disabled={reason.trim().length < 2}>
          {t('person.undo')}
        </Button>
        <Button variant="default" onClick={onEnd}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
