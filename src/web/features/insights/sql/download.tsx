import { useTranslation } from 'react-i18next';
import { downloadMart, downloadMartTable, exportMartSql } from '../../../../modules/insights/contract/analyst.ts';
import { buildUrl, useCall } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { DownloadDialog } from '../../../ui/download-dialog.tsx';
import { saveCsv } from '../csv.ts';

const MAX_REASON = 300;

/** A table, or the whole mart without one, as Parquet, with the reason on record (PV-71). */
export function Download({ table }: { table?: string }) {
  const { t } = useTranslation('sql');
  const url = (reason: string) =>
    table === undefined
      ? buildUrl(downloadMart.path, { query: { reason } })
      : buildUrl(downloadMartTable.path, { query: { table, reason } });
  return (
    <DownloadDialog
      title={table === undefined ? t('downloadAll') : t('downloadWhich', { name: table })}
      name={table === undefined ? t('downloadAll') : t('downloadWhich', { name: table })}
      go={t('download')}
      reason={{ label: t('reason'), maxLength: MAX_REASON }}
      label={table === undefined ? t('downloadAll') : t('download')}
      sentence={t(table === undefined ? 'downloadAllSentence' : 'downloadSentence')}
      onSubmit={(reason, close) => {
        // The browser's own download: the file may be larger than a page should hold.
        window.location.assign(url(reason));
        close();
      }}
    />
  );
}

/** The answer on screen as a file, asked anew of what may leave the product, with the reason on record (PV-56, PV-70). */
export function AnswerDownload({ sql, rows }: { sql: string; rows: number }) {
  const { t } = useTranslation('sql');
  const format = useFormat();
  const make = useCall(exportMartSql);
  return (
    <DownloadDialog
      title={t('downloadAnswer')}
      label={t('downloadAnswer')}
      reason={{ label: t('reason'), maxLength: MAX_REASON }}
      sentence={t('downloadAnswerSentence', { n: format.count(rows) })}
      error={make.error ? make.error.message || t('failed') : undefined}
      onClose={make.reset}
      isPending={make.isPending}
      onSubmit={(reason, close) =>
        make.mutate(
          { body: { sql, reason } },
          {
            onSuccess: ({ csv }) => {
              saveCsv('answer', csv);
              close();
            },
          },
        )
      }
    />
  );
}
