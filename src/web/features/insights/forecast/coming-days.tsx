import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ForecastPage } from '../../../../modules/insights/contract/forecast.ts';
import { daysBetween } from '../../../../shared/time.ts';
import { useFormat } from '../../../lib/format.ts';
import { DrawnChart } from '../../../ui/drawn-chart/drawn-chart.tsx';
import type { Palette } from '../../../ui/drawn-chart/palette.ts';

const HEIGHT = 280;
/** Days that have been, shown before those to come. */
const PAST = { wide: 28, narrow: 14 } as const;
const NARROW = 500;
/** Between two days that are further apart the line is broken. */
const BREAK_DAYS = 7;

interface ComingDaysProps {
  daily: NonNullable<ForecastPage['daily']['orders']>;
  isMoney: boolean;
  say: (value: number) => string;
  /** What is drawn, as keys of its definitions. */
  metrics: readonly string[];
}

/** What came, what had been foreseen of it, and what is foreseen now within the range that holds eight days in ten. */
export function ComingDays({ daily, isMoney, say, metrics }: ComingDaysProps) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const { forecast, tested } = daily;
  const option = useCallback(
    (palette: Palette, width: number) => {
      const next = forecast[0]?.date;
      const past = withBreaks(tested.slice(width < NARROW ? -PAST.narrow : -PAST.wide), next);
      const dates = [...past.map((day) => day?.date ?? ''), ...forecast.map(({ date }) => date)];
      const before = past.map(() => null);
      const label = (text: string, color: string) => ({
        show: true,
        formatter: text,
        color,
        distance: 8,
        fontSize: palette.fontSize,
      });
      const line = { type: 'line', symbol: 'none', silent: true } as const;
      const band = { ...line, stack: 'band', lineStyle: { opacity: 0 } };
      return {
        grid: { left: isMoney ? 52 : 36, right: 8, top: 28, bottom: 24 },
        xAxis: {
          type: 'category',
          data: dates.map((date) => (date === '' ? '' : format.shortDay(date))),
          axisTick: { show: false },
          axisLine: { lineStyle: { color: palette.line } },
          axisLabel: { color: palette.muted, hideOverlap: true },
        },
        yAxis: {
          type: 'value',
          min: 0,
          splitNumber: 4,
          splitLine: { lineStyle: { color: palette.line } },
          axisLabel: {
            color: palette.muted,
            formatter: (value: number) =>
              new Intl.NumberFormat(format.locale, { notation: 'compact', maximumFractionDigits: 1 }).format(value),
          },
        },
        tooltip: {
          renderMode: 'richText',
          trigger: 'axis',
          confine: true,
          formatter: tip(dates, daily, { t, say, day: format.day }),
        },
        series: [
          { ...band, data: [...before, ...forecast.map(({ low }) => low)] },
          {
            ...band,
            data: [...before, ...forecast.map(({ low, high }) => high - low)],
            areaStyle: { color: palette.band, opacity: 1 },
          },
          {
            ...line,
            silent: false,
            data: past.map((day) => day?.actual ?? null),
            symbol: 'circle',
            symbolSize: 4,
            lineStyle: { color: palette.text, width: 1.5 },
            itemStyle: { color: palette.text },
          },
          {
            ...line,
            data: [...past.map((day) => day?.forecast ?? null), ...forecast.map(({ mean }) => mean)],
            lineStyle: { color: palette.accent, width: 2 },
          },
          // The names stand beside the lines: no legend.
          {
            type: 'scatter',
            silent: true,
            symbolSize: 0.01,
            data: [
              {
                value: [0, past[0]?.actual ?? 0],
                label: { ...label(t('forecast.came'), palette.text), position: [0, -22] },
              },
              {
                value: [dates.length - 1, forecast.at(-1)?.high ?? 0],
                label: { ...label(t('forecast.range'), palette.accent), position: 'top', align: 'right' },
              },
            ],
          },
          {
            ...line,
            data: [],
            markLine: {
              silent: true,
              symbol: 'none',
              lineStyle: { color: palette.lineStrong, type: 'dotted' },
              label: { formatter: t('forecast.fromHere'), color: palette.muted, position: 'end', distance: 4 },
              data: [{ xAxis: past.length }],
            },
          },
        ],
      };
    },
    [daily, forecast, tested, isMoney, say, format, t],
  );
  const next = forecast[0];
  return (
    <DrawnChart
      sentence={
        next
          ? t('forecast.chart', {
              day: format.day(next.date),
              mean: say(next.mean),
              low: say(next.low),
              high: say(next.high),
            })
          : ''
      }
      sentenceHidden
      metrics={metrics}
      height={HEIGHT}
      table={{
        columns: [t('day'), t('forecast.column.came'), t('forecast.column.said')],
        rows: [
          ...tested
            .slice(-PAST.wide)
            .map(({ date, actual, forecast: said }) => [format.day(date), say(actual), say(said)]),
          ...forecast.map(({ date, mean, low, high }) => [
            format.day(date),
            '–',
            `${say(mean)} (${t('range', { low: say(low), high: say(high) })})`,
          ]),
        ],
      }}
      option={option}
    />
  );
}

/** Days that have been, with nothing where more than a week lies between two: a line across it would tell of sales that never were. */
function withBreaks<D extends { date: string }>(past: readonly D[], next: string | undefined): (D | null)[] {
  return past.flatMap((day, at) => {
    const following = past[at + 1]?.date ?? next;
    return following !== undefined && daysBetween(day.date, following) > BREAK_DAYS ? [day, null] : [day];
  });
}

/** What stands in the tip over a day. */
function tip(
  dates: readonly string[],
  { forecast, tested }: ComingDaysProps['daily'],
  {
    t,
    say,
    day,
  }: {
    t: TFunction<'understand'>;
    say: (value: number) => string;
    day: (day: string) => string;
  },
) {
  return (points: { dataIndex: number }[]) => {
    const date = dates[points[0]?.dataIndex ?? -1];
    if (date === undefined || date === '') return '';
    const past = tested.find((one) => one.date === date);
    const next = forecast.find((one) => one.date === date);
    const lines = past
      ? [t('forecast.tipCame', { value: say(past.actual) }), t('forecast.tipSaid', { value: say(past.forecast) })]
      : next
        ? [t('forecast.tipSaid', { value: say(next.mean) }), t('range', { low: say(next.low), high: say(next.high) })]
        : [];
    return [day(date), ...lines].join('\n');
  };
}
