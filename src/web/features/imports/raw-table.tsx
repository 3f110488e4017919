import { useTranslation } from 'react-i18next';
import css from './imports.module.css';

/** More columns than this are named below the table instead of drawn. */
const MAX_DRAWN_COLUMNS = 60;
const MAX_DRAWN_ROWS = 8;

/** The first rows just as the file has them. */
export function RawTable({ header, rows }: { header: readonly string[]; rows: readonly (readonly string[])[] }) {
  const { t } = useTranslation('imports');
  const columns = header.slice(0, MAX_DRAWN_COLUMNS);
  return (
    <>
      {/* A scrolling region must be reachable by keyboard */}
      <div className={css.sheet} role="region" aria-label={t('read.firstRows')} tabIndex={0}>
        <table>
          <caption className="d-visually-hidden">{t('read.firstRows')}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MAX_DRAWN_ROWS).map((row, place) => (
              // oxlint-disable-next-line react/no-array-index-key -- rows of a file have no identity but their place
              <tr key={place}>
                {columns.map((column, index) => (
                  <td key={column}>{row[index] ?? ''}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {header.length > columns.length && (
        <p className={css.hint}>{t('read.moreColumns', { count: header.length - columns.length })}</p>
      )}
    </>
  );
}
