import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { getHours } from '../../../../modules/insights/contract/pages.ts';
import type { EndpointOutput } from '../../../../shared/endpoint.ts';
import { minorUnitDigits } from '../../../../shared/money.ts';
import { useFormat } from '../../../lib/format.ts';
import { useShop } from '../../../lib/session.ts';
import { DrawnChart } from '../../../ui/drawn-chart/drawn-chart.tsx';
import type { Palette } from '../../../ui/drawn-chart/palette.ts';
import { figureOf, type HourFigure } from './figures.ts';

interface HeatMapProps {
  cells: EndpointOutput<typeof getHours>['cells'];
  figure: HourFigure;
  hours: readonly number[];
  weekdays: readonly number[];
  say: (value: number) => string;
}

/** What is counted beside the mean. */
const METRICS = { orders: [], covers: ['covers'], sales: ['netSales'] } as const;
const ROW = 32;
const AXIS = 28;
/** Narrower than this a day of hours does not fit beside its name: weekdays then stand side by side instead. */
const NARROW = 620;
/** The full colour would be reached at this many times the busiest hour: figures stay dark on light everywhere. */
const FULL_AT = 1.25;

/** Weekday × hour, darker where it is busier; a figure in each cell, so that no legend is needed. */
export function HeatMap({ cells, figure, hours, weekdays, say }: HeatMapProps) {
  const { t } = useTranslation(['understand', 'insights']);
  const format = useFormat();
  const unit = 10 ** minorUnitDigits(useShop().currency);
  const isNarrow = typeof window !== 'undefined' && window.innerWidth < NARROW;
  const most = Math.max(...cells.map((cell) => figureOf(cell, figure)), Number.EPSILON);
  const busiest = cells.find((cell) => figureOf(cell, figure) === most);
  const option = useCallback(
    (palette: Palette) => {
      const days = weekdays.map((weekday) => t(`understand:weekdayShort.${weekday}`));
      const times = hours.map((hour) => (isNarrow ? t('understand:hour', { hour }) : String(hour)));
      const axis = { axisTick: { show: false }, axisLine: { show: false }, splitLine: { show: false } };
      const label = { color: palette.muted, fontSize: palette.fontSize, interval: 0 };
      const across = { type: 'category', position: 'top', ...axis, axisLabel: label };
      const down = { type: 'category', inverse: true, ...axis, axisLabel: label };
      return {
        grid: { left: isNarrow ? 44 : 28, right: 0, top: AXIS, bottom: 0 },
        xAxis: { ...across, data: isNarrow ? days : times },
        yAxis: { ...down, data: isNarrow ? times : days },
        visualMap: {
          show: false,
          min: 0,
          max: most * FULL_AT,
          dimension: 2,
          inRange: { color: [palette.surface, palette.accentSoft, palette.accent] },
        },
        series: [
          {
            type: 'heatmap',
            itemStyle: { borderColor: palette.surface, borderWidth: 2, borderRadius: 4 },
            emphasis: { disabled: true },
            data: cells.map((cell) => {
              const value = figureOf(cell, figure);
              const [day, hour] = [weekdays.indexOf(cell.weekday), hours.indexOf(cell.hour)];
              return {
                value: isNarrow ? [day, hour, value] : [hour, day, value],
                label: {
                  show: true,
                  color: palette.text,
                  fontSize: palette.fontSize - 1,
                  formatter: shortFigure(figure === 'sales' ? value / unit : value, figure, format),
                },
              };
            }),
          },
        ],
      };
    },
    [cells, figure, hours, weekdays, isNarrow, most, unit, format, t],
  );
  return (
    <DrawnChart
      sentence={
        busiest
          ? t('understand:hours.sentence', {
              weekday: t(`insights:person.weekday.${busiest.weekday}`),
              hour: busiest.hour,
              value: say(most),
            })
          : ''
      }
      sentenceHidden
      metrics={['hourlyMean', ...METRICS[figure]]}
      height={AXIS + ROW * (isNarrow ? hours.length : weekdays.length)}
      table={{
        columns: [t('understand:hours.weekday'), t('understand:hours.hour'), t(`understand:hours.figures.${figure}`)],
        rows: cells.map((cell) => [
          t(`understand:weekdayShort.${cell.weekday}`),
          t('understand:hour', { hour: cell.hour }),
          say(figureOf(cell, figure)),
        ]),
      }}
      option={option}
    />
  );
}

/** As short as a cell: 28, 7.0, 0.7; sales, in the major unit, as `31만` or `310K`. */
function shortFigure(value: number, figure: HourFigure, format: ReturnType<typeof useFormat>): string {
  if (figure === 'sales')
    return new Intl.NumberFormat(format.locale, { notation: 'compact', maximumSignificantDigits: 2 }).format(value);
  return format.fixed(value, value < 10 ? 1 : 0);
}
