import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ForecastPage, getForecast } from '../../../../modules/insights/contract/forecast.ts';
import { holidayOn } from '../../../../shared/holidays.ts';
import { queryFor } from '../../../lib/api.ts';
import { useDefinitions } from '../../../lib/definitions.ts';
import { useFormat } from '../../../lib/format.ts';
import { useShop } from '../../../lib/session.ts';
import { Term } from '../../../ui/figure.tsx';
import { Told } from '../../../ui/meanings.tsx';
import { Section } from '../../../ui/page.tsx';
import { FigureTable } from '../figure-table.tsx';
import { InsightPage } from '../insight-page.tsx';
import css from '../insights.module.css';
import { useMajorMoney } from '../major-money.ts';
import { untilFitted } from '../while-fitted.ts';
import { ComingDays } from './coming-days.tsx';
import { PeakBoard } from './peak-board.tsx';

const SERIES = ['orders', 'sales', 'covers'] as const;
const METRICS = { orders: [], sales: ['netSales'], covers: ['covers'] } as const;

/** Tomorrow for the kitchen, the coming days with their range, and how wrong it was last week (MT-85..90). */
export function Forecast() {
  const { t } = useTranslation('understand');
  const query = useQuery({ ...queryFor(getForecast), refetchInterval: untilFitted });
  return (
    <InsightPage name="forecast" query={query} meanwhile={t('forecast.meanwhile')}>
      {(data) =>
        data.daily.orders && (
          <>
            <PeakBoard data={data} />
            <Days data={data} />
            <LastWeek days={data.lastWeek} isReplay={data.lastWeekIs === 'replayed'} />
          </>
        )
      }
    </InsightPage>
  );
}

function Days({ data }: { data: ForecastPage }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const money = useMajorMoney();
  const definitionOf = useDefinitions();
  const known = SERIES.filter((one) => data.daily[one] !== null);
  const [series, setSeries] = useState<(typeof SERIES)[number]>(known[0] ?? 'orders');
  const isKorean = useShop().country === 'KR';
  const daily = data.daily[series];
  if (!daily) return null;
  const say = (value: number) => (series === 'sales' ? money.rough(value) : format.count(Math.round(value)));
  const { wape, days } = daily.backtest;
  return (
    <Section
      title={<Term label={t('forecast.days')} definition={definitionOf('forecast')} />}
      sentence={
        wape === null ? (
          t('forecast.errorUnknown')
        ) : (
          <Told metrics={['forecastError']}>{t('forecast.error', { share: format.percent(wape), n: days })}</Told>
        )
      }
      action={
        <div className={css.choice}>
          <SegmentedControl
            aria-label={t('forecast.series')}
            data={known.map((one) => ({ value: one, label: t(`hours.figures.${one}`) }))}
            value={series}
            onChange={(value) => setSeries(SERIES.find((one) => one === value) ?? 'orders')}
          />
        </div>
      }
    >
      <ComingDays
        daily={daily}
        isMoney={series === 'sales'}
        say={say}
        metrics={['forecast', 'forecastError', ...METRICS[series]]}
      />
      <FigureTable
        caption={t('forecast.days')}
        file={`forecast-${series}`}
        rows={daily.forecast}
        rowKey={({ date }) => date}
        columns={[
          {
            key: 'date',
            header: t('day'),
            phone: 'title',
            value: ({ date }) => date,
            render: ({ date }) => format.day(date),
          },
          {
            key: 'mean',
            header: t('forecast.column.mean'),
            definition: definitionOf('forecast'),
            align: 'right',
            phone: 'aside',
            value: ({ mean }) => Math.round(mean),
            render: ({ mean }) => (mean <= 0 ? t('forecast.closed') : say(mean)),
          },
          {
            key: 'low',
            header: t('forecast.column.low'),
            definition: definitionOf('forecast'),
            align: 'right',
            value: ({ low }) => Math.round(low),
            render: ({ low }) => say(low),
          },
          {
            key: 'high',
            header: t('forecast.column.high'),
            definition: definitionOf('forecast'),
            align: 'right',
            value: ({ high }) => Math.round(high),
            render: ({ high }) => say(high),
          },
          {
            key: 'why',
            header: t('forecast.column.why'),
            value: ({ date }) => (isKorean ? (holidayOn(date)?.[format.locale] ?? '') : ''),
          },
        ]}
      />
    </Section>
  );
}

function LastWeek({ days, isReplay }: { days: ForecastPage['lastWeek']; isReplay: boolean }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const definitionOf = useDefinitions();
  if (days.length === 0) return null;
  return (
    <Section
      title={<Term label={t('forecast.lastWeek')} definition={definitionOf('forecastError')} />}
      sentence={t(isReplay ? 'forecast.replayed' : 'forecast.foreseen')}
    >
      <FigureTable
        caption={t('forecast.lastWeek')}
        file="last-week"
        rows={days}
        rowKey={({ date }) => date}
        columns={[
          {
            key: 'date',
            header: t('day'),
            phone: 'title',
            value: ({ date }) => date,
            render: ({ date }) => format.day(date),
          },
          {
            key: 'said',
            header: t('forecast.column.said'),
            definition: definitionOf('forecast'),
            align: 'right',
            value: ({ forecast }) => Math.round(forecast),
            render: ({ forecast }) => t('forecast.orders', { n: format.count(Math.round(forecast)) }),
          },
          {
            key: 'came',
            header: t('forecast.column.came'),
            definition: definitionOf('forecastError'),
            align: 'right',
            value: ({ actual }) => actual,
            render: ({ actual }) => t('forecast.orders', { n: format.count(actual) }),
          },
          {
            key: 'off',
            header: t('forecast.column.off'),
            definition: definitionOf('forecastError'),
            align: 'right',
            value: ({ actual, forecast }) => Math.round(actual) - Math.round(forecast),
            render: ({ actual, forecast }) => {
              const off = Math.round(actual) - Math.round(forecast);
              return off === 0
                ? t('forecast.exact')
                : t(off > 0 ? 'forecast.more' : 'forecast.fewer', { n: format.count(Math.abs(off)) });
            },
          },
        ]}
      />
    </Section>
  );
}
