import { useTranslation } from 'react-i18next';
import type { queryMartSql } from '../../../../modules/insights/contract/analyst.ts';
import type { EndpointOutput } from '../../../../shared/endpoint.ts';
import { useFormat } from '../../../lib/format.ts';
import { inLine } from '../../../lib/in-line.ts';
import { useCan } from '../../../lib/session.ts';
import { Section } from '../../../ui/page.tsx';
import css from '../insights.module.css';
import { AnswerDownload } from './download.tsx';

/** The answer as it came: nothing is rounded and nothing is named anew. */
export function SqlResult({ answer, sql }: { answer: EndpointOutput<typeof queryMartSql>; sql: string }) {
  const { t } = useTranslation('sql');
  const format = useFormat();
  const mayExport = useCan('insights:export');
  const { columns, rows, isCut, tookMs, asOf } = answer;
  const said = [
    t(isCut ? 'cut' : 'rows', { n: format.count(rows.length) }),
    t('took', { ms: format.count(Math.round(tookMs)) }),
    asOf ? t('asOf', { when: format.relativeInstant(asOf) }) : '',
  ];
  return (
    <Section
      title={t('answer')}
      sentence={inLine(said)}
      action={mayExport && rows.length > 0 ? <AnswerDownload sql={sql} rows={rows.length} /> : undefined}
    >
      {rows.length === 0 ? (
        <p className={css.quiet}>{t('nothing')}</p>
      ) : (
        // A scrolling region must be reachable by keyboard.
        <div className={css.result} role="region" aria-label={t('answer')} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {columns.map(({ name, type }, at) => (
                  // oxlint-disable-next-line react/no-array-index-key -- two columns may bear one name
                  <th key={at} scope="col" title={type}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, at) => (
                // oxlint-disable-next-line react/no-array-index-key -- rows have no identity but their place
                <tr key={at}>
                  {row.map((value, column) => (
                    // oxlint-disable-next-line react/no-array-index-key -- as above
                    <td key={column} data-number={typeof value === 'number' || undefined}>
                      {write(value)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

function write(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
