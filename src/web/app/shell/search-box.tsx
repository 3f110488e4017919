import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, type RefObject, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findCustomers } from '../../../modules/customers/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { isComposing } from '../../lib/keys.ts';
import { SearchMatches } from './search-matches.tsx';
import css from './shell.module.css';

/** Long enough to leave out the letters on the way, too short to be felt (UX-01). */
const WAIT_MS = 120;
const MATCHES = 7;

/** One box for a person by anything: name, 초성, last four digits, number, e-mail. Matches show while one types; Enter without a choice opens the whole list. */
export function SearchBox({ inputRef }: { inputRef: RefObject<HTMLInputElement | null> }) {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  const listId = useId();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [settled] = useDebouncedValue(text.trim(), WAIT_MS);
  const typed = text.trim();
  const found = useQuery({
    ...queryFor(findCustomers, { query: { q: settled, limit: MATCHES } }),
    enabled: isOpen && settled !== '' && typed !== '',
    placeholderData: keepPreviousData,
  });
  const isShown = isOpen && typed !== '' && found.data !== undefined;
  const people = isShown ? found.data.customers : [];

  const leave = () => {
    setText('');
    setOpen(false);
    setActive(-1);
    inputRef.current?.blur();
  };
  const openPerson = (customerId: string) => {
    leave();
    void navigate({ to: '/people/$customerId', params: { customerId } });
  };
  const openList = () => {
    if (!typed) return;
    leave();
    void navigate({ to: '/people', search: { q: typed } as never });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    // A key that ends a Hangul syllable is not yet a wish (UX-03).
    if (isComposing(event)) {
      if (event.key === 'Enter') event.preventDefault();
      return;
    }
    if (event.key === 'Escape') {
      if (isShown) setOpen(false);
      else event.currentTarget.blur();
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && people.length > 0) {
      event.preventDefault();
      // One more place than people: the box itself, at −1.
      const places = people.length + 1;
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((at) => ((at + 1 + step + places) % places) - 1);
    }
  };

  return (
    <search className={css.searchArea}>
      <form
        className={css.search}
        onSubmit={(event) => {
          event.preventDefault();
          const chosen = people[active];
          if (chosen) openPerson(chosen.customerId);
          else openList();
        }}
      >
        <IconSearch size={16} aria-hidden />
        <input
          ref={inputRef}
          type="search"
          role="combobox"
          aria-expanded={isShown}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={people[active] ? `${listId}-${active}` : undefined}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setOpen(true);
            setActive(-1);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
          placeholder={t('searchHint')}
          aria-label={t('search')}
          aria-keyshortcuts="/"
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
        />
        <kbd className={css.key} aria-hidden>
          /
        </kbd>
      </form>
      <SearchMatches
        listId={listId}
        people={isShown ? people : undefined}
        active={active}
        typed={typed}
        onActive={setActive}
        onPerson={openPerson}
        onList={openList}
      />
    </search>
  );
}
