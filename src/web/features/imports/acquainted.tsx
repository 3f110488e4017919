import { Button } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Batch, type DoubtfulRow, listDoubtful, revealDoubtful } from '../../../modules/imports/contract.ts';
import { queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showFailure } from '../../ui/toast.tsx';
import css from './imports.module.css';

/** Looked at together, and shown in clear together. */
const ROWS_A_PAGE = 20;

/** People of the file who are here already, and those a person should look at before anything is stored (OP-04). */
export function Acquainted({ batch }: { batch: Batch }) {
  const { t } = useTranslation('imports');
  if (!batch.result) return null;
  const { customers, doubtful } = batch.result;
  if (customers.matched + doubtful.sameName + doubtful.count === 0) return null;
  return (
    <section className={css.stack} aria-label={t('known.title')}>
      <h3 className={css.keptTitle}>
        {[
          customers.matched > 0 && t('known.here', { count: customers.matched }),
          doubtful.sameName > 0 && t('known.sameName', { count: doubtful.sameName }),
          doubtful.count > 0 && t('known.doubtful', { count: doubtful.count }),
        ]
          .filter(Boolean)
          .join(' ')}
      </h3>
      {doubtful.sameName > 0 && <p className={css.hint}>{t('known.sameNameMeans')}</p>}
      {doubtful.count > 0 && <p className={css.hint}>{t('known.doubtfulMeans')}</p>}
      {batch.dryRun && doubtful.count > 0 && <DoubtfulPages batchId={batch.batchId} />}
    </section>
  );
}

/** Everybody who needs a look, a page at a time: which line it is, what the file says and what is known here. */
function DoubtfulPages({ batchId }: { batchId: string }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const canUnmask = useCan('customers:unmask');
  const [offset, setOffset] = useState(0);
  const [clear, setClear] = useState<{ offset: number; rows: DoubtfulRow[] }>();
  const query = useQuery({
    ...queryFor(listDoubtful, { params: { batchId }, query: { offset, limit: ROWS_A_PAGE } }),
    placeholderData: keepPreviousData,
  });
  const unmask = useCall(revealDoubtful);
  const reveal = () =>
    unmask.mutate(
      { params: { batchId }, body: { offset, limit: ROWS_A_PAGE } },
      {
        onSuccess: ({ rows }) => setClear({ offset, rows }),
        onError: (error) => showFailure(error.message),
      },
    );
  const shown = clear?.offset === offset ? clear.rows : undefined;
  return (
    <Loaded query={query} rows={6}>
      {({ total, rows: masked }) => {
        if (total === 0) return <p className={css.hint}>{t('known.gone')}</p>;
        const rows = shown ?? masked;
        const [from, to] = [offset + 1, Math.min(offset + ROWS_A_PAGE, total)];
        return (
          <>
            <div className={css.bar}>
              <span className={css.hint}>
                {t('known.range', { from: format.count(from), to: format.count(to), total: format.count(total) })}
              </span>
              {canUnmask && !shown && (
                <Button
                  variant="default"
                  leftSection={<IconEye size={16} aria-hidden />}
                  loading={unmask.isPending}
                  onClick={reveal}
                >
                  {t('known.reveal')}
                </Button>
              )}
            </div>
            {shown && <p className={css.hint}>{t('known.revealed')}</p>}
            <DataTable<DoubtfulRow>
              caption={t('known.title')}
              rows={rows}
              rowKey={(row) => `${row.line} ${row.here.customerId} ${row.here.line} ${rows.indexOf(row)}`}
              columns={[
                {
                  key: 'line',
                  header: t('known.line'),
                  phone: 'title',
                  width: '96px',
                  render: ({ line }) => (line === null ? '' : t('known.lineNo', { line: format.count(line) })),
                },
                { key: 'file', header: t('known.inFile'), render: (row) => <Told row={row} side="file" /> },
                { key: 'here', header: t('known.hereAlready'), render: (row) => <Told row={row} side="here" /> },
              ]}
            />
            {total > ROWS_A_PAGE && (
              <div className={css.actions}>
                <Button variant="default" disabled={offset === 0} onClick={() => setOffset(offset - ROWS_A_PAGE)}>
                  {t('known.before')}
                </Button>
                <Button variant="default" disabled={to >= total} onClick={() => setOffset(offset + ROWS_A_PAGE)}>
                  {t('known.after')}
                </Button>
              </div>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

/** One side of a row, field by field; what differs stands out, also where it looks alike while it is covered. */
function Told({ row, side }: { row: DoubtfulRow; side: 'file' | 'here' }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { here } = row;
  return (
    <dl className={css.told}>
      {row.fields.map((field) => (
        <div key={field.field} data-differs={field.differs || undefined}>
          <dt>{t(`known.field.${field.field}`)}</dt>
          <dd className="d-figures">
            {field[side] || t('known.nothing')}
            {side === 'here' && field.differs && <span className={css.differs}> {t('known.differs')}</span>}
          </dd>
        </div>
      ))}
      {side === 'here' && here.line !== null && (
        <div>
          <dt>{t('known.where')}</dt>
          <dd>{t('known.sameFile', { line: format.count(here.line) })}</dd>
        </div>
      )}
      {side === 'here' && here.customerId !== null && (
        <div>
          <dt>{t('known.where')}</dt>
          <dd>
            <Link to="/people/$customerId" params={{ customerId: here.customerId }} target="_blank">
              {t('known.card')}
            </Link>
          </dd>
        </div>
      )}
    </dl>
  );
}
