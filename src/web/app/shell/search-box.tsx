import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isComposing } from '../../lib/keys.ts';
import css from './shell.module.css';

/** One box for a person by anything: name, 초성, last four digits, number, e-mail. Enter opens the list of matches. */
export function SearchBox({ inputRef }: { inputRef: RefObject<HTMLInputElement | null> }) {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const search = () => {
    const q = text.trim();
    if (!q) return;
    void navigate({ to: '/people', search: { q } as never });
    setText('');
    inputRef.current?.blur();
  };
  return (
    <form
      role="search"
      className={css.search}
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      <IconSearch size={16} aria-hidden />
      <input
        ref={inputRef}
        type="search"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          // The Enter that ends a Hangul syllable is not yet a wish to search (UX-03).
          if (event.key === 'Enter' && isComposing(event)) event.preventDefault();
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
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
  );
}
