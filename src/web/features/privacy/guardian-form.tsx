import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../lib/api.ts';
import { Notice } from '../../ui/states.tsx';
import css from './consent.module.css';

/** Under 14: only whom to ask, nothing of the child (PV-11). */
export function GuardianForm({
  ask,
  onAsked,
  onBack,
}: {
  ask: (guardian: { name: string; contact: string }) => Promise<unknown>;
  onAsked: () => void;
  onBack: () => void;
}) {
  const { t } = useTranslation('consent');
  const [name, setName] = useState('');
  const [contact, setContact] = useState('');
  const [error, setError] = useState<string>();
  const [sending, setSending] = useState(false);
  const submit = async () => {
    setSending(true);
    setError(undefined);
    try {
      await ask({ name, contact });
      onAsked();
    } catch (failure) {
      setError((failure instanceof ApiError && failure.message) || t('failed'));
    } finally {
      setSending(false);
    }
  };
  return (
    <form
      className={css.sheet}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2>{t('guardian.title')}</h2>
      <p>{t('guardian.text')}</p>
      {error && <Notice tone="danger">{error}</Notice>}
      <div className={css.pair}>
        <TextInput
          size="md"
          label={t('guardian.name')}
          value={name}
          maxLength={100}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="off"
        />
        <TextInput
          size="md"
          label={t('guardian.contact')}
          inputMode="tel"
          value={contact}
          maxLength={40}
          onChange={(event) => setContact(event.currentTarget.value)}
          autoComplete="off"
        />
      </div>
      <div className={css.big}>
        <Button size="lg" type="submit" loading={sending} disabled={name.trim() === '' || contact.trim() === ''}>
          {t('guardian.ask')}
        </Button>
        <Button size="lg" variant="default" onClick={onBack}>
          {t('back')}
        </Button>
      </div>
    </form>
  );
}
