import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findCustomers } from '../../../modules/customers/contract.ts';
import { queryFor } from '../../lib/api.ts';
import css from './record-entry.module.css';

export interface PickedPerson {
  customerId: string;
  label: string;
}

/** Fewer digits or syllables find half the town. */
const MIN_DIGITS = 4;
const MIN_LETTERS = 2;
const SHOWN = 6;
const TYPING_MS = 250;

const isEnough = (text: string) => (/^\d+$/.test(text) ? text.length >= MIN_DIGITS : text.length >= MIN_LETTERS);

interface PersonPickProps {
  label: string;
  picked: PickedPerson | undefined;
  onPick: (person: PickedPerson | undefined) => void;
}

/** A person by the last four digits of her number, or by name (OP-03); masked, because the next guest reads along. */
export function PersonPick({ label, picked, onPick }: PersonPickProps) {
  const { t } = useTranslation('entry');
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), TYPING_MS);
  const found = useQuery({ ...queryFor(findCustomers, { query: { q, limit: SHOWN } }), enabled: isEnough(q) });
  if (picked) {
    return (
      <div className={css.picked}>
        <span>{picked.label}</span>
        <Button variant="default" onClick={() => onPick(undefined)}>
          {t('person.other')}
        </Button>
      </div>
    );
  }
  const people = isEnough(q) ? (found.data?.customers ?? []) : [];
  return (
    <div className={css.stack}>
      <TextInput
        label={label}
        inputMode="numeric"
        autoComplete="off"
        size="md"
        placeholder={t('person.example')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {people.length > 0 && (
        <ul className={css.people}>
          {people.map((one) => {
            const name = [one.name || t('person.noName'), one.phoneMasked].filter(Boolean).join(' ');
            return (
              <li key={one.customerId}>
                <button
                  type="button"
                  className={css.person}
                  onClick={() => {
                    setTyped('');
                    onPick({ customerId: one.customerId, label: name });
                  }}
                >
                  {name}
                </button>
              </li>
            );
          })}
        </ul>
      )}
      {isEnough(q) && found.data && people.length === 0 && <p className={css.hint}>{t('person.none')}</p>}
      {found.error && <p className={css.hint}>{t('person.failed')}</p>}
    </div>
  );
}
