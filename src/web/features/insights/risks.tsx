import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { getRisks } from '../../../modules/insights/contract/pages.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Term } from '../../ui/figure.tsx';
import { Section } from '../../ui/page.tsx';
import { DecideButton, Decisions } from './decisions.tsx';
import { useDefinitions } from './definitions.tsx';
import { FigureTable } from './figure-table.tsx';
import { InsightPage } from './insight-page.tsx';

const METRICS = {
  concentration: 'concentration',
  refunds: 'refundPattern',
  points: 'pointPattern',
  no_show: undefined,
} as const;

/** What is worth a second look by a person; nothing is refused by it (PV-80). */
export function Risks() {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const definitionOf = useDefinitions();
  const query = useQuery(queryFor(getRisks));
  return (
    <InsightPage name="risks" query={query}>
      {(data) => (
        <>
          <Decisions kind="risk" />
          <Section
            title={t('risks.title')}
            sentence={t('risks.sentence', { days: data.windowDays, n: format.count(data.n) })}
          >
            {data.risks.length > 0 && (
              <FigureTable
                caption={t('risks.title')}
                rows={data.risks}
                rowKey={({ sentence }) => sentence.text}
                columns={[
                  { key: 'what', header: t('risks.column.what'), phone: 'title', render: (row) => row.sentence.text },
                  {
                    key: 'kind',
                    header: t('risks.column.kind'),
                    width: '180px',
                    render: ({ kind }) => {
                      const metric = METRICS[kind];
                      return <Term label={t(`risks.kind.${kind}`)} definition={metric && definitionOf(metric)} />;
                    },
                  },
                  {
                    key: 'who',
                    header: t('risks.column.who'),
                    width: '110px',
                    render: ({ kind, subject, sentence }) =>
                      subject !== null && (kind === 'points' || sentence.key === 'concentration_person') ? (
                        <Link to="/people/$customerId" params={{ customerId: subject }}>
                          {t('risks.toPerson')}
                        </Link>
                      ) : (
                        '–'
                      ),
                  },
                  {
                    key: 'decide',
                    header: t('decide.column'),
                    width: '130px',
                    render: ({ kind, subject, sentence }) => (
                      <DecideButton
                        kind="risk"
                        subject={subject ?? sentence.key}
                        name={t(`risks.kind.${kind}`)}
                        actions={['look']}
                        finding={{ key: sentence.key, ...sentence.params }}
                      />
                    ),
                  },
                ]}
              />
            )}
          </Section>
        </>
      )}
    </InsightPage>
  );
}
