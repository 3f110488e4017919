import { Button, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewEntry } from '../../../modules/imports/contract.ts';
import { useFormat } from '../../lib/format.ts';
import css from './record-entry.module.css';

type Card = Omit<Extract<NewEntry, { kind: 'card' }>, 'key'>;

/** A card out of the bowl: two fields and a key, one card after the other. The event is typed once for all of them. */
export function CardForm({ onSave }: { onSave: (card: Card, label: string) => void }) {
  const { t } = useTranslation('entry');
  const format = useFormat();
  const nameField = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const [phone, setPhone] = useState('');
  const [event, setEvent] = useState(() => t('card.usualEvent'));
  const [endsOn, setEndsOn] = useState(() => format.dayOf(new Date().toISOString()));
  const isReady = phone.trim() !== '' && event.trim() !== '' && endsOn !== '';
  return (
    <form
      className={css.form}
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if (!isReady) return;
        onSave({ kind: 'card', name: name.trim(), phone: phone.trim(), event: event.trim(), endsOn }, t('card.label'));
        setName('');
        setPhone('');
        nameField.current?.focus();
      }}
    >
      <TextInput
        ref={nameField}
        label={t('card.name')}
        autoComplete="off"
        size="md"
        maxLength={100}
        value={name}
        onChange={(change) => setName(change.currentTarget.value)}
      />
      <TextInput
        label={t('card.phone')}
        inputMode="tel"
        autoComplete="off"
        size="md"
        maxLength={40}
        value={phone}
        onChange={(change) => setPhone(change.currentTarget.value)}
      />
      <div className={css.pair}>
        <TextInput
          label={t('card.event')}
          autoComplete="off"
          size="md"
          maxLength={80}
          value={event}
          onChange={(change) => setEvent(change.currentTarget.value)}
        />
        <TextInput
          label={t('card.endsOn')}
          type="date"
          size="md"
          value={endsOn}
          onChange={(change) => setEndsOn(change.currentTarget.value)}
        />
      </div>
      <p className={css.hint}>{t('card.hint')}</p>
      <div className={css.bottom}>
        <Button type="submit" size="lg" className={css.save} disabled={!isReady}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}
