import { useComputedColorScheme } from '@mantine/core';
import { useElementSize, useReducedMotion } from '@mantine/hooks';
import type { ECharts, EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';
import { ChartFrame, type ChartFrameProps } from '../chart.tsx';
import { type Palette, readPalette } from './palette.ts';

interface DrawnChartProps extends ChartFrameProps {
  /** The picture at this width (pixels) in these colours. Keep it stable (`useCallback`): a new one draws anew. */
  option: (palette: Palette, width: number) => EChartsCoreOption;
}

/** What every picture has in common; `option` adds to it and may overrule it. */
function common(palette: Palette, isStill: boolean): EChartsCoreOption {
  return {
    animation: !isStill,
    animationDuration: 200,
    textStyle: { color: palette.text, fontFamily: palette.font, fontSize: palette.fontSize },
    aria: { enabled: false },
    // Drawn on the canvas itself: names of items come from outside, and a tip in HTML would read them as markup.
    tooltip: {
      renderMode: 'richText',
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.line,
      borderWidth: 1,
      textStyle: { color: palette.text, fontFamily: palette.font, fontSize: palette.fontSize },
    },
  };
}

/**
 * How often fonts have arrived since the picture stood there. A canvas keeps the letters it was drawn with, and the parts of
 * the font that hold rarer syllables come only when they are asked for: each arrival is a reason to draw again.
 */
function useFontsArrived(): number {
  const [arrived, setArrived] = useState(0);
  useEffect(() => {
    const count = () => setArrived((before) => before + 1);
    document.fonts.addEventListener('loadingdone', count);
    return () => document.fonts.removeEventListener('loadingdone', count);
  }, []);
  return arrived;
}

/** A picture with axes, drawn by ECharts, which is fetched with the first one. Read as its sentence and its table. */
export function DrawnChart({ height, option, ...frame }: DrawnChartProps) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const canvas = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | undefined>(undefined);
  const scheme = useComputedColorScheme('light');
  const isStill = useReducedMotion();
  const fonts = useFontsArrived();

  useEffect(() => {
    const element = canvas.current;
    if (!element || width === 0) return;
    let isLeft = false;
    void import('./draw.ts').then(({ init }) => {
      if (isLeft) return;
      chart.current ??= init(element, null, { width, height });
      const palette = readPalette(element);
      chart.current.resize({ width, height });
      chart.current.setOption({ ...common(palette, isStill), ...option(palette, width) }, { notMerge: true });
    });
    return () => {
      isLeft = true;
    };
    // Neither the scheme nor the fonts are values the picture takes: colours are read from the page, letters from its fonts.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [width, height, option, scheme, isStill, fonts]);

  useEffect(
    () => () => {
      chart.current?.dispose();
      chart.current = undefined;
    },
    [],
  );

  return (
    <ChartFrame {...frame}>
      <div ref={ref} style={{ height }}>
        <div ref={canvas} role="img" aria-label={frame.sentence} style={{ width: '100%', height }} />
      </div>
    </ChartFrame>
  );
}
