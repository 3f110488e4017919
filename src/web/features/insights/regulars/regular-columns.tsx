import { useTranslation } from 'react-i18next';
import type { RegularsPage } from '../../../../modules/insights/contract/pages.ts';
import { useDefinitions } from '../../../lib/definitions.ts';
import { useFormat } from '../../../lib/format.ts';
import { Tag } from '../../../ui/tag.tsx';
import { Day } from '../../../ui/value.tsx';
import type { FigureColumn } from '../figure-table.tsx';

type Regular = RegularsPage['people'][number];

/** MT-20: below the first somebody may not come again, above the second she will. */
const ALIVE = { low: 0.3, high: 0.8 } as const;

/** A probability in words first, its figure after it. */
export function aliveWord(pAlive: number): 'likely' | 'open' | 'unlikely' {
  return pAlive >= ALIVE.high ? 'likely' : pAlive >= ALIVE.low ? 'open' : 'unlikely';
}

export function useRegularColumns(): FigureColumn<Regular>[] {
  const { t } = useTranslation(['understand', 'insights', 'ui']);
  const format = useFormat();
  const definitionOf = useDefinitions();
  const unknown = t('ui:figure.unknown');
  const time = ({ usualWeekday, usualHour }: Regular) =>
    [
      usualWeekday === null ? '' : t(`understand:weekdayShort.${usualWeekday}`),
      usualHour === null ? '' : t('understand:hour', { hour: usualHour }),
    ]
      .filter((part) => part !== '')
      .join(' ');
  return [
    {
      key: 'name',
      header: t('insights:resting.column.person'),
      phone: 'title',
      width: '110px',
      value: (row) => row.name,
      render: (row) => row.name || t('insights:resting.unnamed'),
    },
    {
      key: 'state',
      header: t('insights:resting.states'),
      definition: definitionOf('lapse'),
      phone: 'aside',
      width: '120px',
      value: (row) => row.state,
      render: ({ state }) =>
        state === null ? (
          unknown
        ) : (
          <Tag tone={state === 'lapsed' || state === 'watch' ? 'warning' : 'neutral'}>
            {t(`insights:resting.state.${state}`)}
          </Tag>
        ),
    },
    {
      key: 'visits',
      header: t('regulars.column.visits'),
      definition: definitionOf('visit'),
      align: 'right',
      width: '80px',
      value: (row) => row.visits,
      render: (row) => t('times', { n: format.count(row.visits) }),
    },
    {
      key: 'interval',
      header: t('regulars.column.interval'),
      definition: definitionOf('visitInterval'),
      align: 'right',
      width: '130px',
      value: (row) => row.intervalDays,
      render: ({ intervalDays, rhythm }) =>
        intervalDays === null
          ? unknown
          : t(rhythm === 'own' ? 'regulars.every' : 'regulars.everyShop', { days: format.decimal(intervalDays, 0) }),
    },
    {
      key: 'time',
      header: t('regulars.column.time'),
      definition: definitionOf('usualHour'),
      width: '120px',
      render: (row) => time(row) || unknown,
    },
    {
      key: 'last',
      header: t('insights:resting.column.last'),
      definition: definitionOf('recency'),
      width: '120px',
      value: (row) => row.lastVisitOn,
      render: (row) => <Day day={row.lastVisitOn} relative />,
    },
    {
      key: 'next',
      header: t('regulars.column.next'),
      definition: definitionOf('nextVisit'),
      width: '150px',
      value: (row) => row.expectedNextOn,
      render: ({ expectedHalfFromOn: from, expectedHalfToOn: to }) =>
        from === null || to === null ? unknown : `${format.shortDay(from)} – ${format.shortDay(to)}`,
    },
    {
      key: 'alive',
      header: t('regulars.column.alive'),
      definition: definitionOf('pAlive'),
      width: '150px',
      value: (row) => row.pAlive,
      render: ({ pAlive }) =>
        pAlive === null ? unknown : t(`regulars.alive.${aliveWord(pAlive)}`, { share: format.percent(pAlive) }),
    },
    {
      key: 'value',
      header: t('regulars.value'),
      definition: definitionOf('value12m'),
      align: 'right',
      width: '190px',
      value: (row) => row.value12mMinor,
      render: ({ value12mLowMinor: low, value12mHighMinor: high }) =>
        low === null || high === null
          ? unknown
          : t('range', { low: format.roughMoney(low), high: format.roughMoney(high) }),
    },
  ];
}
