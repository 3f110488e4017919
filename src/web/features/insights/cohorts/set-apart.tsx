import { useTranslation } from 'react-i18next';
import type { CohortsPage } from '../../../../modules/insights/contract/pages.ts';
import { useDefinitions } from '../../../lib/definitions.ts';
import { useFormat } from '../../../lib/format.ts';
import { Term } from '../../../ui/figure.tsx';
import { Section } from '../../../ui/page.tsx';
import { FigureTable } from '../figure-table.tsx';
import { useMajorMoney } from '../major-money.ts';
import { ToPerson } from '../to-person.tsx';

/** Orders that a wrong clock of the till dated, so that somebody can look at them and set them right. */
export function SetApart({ setApart }: { setApart: NonNullable<CohortsPage['setApart']> }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const money = useMajorMoney();
  const definitionOf = useDefinitions();
  const { rows, orders } = setApart;
  return (
    <Section
      title={<Term label={t('cohorts.setApart.title')} definition={definitionOf('setApart')} />}
      sentence={
        rows.length < orders
          ? t('firstOf', { first: format.count(rows.length), all: format.count(orders) })
          : t('cohorts.setApart.sentence', { n: format.count(orders) })
      }
    >
      <FigureTable
        caption={t('cohorts.setApart.title')}
        rows={rows}
        rowKey={({ orderId }) => orderId}
        file="wrong-clock"
        columns={[
          {
            key: 'day',
            header: t('cohorts.setApart.day'),
            phone: 'title',
            value: ({ businessDay }) => businessDay,
          },
          { key: 'orderNo', header: t('cohorts.setApart.orderNo'), value: ({ orderNo }) => orderNo },
          { key: 'source', header: t('cohorts.setApart.source'), value: ({ source }) => source },
          {
            key: 'net',
            header: t('cohorts.setApart.net'),
            align: 'right',
            value: ({ netMinor }) => money.major(netMinor),
            render: ({ netMinor }) => format.money(netMinor),
          },
          {
            key: 'who',
            header: t('risks.column.who'),
            render: ({ customerId }) => <ToPerson customerId={customerId} />,
          },
        ]}
      />
    </Section>
  );
}
