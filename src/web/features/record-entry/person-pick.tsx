import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FoundCustomer, findCustomers } from '../../../modules/customers/contract.ts';
import { COUNTER_ANSWER_MS, queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
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
  /** What to do when nobody is found. */
  none?: ReactNode;
  /** What to do when the search does not answer. */
  failed?: ReactNode;
  /** What it means to go on with something typed and nobody chosen. */
  unpicked?: string;
  /** The next guest is asked for at once. */
  isFocused?: boolean;
}

/** A person by the last four digits of her number, or by name (OP-03); masked, because the next guest reads along. */
export function PersonPick({ label, picked, onPick, none, failed, unpicked, isFocused = false }: PersonPickProps) {
  const { t } = useTranslation('entry');
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isFocused && !picked) input.current?.focus();
  }, [isFocused, picked]);
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), TYPING_MS);
  const found = useQuery({
    ...queryFor(findCustomers, { query: { q, limit: SHOWN } }, { withinMs: COUNTER_ANSWER_MS }),
    enabled: isEnough(q),
  });
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
  const nameOf = (one: FoundCustomer) => [one.name || t('person.noName'), one.phoneMasked].filter(Boolean).join(' ');
  const choose = (one: FoundCustomer) => {
    setTyped('');
    onPick({ customerId: one.customerId, label: nameOf(one) });
  };
  const [only, ...others] = people;
  return (
    <div className={css.stack}>
      <TextInput
        ref={input}
        label={label}
        autoComplete="off"
        size="md"
        placeholder={t('person.example')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          // A form around it would be sent without the person who was just typed.
          event.preventDefault();
          if (only && others.length === 0 && q === typed.trim()) choose(only);
        }}
      />
      {people.length > 0 && (
        <ul className={css.people}>
          {people.map((one) => (
            <li key={one.customerId}>
              <button type="button" className={css.person} onClick={() => choose(one)}>
                {nameOf(one)}
                {one.lastVisitedOn !== null && (
                  <span className={css.hint}>
                    {' '}
                    {t('person.lastVisit', { when: format.relativeDay(one.lastVisitedOn) })}
                  </span>
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
      {q !== '' && !isEnough(q) && (
        <p className={css.hint} role="status">
          {t(/^\d+$/.test(q) ? 'person.moreDigits' : 'person.moreLetters')}
        </p>
      )}
      {isEnough(q) && found.data && people.length === 0 && (none ?? <p className={css.hint}>{t('person.none')}</p>)}
      {people.length > 0 && unpicked !== undefined && <p className={css.hint}>{unpicked}</p>}
      {found.error && (failed ?? <p className={css.hint}>{t('person.failed')}</p>)}
    </div>
  );
}
