import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { listAccessLog } from '../../../modules/staff/contract.ts';
import { pagesFor } from '../../lib/pages.ts';
import { MoreButton } from '../../ui/more-button.tsx';
import { Section } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { Instant } from '../../ui/value.tsx';
import { foldLooks, isSignIn, kindOfSubject, searchedWords } from './log-kinds.ts';
import css from './settings.module.css';

type Entry = z.output<(typeof listAccessLog)['output']>['entries'][number];

const PAGE = 50;
const ASKED_LETTERS = 200;
const UUID = /^[0-9a-f-]{36}$/;

/** Who looked at whose data (PV-53), newest first. */
export function AccessLog() {
  const { t } = useTranslation('settings');
  const query = useInfiniteQuery(pagesFor(listAccessLog, { query: { limit: PAGE } }));
  return (
    <Section title={t('log.title')} sentence={t('log.sentence')}>
      <Loaded query={query}>
        {({ pages }) => {
          const looks = foldLooks(pages.flatMap(({ entries }) => entries));
          if (looks.length === 0) return <EmptyState sentence={t('log.empty')} />;
          return (
            <div className={css.stack}>
              <ul className={css.rows}>
                {looks.map((entries) => (
                  <Look key={entries[0]?.accessLogId} entries={entries} />
                ))}
              </ul>
              <MoreButton query={query} label={t('log.more')} />
            </div>
          );
        }}
      </Loaded>
    </Section>
  );
}

/** One entry, or what one opening of a card or one search left with each of its entries underneath. */
function Look({ entries }: { entries: Entry[] }) {
  const { t } = useTranslation('settings');
  const [latest] = entries;
  if (!latest) return null;
  return (
    <li>
      {entries.length === 1 ? (
        <Line entry={latest} />
      ) : (
        <details>
          <summary>
            {latest.action === 'search'
              ? t('log.searched', { count: entries.length, words: searchedWords(latest.subject) ?? '' })
              : t('log.opened', { count: entries.length })}
          </summary>
          <ul>
            {entries.map((entry) => (
              <li key={entry.accessLogId}>
                <Line entry={entry} />
              </li>
            ))}
          </ul>
        </details>
      )}
      <span className={css.quiet}>
        {latest.accountEmail || t('log.system')} · <Instant at={latest.at} />
      </span>
    </li>
  );
}

function Line({ entry: { action, subject, result } }: { entry: Entry }) {
  const { t } = useTranslation('settings');
  /** The log names things by kind and id; the id says nothing to a person. */
  const kind = kindOfSubject(subject);
  const one = isSignIn(action) ? '' : t('log.subject.one');
  const name = kind ? t(`log.subject.${kind.trim()}`) : UUID.test(subject) ? one : subject;
  const words = searchedWords(subject);
  const isSql = kind === 'mart by SQL' && action === 'search';
  return (
    <span>
      {t(`log.action.${action}`, { defaultValue: action })}{' '}
      <span className={css.quiet}>
        {name}
        {words && ` ${words}`}
        {/* What left the product, how much of it and why, is looked through every month (PV-54). */}
        {action === 'export' && result !== '' && ` · ${result}`}
      </span>
      {isSql && <Asked sql={result} />}
    </span>
  );
}

/** The words of a question; a long one opens at its beginning. */
function Asked({ sql }: { sql: string }) {
  if (sql.length <= ASKED_LETTERS) return <pre className={css.asked}>{sql}</pre>;
  return (
    <details>
      <summary className={css.asked}>{`${sql.slice(0, ASKED_LETTERS)}…`}</summary>
      <pre className={css.asked}>{sql}</pre>
    </details>
  );
}
