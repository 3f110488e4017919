import { useTranslation } from 'react-i18next';
import { type listResting } from '../../../modules/insights/contract.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { useFormat } from '../../lib/format.ts';
import { BarRows } from './bar-rows.tsx';
import { useMajorMoney } from './major-money.ts';

const SHOWN = ['due', 'watch', 'lapsed'] as const;

/** How much a month stands behind each state. */
export function StateBars({ totals }: { totals: EndpointOutput<typeof listResting>['byState'] }) {
  const { t } = useTranslation('insights');
  const format = useFormat();
  const money = useMajorMoney();
  const rows = SHOWN.flatMap((state) => totals.filter((total) => total.state === state)).map((total) => ({
    key: total.state,
    label: t(`resting.state.${total.state}`),
    value: Math.max(0, total.worthPerMonthMinor),
    people: total.people,
    worth: money.major(total.worthPerMonthMinor),
    text: t('resting.worthAMonth', { worth: format.roughMoney(total.worthPerMonthMinor) }),
  }));
  if (rows.length === 0) return null;
  const columns = [t('resting.states'), t('rfm.column.people'), t('resting.column.worth')] as const;
  const parts = rows.map((row) =>
    t('resting.chartPart', { state: row.label, n: format.count(row.people), worth: row.text }),
  );
  return (
    <BarRows
      sentence={t('resting.chart', { parts: parts.join(', ') })}
      columns={columns}
      metrics={{ note: 'lapse', text: 'worthPerMonth' }}
      file={{ name: 'resting-states', columns, rows: rows.map(({ label, people, worth }) => [label, people, worth]) }}
      rows={rows.map((row) => ({ ...row, note: t('resting.people', { n: format.count(row.people) }) }))}
    />
  );
}
