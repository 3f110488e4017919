import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { listMartTables } from '../../../../modules/insights/contract/analyst.ts';
import type { EndpointOutput } from '../../../../shared/endpoint.ts';
import { useFormat } from '../../../lib/format.ts';
import { useCan } from '../../../lib/session.ts';
import css from '../insights.module.css';
import { Download } from './download.tsx';

interface TableListProps {
  tables: EndpointOutput<typeof listMartTables>['tables'];
  onPick: (name: string) => void;
}

/** Tables in words, each opened for its columns and, of a departmental mart, for what its SQL says of itself. */
export function TableList({ tables, onPick }: TableListProps) {
  const { t } = useTranslation('sql');
  const { locale } = useFormat();
  const mayDownload = useCan('insights:export');
  return (
    <div className={css.tables}>
      {tables.map(({ name, text, columns, head }) => (
        <details key={name}>
          <summary>
            <code>{name}</code> {text[locale]}
          </summary>
          <dl>
            {columns.map((column) => (
              <Column key={column.name} name={column.name} type={column.type} text={column.text[locale]} />
            ))}
          </dl>
          {head !== null && (
            // As its SQL says, in the language of the code.
            <p className={css.head} lang="en">
              {head}
            </p>
          )}
          <div className={css.buttons}>
            <Button
              variant="default"
              size="compact-md"
              aria-label={t('pickWhich', { name })}
              onClick={() => onPick(name)}
            >
              {t('pick')}
            </Button>
            {mayDownload && head === null && <Download table={name} />}
          </div>
        </details>
      ))}
    </div>
  );
}

function Column({ name, type, text }: { name: string; type: string; text: string }) {
  return (
    <>
      <dt>
        <code>{name}</code>
      </dt>
      <dd>
        {text} <code>{type}</code>
      </dd>
    </>
  );
}
