import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { getHealth, getReach } from '../../../modules/touchpoints/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import type { Column } from '../../ui/data-table/props.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import css from './touchpoints.module.css';
import { useLabelledSource } from './words.ts';

type Row = EndpointOutput<typeof getReach>['sources'][number];

/** How many of the people met through each source could be told something, and agreed to be. */
export function Reach() {
  const { t } = useTranslation('touchpoints');
  const nameOf = useLabelledSource();
  const health = useQuery(queryFor(getHealth));
  const labels = new Map(health.data?.sources.map(({ source, label }) => [source, label]));
  const format = useFormat();
  const query = useQuery(queryFor(getReach));
  const share = (part: number, people: number) => (people > 0 ? format.percent(part / people) : '–');
  const total = query.data?.sources.reduce(
    (sum, row) => ({ people: sum.people + row.people, may: sum.may + row.mayEither }),
    { people: 0, may: 0 },
  );
  const column = (key: 'mobile' | 'email' | 'mayEmail' | 'maySms'): Column<Row> => ({
    key,
    header: t(`reach.${key}`),
    align: 'right',
    render: (row) => share(row[key], row.people),
  });
  const columns: Column<Row>[] = [
    {
      key: 'source',
      header: t('reach.source'),
      phone: 'title',
      // By the name that the board above gives it.
      render: ({ source }) => nameOf({ source, label: labels.get(source) ?? '' }),
    },
    {
      key: 'people',
      header: t('reach.people'),
      align: 'right',
      phone: 'aside',
      render: (row) => format.count(row.people),
    },
    column('mobile'),
    column('email'),
    column('mayEmail'),
    column('maySms'),
  ];
  return (
    <Section
      title={t('reach.title')}
      surface="plain"
      sentence={
        total &&
        total.people > 0 &&
        t('reach.sentence', { people: format.count(total.people), share: share(total.may, total.people) })
      }
    >
      <Loaded query={query} rows={3}>
        {({ sources }) => (
          <DataTable<Row>
            caption={t('reach.title')}
            columns={columns}
            rows={sources}
            rowKey={(row) => row.source}
            empty={<p className={css.none}>{t('reach.none')}</p>}
          />
        )}
      </Loaded>
    </Section>
  );
}
