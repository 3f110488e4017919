/** The colours and the type of the page, for a canvas that knows no CSS. */
export interface Palette {
  text: string;
  muted: string;
  line: string;
  lineStrong: string;
  surface: string;
  accent: string;
  accentSoft: string;
  other: string;
  band: string;
  warning: string;
  danger: string;
  font: string;
  /** Pixels. */
  fontSize: number;
}

/** Reads the tokens that hold now: light or dark, desk or phone. */
export function readPalette(element: HTMLElement): Palette {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--d-${name}`).trim();
  return {
    text: token('text'),
    muted: token('muted'),
    line: token('line'),
    lineStrong: token('line-strong'),
    surface: token('surface'),
    accent: token('accent'),
    accentSoft: token('accent-soft'),
    other: token('chart-other'),
    band: token('chart-band'),
    warning: token('warning'),
    danger: token('danger'),
    font: style.fontFamily,
    fontSize: Number.parseFloat(token('fs-xs')) || 12,
  };
}
