import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../lib/format.ts';
import { DrawnChart } from '../../../ui/drawn-chart/drawn-chart.tsx';
import type { Palette } from '../../../ui/drawn-chart/palette.ts';
import type { Pair } from './pairs.tsx';

const ROW = 44;
const TOP = 24;
const DOT = 4;
const CHANCE = 1;

interface Drawing {
  value: (dimension: number) => number;
  coord: (at: [number, number]) => [number, number];
  coordSys: { x: number; width: number };
}

/** Each pair as a dot with its interval, against the line of chance. */
export function LiftChart({ pairs }: { pairs: readonly Pair[] }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const most = Math.max(...pairs.map(({ liftCi }) => liftCi[1]));
  const option = useCallback(
    (palette: Palette) => ({
      grid: { left: 4, right: 12, top: TOP, bottom: 4 },
      xAxis: {
        type: 'value',
        position: 'top',
        min: 0,
        max: Math.ceil(most),
        axisLabel: {
          color: palette.muted,
          formatter: (value: number) => t('times_factor', { factor: value }),
          hideOverlap: true,
        },
        splitLine: { lineStyle: { color: palette.line } },
      },
      yAxis: { type: 'category', inverse: true, show: false, data: pairs.map((_pair, at) => at) },
      series: [
        {
          type: 'custom',
          silent: true,
          data: pairs.map(({ lift, liftCi }, at) => [at, lift, liftCi[0], liftCi[1]]),
          renderItem: (_params: unknown, api: Drawing) => {
            const at = api.value(0);
            const point = (value: number) => api.coord([value, at]);
            const [x, middle] = point(api.value(1));
            const y = middle + ROW / 5;
            const pair = pairs[at];
            return {
              type: 'group',
              children: [
                {
                  type: 'text',
                  style: {
                    text: pair
                      ? `${pair.names.join(' + ')}  ${t('times_factor', { factor: format.decimal(pair.lift, 1) })}`
                      : '',
                    x: point(0)[0] + 6,
                    y: middle - ROW / 6,
                    fill: palette.text,
                    font: `${palette.fontSize}px ${palette.font}`,
                    textVerticalAlign: 'middle',
                    backgroundColor: palette.surface,
                    padding: [1, 4, 1, 0],
                  },
                },
                {
                  type: 'line',
                  shape: { x1: point(api.value(2))[0], y1: y, x2: point(api.value(3))[0], y2: y },
                  style: { stroke: palette.accent, lineWidth: 2, opacity: 0.5 },
                },
                { type: 'circle', shape: { cx: x, cy: y, r: DOT }, style: { fill: palette.accent } },
              ],
            };
          },
          encode: { x: [1, 2, 3], y: 0 },
          markLine: {
            silent: true,
            z: 1,
            symbol: 'none',
            lineStyle: { color: palette.lineStrong, type: 'solid' },
            label: { show: false },
            data: [{ xAxis: CHANCE }],
          },
        },
      ],
    }),
    [pairs, most, format, t],
  );
  return (
    <DrawnChart
      sentence={t('pairs.chart')}
      height={TOP + 4 + ROW * pairs.length}
      table={{
        columns: [t('pairs.column.pair'), t('pairs.column.lift'), t('pairs.column.interval')],
        rows: pairs.map(({ names, lift, liftCi }) => [
          names.join(' + '),
          t('times_factor', { factor: format.decimal(lift, 2) }),
          t('range', { low: format.decimal(liftCi[0], 2), high: format.decimal(liftCi[1], 2) }),
        ]),
      }}
      option={option}
    />
  );
}
