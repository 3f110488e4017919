import { type EtsForm, fitEts } from './ets.ts';

/** A line through growth, its errors in proportion and not: both fall behind a series that grows by a share. */
const LINES: readonly EtsForm[] = [
  { error: 'M', trend: 'A', season: 'M' },
  { error: 'A', trend: 'A', season: 'M' },
];
/** A line through logarithms: a curve that runs ahead of growth which slows. */
const CURVE: EtsForm = { error: 'A', trend: 'A', season: 'A' };

/**
 * Foresees a series that grows, many seasons ahead: the mean of two lines and a curve, which err to either side of it. Each
 * alone misses more. Undefined when a value is zero or below, or there is too little to fit (`fitEts`).
 * Worked: monthly spend in Australian cafés to 2012-09, 60 months ahead: RMSE .076; the lines .164 and .174, the curve .239.
 */
export function foreseeYears(
  values: readonly number[],
  { period, horizon }: { period: number; horizon: number },
): number[] | undefined {
  if (values.some((value) => value <= 0)) return undefined;
  const curve = fitEts(values.map(Math.log), { form: CURVE, period });
  const lines = LINES.map((form) => fitEts(values, { form, period }));
  const said = [curve?.forecast(horizon).map(Math.exp), ...lines.map((fit) => fit?.forecast(horizon))];
  const known = said.filter((forecast) => forecast !== undefined);
  if (known.length < said.length) return undefined;
  return Array.from(
    { length: horizon },
    (_, step) => known.reduce((sum, forecast) => sum + (forecast[step] ?? 0), 0) / known.length,
  );
}
