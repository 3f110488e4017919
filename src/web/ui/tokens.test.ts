import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8');

function tokensOf(scheme: 'light' | 'dark'): Record<string, string> {
  const block = new RegExp(`\\[data-mantine-color-scheme=["']${scheme}["']\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  return Object.fromEntries(
    [...block.matchAll(/--d-([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, colour]) => [name, colour]),
  );
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

const GROUNDS = ['ground', 'surface', 'sunken'];
const TEXT_PAIRS = [
  ...['text', 'muted', 'accent', 'warning', 'danger'].flatMap((ink) => GROUNDS.map((ground) => [ink, ground])),
  ['on-accent', 'accent-fill'],
  ['accent', 'accent-soft'],
  ['text', 'accent-soft'],
  ['muted', 'accent-soft'],
  ['warning', 'warning-soft'],
  ['text', 'warning-soft'],
  ['danger', 'danger-soft'],
];
const PART_PAIRS = [
  ['line-strong', 'surface'],
  ['chart-other', 'surface'],
  ['accent', 'surface'],
];

describe.each(['light', 'dark'] as const)('colours of the %s scheme', (scheme) => {
  const tokens = tokensOf(scheme);
  it.each(TEXT_PAIRS)('%s is readable on %s at 4.5:1 (UX-31)', (ink = '', ground = '') => {
    expect(contrast(tokens[ink] ?? '', tokens[ground] ?? '')).toBeGreaterThanOrEqual(4.5);
  });
  it.each(PART_PAIRS)('%s can be told from %s at 3:1 (UX-31)', (part = '', ground = '') => {
    expect(contrast(tokens[part] ?? '', tokens[ground] ?? '')).toBeGreaterThanOrEqual(3);
  });
});
