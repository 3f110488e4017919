import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/format.ts';
import { MoreButton } from '../../ui/more-button.tsx';
import { Loaded } from '../../ui/states.tsx';
import css from './segments.module.css';

interface Fact {
  met: boolean;
  text: { ko: string; en: string };
}

interface GroupPagesProps<Row> {
  query: Pick<UseInfiniteQueryResult, 'error' | 'refetch' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
  /** Of all pages so far; undefined before the first. */
  rows: readonly Row[] | undefined;
  keyOf: (row: Row) => string;
  /** What stands where there is nobody. */
  empty: string;
  children: (row: Row) => ReactNode;
}

/** People of a group or its comings and goings, each with its reason, page by page. */
export function GroupPages<Row extends { facts: readonly Fact[] }>(props: GroupPagesProps<Row>) {
  const { query, rows, keyOf, empty, children } = props;
  const { t } = useTranslation('groups');
  return (
    <Loaded query={{ data: rows, error: query.error, refetch: query.refetch }}>
      {(shown) =>
        shown.length === 0 ? (
          <p className={css.quiet}>{empty}</p>
        ) : (
          <>
            <ul className={css.people}>
              {shown.map((row) => (
                <li key={keyOf(row)} className={css.person}>
                  {children(row)}
                  <Facts facts={row.facts} label={t('why')} />
                </li>
              ))}
            </ul>
            <MoreButton query={query} label={t('more')} />
          </>
        )
      }
    </Loaded>
  );
}

/** Why she is here: what is known of her about each condition, those she meets first to the eye. */
function Facts({ facts, label }: { facts: readonly Fact[]; label: string }) {
  const { locale } = useFormat();
  const { t } = useTranslation('groups');
  if (facts.length === 0) return null;
  return (
    <ul className={css.facts} aria-label={label}>
      {facts.map(({ met, text }, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a fact has no identity but its place in the rule
        <li key={at} data-met={met}>
          <span aria-hidden>{met ? '✓ ' : '– '}</span>
          <span className="d-visually-hidden">{t(met ? 'met' : 'notMet')} </span>
          {text[locale]}
        </li>
      ))}
    </ul>
  );
}
