import { SegmentedControl } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ForecastPage } from '../../../../modules/insights/contract/forecast.ts';
import { useDefinitions } from '../../../lib/definitions.ts';
import { useFormat } from '../../../lib/format.ts';
import { DrawnChart } from '../../../ui/drawn-chart/drawn-chart.tsx';
import type { Palette } from '../../../ui/drawn-chart/palette.ts';
import { Term } from '../../../ui/figure.tsx';
import { Section } from '../../../ui/page.tsx';
import { FigureTable } from '../figure-table.tsx';
import css from '../insights.module.css';
import { SaveCsv } from '../save-csv.tsx';

const HEIGHT = 220;
/** Items that a cook sees at once; the rest of the menu stands behind one tap. */
const FIRST_ITEMS = 12;
type Hours = ForecastPage['hours'][number];

/** A day for whoever cooks: how much comes in each hour, and what to have ready. */
export function PeakBoard({ data }: { data: ForecastPage }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const definitionOf = useDefinitions();
  // Today is half over: the kitchen asks for tomorrow.
  const [day, setDay] = useState(data.hours[1]?.day ?? data.hours[0]?.day);
  const hours = data.hours.find((one) => one.day === day);
  if (!hours || day === undefined) return null;
  return (
    <Section
      title={<Term label={t('board.title', { day: format.day(day) })} definition={definitionOf('forecast')} />}
      action={
        <div className={css.choice}>
          <SegmentedControl
            aria-label={t('day')}
            data={data.hours.map((one, at) => ({
              value: one.day,
              label: t(at === 0 ? 'board.today' : 'board.tomorrow'),
            }))}
            value={day}
            onChange={setDay}
          />
        </div>
      }
    >
      <div className={css.stack}>
        <HourBars hours={hours} />
        <SaveCsv
          name={`hours-${day}`}
          columns={[t('hours.hour'), t('forecast.column.mean'), t('forecast.column.low'), t('forecast.column.high')]}
          rows={hours.hours.map(({ hour, mean, low, high }) => [
            hour,
            Math.round(mean),
            Math.floor(low),
            Math.ceil(high),
          ])}
        />
        <Prepare items={data.items} itemsSold={data.itemsSold} day={day} />
      </div>
    </Section>
  );
}

function HourBars({ hours: { hours, backtest } }: { hours: Hours }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const busiest = hours.reduce((most, hour) => (hour.mean > most.mean ? hour : most), hours[0] ?? { hour: 0, mean: 0 });
  const option = useCallback(
    (palette: Palette, width: number) => ({
      grid: { left: 4, right: 4, top: 24, bottom: 24 },
      xAxis: {
        type: 'category',
        data: hours.map(({ hour }) => (width < 500 ? String(hour) : t('hour', { hour }))),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: palette.line } },
        axisLabel: { color: palette.muted, interval: 0 },
      },
      yAxis: { type: 'value', show: false, min: 0, max: Math.max(...hours.map(({ high }) => high), 1) },
      series: [
        {
          type: 'bar',
          barCategoryGap: '24%',
          data: hours.map(({ hour, mean }) => ({
            value: mean,
            itemStyle: { color: hour === busiest.hour ? palette.accent : palette.other, borderRadius: [3, 3, 0, 0] },
          })),
        },
        {
          type: 'custom',
          silent: true,
          data: hours.map(({ low, high }, at) => [at, low, high]),
          renderItem: (
            _params: unknown,
            api: { value: (at: number) => number; coord: (at: [number, number]) => [number, number] },
          ) => {
            const [x, low] = api.coord([api.value(0), api.value(1)]);
            const [, high] = api.coord([api.value(0), api.value(2)]);
            const mean = hours[api.value(0)]?.mean ?? 0;
            return {
              type: 'group',
              children: [
                {
                  type: 'line',
                  shape: { x1: x, x2: x, y1: low, y2: high },
                  style: { stroke: palette.text, lineWidth: 1, opacity: 0.55 },
                },
                {
                  type: 'text',
                  style: {
                    text: format.count(Math.round(mean)),
                    x,
                    y: high - 4,
                    fill: palette.text,
                    font: `${palette.fontSize}px ${palette.font}`,
                    textAlign: 'center',
                    textVerticalAlign: 'bottom',
                  },
                },
              ],
            };
          },
        },
      ],
    }),
    [hours, busiest.hour, format, t],
  );
  return (
    <DrawnChart
      sentence={t('board.sentence', {
        hour: busiest.hour,
        n: format.count(Math.round(busiest.mean)),
        coverage: backtest.coverage === null ? '–' : format.percent(backtest.coverage),
      })}
      height={HEIGHT}
      metrics={['forecast', 'forecastError']}
      table={{
        columns: [t('hours.hour'), t('hours.figures.orders'), t('forecast.column.range')],
        rows: hours.map(({ hour, mean, low, high }) => [
          t('hour', { hour }),
          format.count(Math.round(mean)),
          t('range', { low: format.count(Math.floor(low)), high: format.count(Math.ceil(high)) }),
        ]),
      }}
      option={option}
    />
  );
}

function Prepare({ items, itemsSold, day }: Pick<ForecastPage, 'items' | 'itemsSold'> & { day: string }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const definitionOf = useDefinitions();
  const rows = items.flatMap((item) => {
    const found = item.days.find(({ date }) => date === day);
    return found ? [{ ...item, ...found }] : [];
  });
  if (rows.length === 0) return null;
  return (
    <>
      {itemsSold !== undefined && rows.length < itemsSold && (
        <p className={css.quiet}>
          {t('board.most', {
            shown: t('firstOf', { first: format.count(rows.length), all: format.count(itemsSold) }),
          })}
        </p>
      )}
      <FigureTable
        caption={t('board.prepare')}
        first={FIRST_ITEMS}
        file={`prepare-${day}`}
        alsoInFile={[
          { header: t('forecast.column.low'), value: ({ low, isRough }) => (isRough ? null : Math.floor(low)) },
          { header: t('forecast.column.high'), value: ({ high, isRough }) => (isRough ? null : Math.ceil(high)) },
        ]}
        rows={rows}
        rowKey={({ itemId }) => itemId}
        columns={[
          { key: 'item', header: t('menu.column.item'), phone: 'title', value: ({ name }) => name },
          {
            key: 'prepare',
            header: t('board.prepare'),
            definition: definitionOf('prepQuantity'),
            align: 'right',
            phone: 'aside',
            value: ({ prepare }) => prepare,
            render: ({ prepare }) =>
              prepare === null ? t('ui:figure.unknown') : t('board.pieces', { n: format.count(prepare) }),
          },
          {
            key: 'mean',
            header: t('board.expected'),
            definition: definitionOf('forecast'),
            align: 'right',
            value: ({ mean, isRough }) => (isRough ? null : Math.round(mean)),
            render: ({ mean, low, high, isRough }) =>
              isRough
                ? t('ui:figure.unknown')
                : t('board.around', {
                    n: format.count(Math.round(mean)),
                    low: format.count(Math.floor(low)),
                    high: format.count(Math.ceil(high)),
                  }),
          },
          {
            key: 'error',
            header: t('board.error'),
            definition: definitionOf('forecastError'),
            align: 'right',
            value: ({ wape }) => wape,
            render: ({ wape }) => (wape === null ? t('ui:figure.unknown') : format.percent(wape)),
          },
        ]}
      />
    </>
  );
}
