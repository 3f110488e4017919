/** The lowest point that was found. */
export interface Minimum {
  point: number[];
  value: number;
  converged: boolean;
  evaluations: number;
}

const MAX_EVALUATIONS = 4_000;
const REFLECT = 1;
const EXPAND = 2;
const CONTRACT = 0.5;
const SHRINK = 0.5;

interface Vertex {
  point: number[];
  value: number;
}

/**
 * Nelder–Mead (1965) from a start, with the first simplex one `step` wide; a value that is no number counts as infinitely
 * high. Converged when the simplex's values differ by less than `tolerance` relative to the lowest.
 */
export function minimise(
  of: (point: readonly number[]) => number,
  start: readonly number[],
  { step = 0.5, tolerance = 1e-11 }: { step?: number; tolerance?: number } = {},
): Minimum {
  let evaluations = 0;
  const at = (point: number[]): Vertex => {
    evaluations += 1;
    const value = of(point);
    return { point, value: Number.isNaN(value) ? Infinity : value };
  };
  const size = start.length;
  const simplex = [at([...start]), ...start.map((_, i) => at(start.map((x, j) => (i === j ? x + step : x))))];
  const byValue = (a: Vertex, b: Vertex) => a.value - b.value;
  for (;;) {
    simplex.sort(byValue);
    const best = simplex[0] as Vertex;
    const worst = simplex[size] as Vertex;
    const converged = worst.value - best.value <= tolerance * (Math.abs(best.value) + tolerance);
    if (converged || evaluations >= MAX_EVALUATIONS) return { ...best, converged, evaluations };
    const centre = start.map(
      (_, i) => simplex.slice(0, size).reduce((sum, { point }) => sum + (point[i] ?? 0), 0) / size,
    );
    const along = (by: number) => at(centre.map((c, i) => c + by * (c - (worst.point[i] ?? 0))));
    const reflected = along(REFLECT);
    const secondWorst = simplex[size - 1] as Vertex;
    if (reflected.value < best.value) {
      const expanded = along(EXPAND);
      simplex[size] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < secondWorst.value) simplex[size] = reflected;
    else {
      const contracted = reflected.value < worst.value ? along(CONTRACT) : along(-CONTRACT);
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[size] = contracted;
      else {
        for (let i = 1; i <= size; i += 1) {
          const vertex = simplex[i] as Vertex;
          simplex[i] = at(vertex.point.map((x, j) => (best.point[j] ?? 0) + SHRINK * (x - (best.point[j] ?? 0))));
        }
      }
    }
  }
}

/**
 * The lowest point over several starts, each tried again from where it ended: a simplex that collapsed early looks
 * converged and is not. Parameters are positive; the search runs on their logarithms.
 */
export function minimisePositive(
  of: (parameters: readonly number[]) => number,
  starts: readonly (readonly number[])[],
): Minimum {
  const onLogs = (logs: readonly number[]) => of(logs.map(Math.exp));
  let best: Minimum | undefined;
  let evaluations = 0;
  for (const start of starts) {
    let found = minimise(onLogs, start.map(Math.log));
    evaluations += found.evaluations;
    const again = minimise(onLogs, found.point, { step: 0.1 });
    evaluations += again.evaluations;
    if (again.value <= found.value) found = again;
    if (!best || found.value < best.value) best = found;
  }
  if (!best) throw new RangeError('no start given');
  return { ...best, point: best.point.map(Math.exp), evaluations };
}
