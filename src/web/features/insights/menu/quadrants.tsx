import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { MenuPage } from '../../../../modules/insights/contract/pages.ts';
import { useFormat } from '../../../lib/format.ts';
import { DrawnChart } from '../../../ui/drawn-chart/drawn-chart.tsx';
import type { Palette } from '../../../ui/drawn-chart/palette.ts';
import { useMajorMoney } from '../major-money.ts';
import { placeLabels } from './place-labels.ts';

const HEIGHT = 380;
const DOT = 9;
const GRID = { left: 54, right: 8, top: 34, bottom: 46 } as const;
/** Room around the outermost dots: a factor on the logarithm of shares, a part of the span of margins. */
const SPREAD = 1.5;
const ROOM = 0.12;

interface QuadrantsProps {
  items: MenuPage['items'];
  cut: MenuPage['cuts'][number];
}

/** Popularity against margin within a category, each item by its name, with the two lines that part them. */
export function Quadrants({ items, cut }: QuadrantsProps) {
  const { t } = useTranslation('understand');
  const format = useFormat();
  const money = useMajorMoney();
  const margins = items.map(({ margin }) => margin);
  const [low, high] = [Math.min(...margins, cut.meanMargin), Math.max(...margins, cut.meanMargin)];
  const shares = items.map(({ share }) => share);
  const [few, many] = [Math.min(...shares, cut.popularFrom), Math.max(...shares, cut.popularFrom)];
  const option = useCallback(
    (palette: Palette, width: number) => {
      const isNarrow = width < 500;
      const corner = (text: string, x: 'left' | 'right', y: 'top' | 'bottom') => ({
        type: 'text',
        [x]: x === 'left' ? 60 : 10,
        [y]: y === 'top' ? 10 : 50,
        silent: true,
        style: { text, fill: palette.muted, font: `${palette.fontSize - 1}px ${palette.font}` },
      });
      const [minShare, maxShare] = [few / SPREAD, many * SPREAD];
      const [minMargin, maxMargin] = [low - (high - low) * ROOM, high + (high - low) * ROOM];
      const area = { left: GRID.left, right: width - GRID.right, top: GRID.top, bottom: HEIGHT - GRID.bottom };
      const places = placeLabels(
        items.map(({ name, share, margin }) => ({
          x: area.left + (Math.log(share / minShare) / Math.log(maxShare / minShare)) * (area.right - area.left),
          y: area.bottom - ((margin - minMargin) / (maxMargin - minMargin)) * (area.bottom - area.top),
          width: widthOf(name, palette.fontSize),
          height: palette.fontSize + 2,
        })),
        area,
      );
      const axis = {
        type: 'value',
        axisLine: { show: false },
        axisTick: { show: false },
        splitLine: { show: false },
        nameTextStyle: { color: palette.muted },
        nameLocation: 'middle',
      };
      return {
        grid: GRID,
        xAxis: {
          ...axis,
          // Shares of pieces are skewed: one item sells half of a category. On a logarithm each keeps its place.
          type: 'log',
          min: minShare,
          max: maxShare,
          name: t('menu.axis.share'),
          nameGap: 28,
          axisLabel: {
            color: palette.muted,
            hideOverlap: true,
            showMinLabel: false,
            showMaxLabel: false,
            formatter: (share: number) => format.percent(share, 1),
          },
        },
        yAxis: {
          ...axis,
          // Dots, not bars: the axis begins where the items do, so that names find room.
          min: minMargin,
          max: maxMargin,
          name: isNarrow ? '' : t('menu.axis.margin'),
          nameGap: 44,
          axisLabel: {
            color: palette.muted,
            hideOverlap: true,
            // The ends of the axis are where the room ends, no round figures.
            showMinLabel: false,
            showMaxLabel: false,
            formatter: shortMoney(format.locale),
          },
        },
        graphic: [
          corner(t('menu.class.puzzle'), 'left', 'top'),
          corner(t('menu.class.star'), 'right', 'top'),
          corner(t('menu.class.dog'), 'left', 'bottom'),
          corner(t('menu.class.plowhorse'), 'right', 'bottom'),
        ],
        series: [
          {
            type: 'scatter',
            symbolSize: DOT,
            data: items.map((item, at) => ({
              name: item.name,
              value: [item.share, item.margin],
              itemStyle: {
                color: item.class === 'dog' ? palette.warning : item.class === 'star' ? palette.accent : palette.other,
              },
              label: { position: places[at]?.side, offset: [0, places[at]?.down ?? 0] },
            })),
            label: {
              show: true,
              formatter: ({ name }: { name: string }) => name,
              color: palette.text,
              fontSize: palette.fontSize,
              textBorderColor: palette.surface,
              textBorderWidth: 2,
            },
            emphasis: { scale: 1.2 },
            markLine: {
              silent: true,
              animation: false,
              symbol: 'none',
              lineStyle: { color: palette.lineStrong, type: 'dashed', width: 1 },
              label: { show: false },
              data: [{ xAxis: cut.popularFrom }, { yAxis: cut.meanMargin }],
            },
          },
        ],
        tooltip: {
          renderMode: 'richText',
          confine: true,
          formatter: ({ data }: { data: { name: string; value: [number, number] } }) =>
            `${data.name}\n${format.percent(data.value[0], 1)} · ${money.exact(data.value[1])}`,
        },
      };
    },
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `money` writes what `format` and the shop's currency say
    [items, cut, low, high, few, many, format, t],
  );
  return (
    <DrawnChart
      sentence={t('menu.chart', {
        share: format.percent(cut.popularFrom, 1),
        margin: money.exact(cut.meanMargin),
      })}
      height={HEIGHT}
      metrics={['menuClass']}
      table={{
        columns: [t('menu.column.item'), t('menu.column.class'), t('menu.column.share'), t('menu.column.margin')],
        rows: items.map((item) => [
          item.name,
          item.class ? t(`menu.class.${item.class}`) : '–',
          format.percent(item.share, 1),
          money.exact(item.margin),
        ]),
      }}
      option={option}
    />
  );
}

/** As short as an axis: `6천`, `6K`. */
const shortMoney = (locale: string) => (value: number) =>
  new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(value);

/** About as wide as it is drawn: letters of Hangul are as wide as high, others little more than half of it. */
function widthOf(name: string, fontSize: number): number {
  return [...name].reduce((sum, letter) => sum + fontSize * (letter > '\u02ff' ? 1 : 0.56), 0);
}
