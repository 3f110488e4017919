import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CohortsPage } from '../../../../modules/insights/contract/pages.ts';
import { writeCsv } from '../../../../shared/csv.ts';
import { addMonths } from '../../../../shared/time.ts';
import { useDefinitions } from '../../../lib/definitions.ts';
import { useFormat } from '../../../lib/format.ts';
import { Explained, Term } from '../../../ui/figure.tsx';
import { Section } from '../../../ui/page.tsx';
import { saveCsv } from '../csv.ts';
import css from '../insights.module.css';

/** Older months say less about today's shop. */
const SHOWN = 12;
/** A share of this or more has the full colour: more would leave the others without any. */
const FULL_AT = 0.6;
/** Percent of the colour at most: the figures stay dark on it. */
const STRONGEST = 40;
/** Below this many people a share says little, and stands without colour. */
const SMALL = 20;

/** Of those who first came in a month, the share that came in each month after: a table, coloured. */
export function CohortHeat({ cohorts, closedMonths }: Pick<CohortsPage, 'cohorts' | 'closedMonths'>) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const definitionOf = useDefinitions();
  const shown = cohorts.slice(-SHOWN);
  const months = Math.max(0, ...shown.map(({ people }) => people.length - 1));
  if (shown.length === 0) return null;
  const after = Array.from({ length: months }, (_unused, at) => at + 1);
  const save = () => {
    const longest = Math.max(...cohorts.map(({ people }) => people.length));
    saveCsv(
      'cohorts',
      writeCsv(
        [t('cohorts.column.month'), ...Array.from({ length: longest }, (_unused, at) => String(at))],
        cohorts.map(({ cohort, people }) => [cohort, ...people]),
      ),
    );
  };
  const old = shown.filter(({ people }) => people.length > 2);
  const first = old.find(({ people }) => (people[0] ?? 0) >= SMALL);
  return (
    <Section
      title={<Term label={t('cohorts.title')} definition={definitionOf('cohortRetention')} />}
      sentence={
        first
          ? t('cohorts.reading', {
              month: monthOf(first.cohort, format.locale),
              n: format.count(first.people[0] ?? 0),
              share: format.percent((first.people[1] ?? 0) / (first.people[0] ?? 1)),
            })
          : old.length > 0
            ? t('cohorts.small', { n: SMALL })
            : t('cohorts.young')
      }
      action={
        <Button variant="subtle" color="gray" leftSection={<IconDownload size={16} aria-hidden />} onClick={save}>
          {t('csv')}
        </Button>
      }
    >
      {/* A scrolling region must be reachable by keyboard. */}
      <div className={css.heat} role="region" aria-label={t('cohorts.title')} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('cohorts.column.month')}</th>
              <th scope="col">{t('cohorts.column.people')}</th>
              {after.map((month) => (
                <th key={month} scope="col">
                  {t('cohorts.after', { month })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ cohort, people }) => {
              const n = people[0] ?? 0;
              return (
                <tr key={cohort}>
                  <th scope="row">{monthOf(cohort, format.locale)}</th>
                  <td>{format.count(n)}</td>
                  {after.map((month) => {
                    const came = people[month];
                    if (came === undefined || n === 0) return <td key={month}>{'\u00a0'}</td>;
                    if (came === 0 && closedMonths.includes(addMonths(`${cohort}-01`, month).slice(0, 7)))
                      return (
                        <td key={month} data-open>
                          {t('cohorts.closed')}
                        </td>
                      );
                    const share = came / n;
                    // The last month of each row is not over.
                    const isOpen = month === people.length - 1;
                    const strength = n < SMALL || isOpen ? 0 : Math.min(1, share / FULL_AT);
                    return (
                      <td
                        key={month}
                        data-open={isOpen || n < SMALL || undefined}
                        style={{
                          background: `color-mix(in srgb, var(--d-accent) ${Math.round(strength * STRONGEST)}%, transparent)`,
                        }}
                      >
                        <Explained definition={definitionOf('cohortRetention')} n={n}>
                          {format.percent(share)}
                        </Explained>
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p className={css.quiet}>{t('cohorts.open', { n: SMALL })}</p>
    </Section>
  );
}

/** `26년 11월`, `Nov 2026`. */
function monthOf(cohort: string, locale: 'ko' | 'en'): string {
  const [year = '', month = ''] = cohort.split('-');
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, 1));
  return new Intl.DateTimeFormat(locale, {
    year: locale === 'ko' ? '2-digit' : 'numeric',
    month: 'short',
    timeZone: 'UTC',
  }).format(at);
}
