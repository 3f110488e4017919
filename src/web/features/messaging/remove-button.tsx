import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../lib/api.ts';
import { Notice } from '../../ui/states.tsx';
import css from './messaging.module.css';

interface RemoveButtonProps {
  title: string;
  /** What is lost with it: it cannot be brought back by a press. */
  sentence: string;
  isPending: boolean;
  error: ApiError | null;
  onRemove: () => void;
  onAsk: () => void;
}

/** Removes what cannot be undone, after saying what is lost. */
export function RemoveButton({ title, sentence, isPending, error, onRemove, onAsk }: RemoveButtonProps) {
  const { t } = useTranslation('messages');
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        onClick={() => {
          onAsk();
          setAsking(true);
        }}
      >
        {t('remove')}
      </Button>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={title}
        closeButtonProps={{ 'aria-label': t('ui:close') }}
      >
        <div className={css.form}>
          <p className={css.quiet}>{sentence}</p>
          {error && <Notice tone="danger">{error.message || t('notRemoved')}</Notice>}
          <div className={css.actions}>
            <Button variant="light" color="red" loading={isPending} onClick={onRemove}>
              {t('remove')}
            </Button>
            <Button variant="default" onClick={() => setAsking(false)}>
              {t('keep')}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
