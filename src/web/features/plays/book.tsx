import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type BookEntry, exportBook, getBook } from '../../../modules/plays/contract/book.ts';
import { buildUrl, queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useUrlState } from '../../lib/search.ts';
import { Page, Section } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { Compared } from './compared.tsx';
import { useVerdict } from './play-state.tsx';
import css from './plays.module.css';

const zSearch = z.object({ year: z.coerce.number().int().optional().catch(undefined) });

/** What this shop has learnt in a year: expected, happened, learnt, next — to read, to print, to take along. */
export function Book() {
  const { t } = useTranslation('measure');
  const format = useFormat();
  const [{ year }, setSearch] = useUrlState(zSearch);
  const asked = year === undefined ? {} : { year };
  const query = useQuery(queryFor(getBook, { query: asked }));
  const { data } = query;
  return (
    <Page
      title={data ? t('book.titleOf', { year: data.year }) : t('book.title')}
      sentence={
        data &&
        (data.entries.length === 0
          ? undefined
          : // Nothing that was measured is no nought that was.
            t(
              data.entries.some((one) => one.incrementalRevenue !== null) ? 'book.sentence' : 'book.sentenceUnclaimed',
              {
                count: data.entries.length,
                revenue: format.money(data.provenRevenue),
                cost: format.money(data.costMinor),
              },
            ))
      }
      back={{ to: '/plays', label: t('plays:title') }}
      action={
        data &&
        data.entries.length > 0 && (
          <div className={`${css.actions} ${css.noPrint}`}>
            <Button
              variant="default"
              component="a"
              href={buildUrl(exportBook.path, { query: { year: data.year } })}
              download
            >
              {t('book.export')}
            </Button>
            <Button onClick={() => window.print()}>{t('book.print')}</Button>
          </div>
        )
      }
    >
      <Loaded query={query}>
        {(book) => (
          <>
            {book.years.length > 1 && (
              <div className={`${css.actions} ${css.noPrint}`}>
                {book.years.map((one) => (
                  <Button
                    key={one}
                    size="compact-sm"
                    variant={one === book.year ? 'light' : 'subtle'}
                    aria-pressed={one === book.year}
                    onClick={() => void setSearch({ year: one })}
                  >
                    {one}
                  </Button>
                ))}
              </div>
            )}
            {book.compared.length > 0 && <Compared plays={book.compared} />}
            {book.entries.length === 0 ? (
              <EmptyState
                sentence={t('book.empty')}
                action={
                  <Button component={Link} to="/plays">
                    {t('book.toPlays')}
                  </Button>
                }
              />
            ) : (
              <Section title={t('book.learnt')}>
                {book.entries.map((entry) => (
                  <Entry key={entry.playId} entry={entry} />
                ))}
              </Section>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Entry({ entry }: { entry: BookEntry }) {
  const { t } = useTranslation('measure');
  const format = useFormat();
  const verdict = useVerdict();
  const { incrementalRevenue, incrementalRevenueCi } = entry;
  return (
    <article className={css.entry}>
      <h3 className={css.name}>
        <Link to="/plays/$playId" params={{ playId: entry.playId }}>
          {entry.version > 1 ? `${entry.name} · ${t('plays:try', { number: entry.version })}` : entry.name}
        </Link>
      </h3>
      <p className={css.quiet}>
        {t('book.days', { from: format.day(entry.launchedOn), to: format.day(entry.endedOn) })}
      </p>
      {entry.hypothesis && (
        <p>
          <span className={css.quiet}>{t('book.expected')}</span> {entry.hypothesis}
        </p>
      )}
      <p>
        <span className={css.quiet}>{t('book.happened')}</span> {verdict(entry.sentence)}
        {incrementalRevenue !== null && incrementalRevenueCi && (
          <>
            {' '}
            {t('book.money', {
              value: format.money(incrementalRevenue),
              low: format.money(incrementalRevenueCi[0]),
              high: format.money(incrementalRevenueCi[1]),
              cost: format.money(entry.costMinor),
            })}
          </>
        )}
      </p>
      <p>
        <span className={css.quiet}>{t('book.learning')}</span> {entry.learning}
      </p>
      {entry.decision && (
        <p className={css.quiet}>
          {t(`plays:learn.decision.${entry.decision}`)}
          {entry.nextPlayId && (
            <>
              {' · '}
              <Link to="/plays/$playId" params={{ playId: entry.nextPlayId }}>
                {t('book.next')}
              </Link>
            </>
          )}
        </p>
      )}
    </article>
  );
}
