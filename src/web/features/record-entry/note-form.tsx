import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewEntry } from '../../../modules/imports/contract.ts';
import { PersonPick, type PickedPerson } from './person-pick.tsx';
import css from './record-entry.module.css';

type Note = Omit<Extract<NewEntry, { kind: 'note' }>, 'key'>;

/** A note about somebody. */
export function NoteForm({ onSave }: { onSave: (note: Note, label: string) => void }) {
  const { t } = useTranslation('entry');
  const [person, setPerson] = useState<PickedPerson>();
  const [text, setText] = useState('');
  const isReady = person !== undefined && text.trim() !== '';
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        onSave({ kind: 'note', customerId: person.customerId, text: text.trim() }, t('note.label'));
        setText('');
        setPerson(undefined);
      }}
    >
      <PersonPick label={t('note.person')} picked={person} onPick={setPerson} />
      <Textarea
        label={t('note.text')}
        description={t('note.hint')}
        autosize
        minRows={3}
        maxLength={500}
        size="md"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={css.bottom}>
        <Button type="submit" size="lg" className={css.save} disabled={!isReady}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}
