import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { getRisks } from '../../../modules/insights/contract/pages.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { queryFor } from '../../lib/api.ts';
import { useDefinitions } from '../../lib/definitions.ts';
import { useFormat } from '../../lib/format.ts';
import { Explained, Term } from '../../ui/figure.tsx';
import { Section } from '../../ui/page.tsx';
import { DecideButton, Decisions } from './decisions.tsx';
import { FigureTable } from './figure-table.tsx';
import { InsightPage } from './insight-page.tsx';
import { ToPerson } from './to-person.tsx';

type RisksPage = EndpointOutput<typeof getRisks>;

const METRICS = {
  concentration: 'concentration',
  refunds: 'refundPattern',
  points: 'pointPattern',
  no_show: 'noShow',
} as const;

/** What is worth a second look by a person; nothing is refused by it (PV-80). */
export function Risks() {
  const { t } = useTranslation('understand');
  const definitionOf = useDefinitions();
  const query = useQuery(queryFor(getRisks));
  return (
    <InsightPage name="risks" query={query}>
      {(data) => (
        <>
          <Decisions kind="risk" />
          {data.risks.length > 0 && (
            <Section title={t('risks.title')} sentence={t('risks.sentence')}>
              <FigureTable
                caption={t('risks.title')}
                rows={data.risks}
                rowKey={({ subject, sentence }) => `${subject ?? ''} ${sentence.text}`}
                file="worth-a-look"
                columns={[
                  { key: 'what', header: t('risks.column.what'), phone: 'title', value: (row) => row.sentence.text },
                  {
                    key: 'kind',
                    header: t('risks.column.kind'),
                    width: '180px',
                    value: ({ kind }) => t(`risks.kind.${kind}`),
                    render: ({ kind }) => (
                      <Term label={t(`risks.kind.${kind}`)} definition={definitionOf(METRICS[kind])} />
                    ),
                  },
                  {
                    key: 'who',
                    header: t('risks.column.who'),
                    width: '110px',
                    render: ({ kind, subject, sentence: { key } }) => {
                      const isPerson = kind === 'points' || key === 'concentration_person' || key === 'no_show_person';
                      return <ToPerson customerId={isPerson ? subject : null} />;
                    },
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
            </Section>
          )}
          <Looked data={data} />
        </>
      )}
    </InsightPage>
  );
}

/** Every look and what it was a look at, so that "nothing" says what it stands on. */
function Looked({ data }: { data: RisksPage }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const definitionOf = useDefinitions();
  return (
    <Section title={t('risks.looked')} sentence={t('risks.lookedSentence', { days: data.windowDays })}>
      <FigureTable
        caption={t('risks.looked')}
        rows={data.looked}
        rowKey={({ kind }) => kind}
        file="looked-at"
        columns={[
          {
            key: 'kind',
            header: t('risks.column.kind'),
            phone: 'title',
            value: ({ kind }) => t(`risks.kind.${kind}`),
            render: ({ kind }) => <Term label={t(`risks.kind.${kind}`)} definition={definitionOf(METRICS[kind])} />,
          },
          {
            key: 'looked',
            header: t('risks.column.looked'),
            align: 'right',
            value: ({ n }) => n,
            render: ({ kind, n }) =>
              n === 0 ? (
                t('risks.unrecorded')
              ) : (
                <Explained definition={definitionOf(METRICS[kind])}>
                  {t(`risks.of.${kind}`, { n: format.count(n) })}
                </Explained>
              ),
          },
          {
            key: 'found',
            header: t('risks.column.found'),
            align: 'right',
            value: ({ found }) => found,
            render: ({ kind, n, found }) => {
              const listed = data.risks.filter((risk) => risk.kind === kind).length;
              if (found === 0) return n === 0 ? '–' : t('risks.none');
              if (listed < found) return t('firstOf', { first: format.count(listed), all: format.count(found) });
              return t('risks.found', { n: format.count(found) });
            },
          },
        ]}
      />
    </Section>
  );
}
