import { useMediaQuery } from '@mantine/hooks';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pair } from '../../../../modules/insights/contract/pages.ts';
import { useFormat } from '../../../lib/format.ts';
import { DrawnChart } from '../../../ui/drawn-chart/drawn-chart.tsx';
import type { Palette } from '../../../ui/drawn-chart/palette.ts';

const TOP = 24;
const DOT = 4;
const CHANCE = 1;
/** A window wide enough for names beside the picture; narrower, each stands above its bar. */
const WIDE = 880;
const NAMES_WIDTH = 220;
/** Room for the figure after a bar. */
const FIGURE_WIDTH = 56;

interface Drawing {
  value: (dimension: number) => number;
  coord: (at: [number, number]) => [number, number];
}

/** Each pair as a dot with its interval, against the line of chance. */
export function LiftChart({ pairs }: { pairs: readonly Pair[] }) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const isWide = useMediaQuery(`(min-width: ${WIDE}px)`, undefined, { getInitialValueInEffect: false });
  const row = isWide ? 30 : 44;
  const most = Math.max(...pairs.map(({ liftCi }) => liftCi[1]));
  const least = Math.min(CHANCE, ...pairs.map(({ liftCi }) => liftCi[0]));
  const option = useCallback(
    (palette: Palette) => {
      const text = { fill: palette.text, font: `${palette.fontSize}px ${palette.font}`, textVerticalAlign: 'middle' };
      return {
        grid: { left: isWide ? NAMES_WIDTH : 4, right: FIGURE_WIDTH, top: TOP, bottom: 4 },
        xAxis: {
          // Twice as often is as far from chance as half as often.
          type: 'log',
          logBase: 2,
          position: 'top',
          min: least * 0.9,
          max: most * 1.05,
          axisLabel: {
            color: palette.muted,
            formatter: (value: number) => t('times_factor', { factor: format.decimal(value) }),
            hideOverlap: true,
            // The ends of the axis are where the bars end, no round figures.
            showMinLabel: false,
            showMaxLabel: false,
          },
          splitLine: { lineStyle: { color: palette.line } },
        },
        yAxis: { type: 'category', inverse: true, show: false, data: pairs.map((_pair, at) => at) },
        series: [
          {
            type: 'custom',
            silent: true,
            clip: false,
            data: pairs.map(({ lift, liftCi }, at) => [at, lift, liftCi[0], liftCi[1]]),
            renderItem: (_params: unknown, api: Drawing) => {
              const at = api.value(0);
              const point = (value: number) => api.coord([value, at]);
              const [x, middle] = point(api.value(1));
              const y = isWide ? middle : middle + row / 5;
              const [from, to] = [point(api.value(2))[0], point(api.value(3))[0]];
              return {
                type: 'group',
                children: [
                  {
                    type: 'text',
                    style: {
                      ...text,
                      text: pairs[at]?.names.join(' + ') ?? '',
                      x: 4,
                      y: isWide ? middle : middle - row / 5,
                      width: isWide ? NAMES_WIDTH - 12 : undefined,
                      overflow: 'truncate',
                      // Over the lines of the grid where it stands on them.
                      ...(isWide ? {} : { backgroundColor: palette.surface, padding: [1, 4, 1, 0] }),
                    },
                  },
                  {
                    type: 'line',
                    shape: { x1: from, y1: y, x2: to, y2: y },
                    style: { stroke: palette.accent, lineWidth: 2, opacity: 0.5 },
                  },
                  { type: 'circle', shape: { cx: x, cy: y, r: DOT }, style: { fill: palette.accent } },
                  {
                    type: 'text',
                    style: {
                      ...text,
                      text: t('times_factor', { factor: format.decimal(api.value(1), 1) }),
                      x: to + 8,
                      y,
                    },
                  },
                ],
              };
            },
            encode: { x: [1, 2, 3], y: 0 },
            markLine: {
              silent: true,
              animation: false,
              z: 1,
              symbol: 'none',
              lineStyle: { color: palette.lineStrong, type: 'solid' },
              label: { show: false },
              data: [{ xAxis: CHANCE }],
            },
          },
        ],
      };
    },
    [pairs, most, least, isWide, row, format, t],
  );
  return (
    <DrawnChart
      sentence={t('pairs.chart')}
      height={TOP + 4 + row * pairs.length}
      metrics={['lift']}
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
