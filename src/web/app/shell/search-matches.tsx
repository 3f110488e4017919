import { useTranslation } from 'react-i18next';
import type { FoundCustomer } from '../../../modules/customers/contract.ts';
import { useFormat } from '../../lib/format.ts';
import css from './shell.module.css';

interface SearchMatchesProps {
  listId: string;
  /** Undefined while there is nothing to show. */
  people: readonly FoundCustomer[] | undefined;
  /** Which one Enter opens; −1 for none. */
  active: number;
  typed: string;
  onActive: (at: number) => void;
  onPerson: (customerId: string) => void;
  onList: () => void;
}

/** Who fits what is typed in the search box, names and numbers masked (PV-58). */
export function SearchMatches({ listId, people, active, typed, onActive, onPerson, onList }: SearchMatchesProps) {
  const { t } = useTranslation('shell');
  const format = useFormat();
  if (!people) return <div id={listId} role="listbox" aria-label={t('searchMatches')} hidden />;
  return (
    // Pressing here must not take the cursor out of the box, which would close the list before the press ends.
    <div className={css.matches} onPointerDown={(event) => event.preventDefault()}>
      <div id={listId} role="listbox" aria-label={t('searchMatches')}>
        {people.map(({ customerId, name, phoneMasked, lastVisitedOn }, at) => (
          <div
            key={customerId}
            id={`${listId}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === active}
            className={css.match}
            onPointerMove={() => onActive(at)}
            onClick={() => onPerson(customerId)}
            onKeyDown={(event) => event.key === 'Enter' && onPerson(customerId)}
          >
            <span className={css.matchName}>{name || phoneMasked || t('searchUnnamed')}</span>
            {name && phoneMasked && <span className={css.matchPhone}>{phoneMasked}</span>}
            <span className={css.matchSeen}>
              {lastVisitedOn ? format.relativeDay(lastVisitedOn) : t('searchNoVisit')}
            </span>
          </div>
        ))}
      </div>
      {people.length === 0 ? (
        <p className={css.noMatch} role="status">
          {t('searchNone', { text: typed })}
        </p>
      ) : (
        <button type="button" tabIndex={-1} className={css.allMatches} onClick={onList}>
          {t('searchAll')}
        </button>
      )}
    </div>
  );
}
