import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { exportNobody, getNobody, WHY_NOBODY, type WhyNobody } from '../../../modules/touchpoints/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { buildUrl, queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import type { Column } from '../../ui/data-table/props.ts';
import { DownloadDialog } from '../../ui/download-dialog.tsx';
import { Section } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import css from './touchpoints.module.css';
import { useLabelledSource } from './words.ts';

type Row = EndpointOutput<typeof getNobody>['sources'][number];

const sumOf = ({ why }: Row) => WHY_NOBODY.reduce((sum, one) => sum + why[one], 0);

/** What of the last 30 days has no person (OP-88), by source and why; each figure leads to its rows. */
export function NobodyReport() {
  const { t } = useTranslation('touchpoints');
  const format = useFormat();
  const nameOf = useLabelledSource();
  const query = useQuery(queryFor(getNobody));
  const shown = WHY_NOBODY.filter((why) => query.data?.sources.some((row) => row.why[why] > 0));
  const columns: Column<Row>[] = [
    { key: 'name', header: t('column.name'), phone: 'title', render: (row) => nameOf(row) },
    {
      key: 'share',
      header: t('nobody.share'),
      align: 'right',
      phone: 'aside',
      render: (row) => (
        <Link to="/record/source" search={{ source: row.source, why: 'any' } as never} className={css.link}>
          {t('nobody.of', { n: format.count(sumOf(row)), all: format.count(row.arrived) })}
        </Link>
      ),
    },
    ...shown.map(
      (why: WhyNobody): Column<Row> => ({
        key: why,
        header: t(`nobody.why.${why}`),
        align: 'right',
        render: (row) =>
          row.why[why] === 0 ? (
            '–'
          ) : (
            <Link to="/record/source" search={{ source: row.source, why } as never} className={css.link}>
              {format.count(row.why[why])}
            </Link>
          ),
      }),
    ),
  ];
  return (
    <Section
      title={t('nobody.title')}
      sentence={t('nobody.sentence')}
      surface="plain"
      action={query.data && query.data.sources.length > 0 && <ExportNobody />}
    >
      <Loaded query={query} rows={2}>
        {({ sources, arrived }) => (
          <DataTable<Row>
            caption={t('nobody.title')}
            columns={columns}
            rows={sources}
            rowKey={({ source }) => source}
            empty={<p className={css.none}>{t(arrived > 0 ? 'nobody.none' : 'nobody.nothing')}</p>}
          />
        )}
      </Loaded>
    </Section>
  );
}

/** The rows as a file, for a reason that stays in the log (PV-56). */
function ExportNobody() {
  const { t } = useTranslation('touchpoints');
  const mayExport = useCan('customers:export');
  if (!mayExport) return null;
  return (
    <DownloadDialog
      title={t('nobody.export')}
      sentence={t('nobody.exportSentence')}
      onSubmit={(reason, close) => {
        // The browser's own download: the file may be larger than a page should hold.
        window.location.assign(buildUrl(exportNobody.path, { query: { reason } }));
        close();
      }}
    />
  );
}
