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
  simplex.sort(byValue);
  const centre = new Float64Array(size);
  for (;;) {
    const best = simplex[0] as Vertex;
    const worst = simplex[size] as Vertex;
    const converged = worst.value - best.value <= tolerance * (Math.abs(best.value) + tolerance);
    if (converged || evaluations >= MAX_EVALUATIONS) return { ...best, converged, evaluations };
    centre.fill(0);
    for (let vertex = 0; vertex < size; vertex += 1) {
      const { point } = simplex[vertex] as Vertex;
      for (let i = 0; i < size; i += 1) centre[i] = (centre[i] as number) + (point[i] as number);
    }
    for (let i = 0; i < size; i += 1) centre[i] = (centre[i] as number) / size;
    const along = (by: number): Vertex => {
      const point = new Array<number>(size);
      for (let i = 0; i < size; i += 1) {
        const middle = centre[i] as number;
        point[i] = middle + by * (middle - (worst.point[i] as number));
      }
      return at(point);
    };
    const reflected = along(REFLECT);
    const secondWorst = simplex[size - 1] as Vertex;
    if (reflected.value < best.value) {
      const expanded = along(EXPAND);
      replaceWorst(simplex, expanded.value < reflected.value ? expanded : reflected);
    } else if (reflected.value < secondWorst.value) replaceWorst(simplex, reflected);
    else {
      const contracted = reflected.value < worst.value ? along(CONTRACT) : along(-CONTRACT);
      if (contracted.value < Math.min(reflected.value, worst.value)) replaceWorst(simplex, contracted);
      else {
        for (let i = 1; i <= size; i += 1) {
          const vertex = simplex[i] as Vertex;
          simplex[i] = at(vertex.point.map((x, j) => (best.point[j] ?? 0) + SHRINK * (x - (best.point[j] ?? 0))));
        }
        simplex.sort(byValue);
      }
    }
  }
}

const byValue = (a: Vertex, b: Vertex) => a.value - b.value;

/** Puts a vertex in the place of the last one, and where it belongs among the others, which are in order; after its equals. */
function replaceWorst(simplex: Vertex[], vertex: Vertex): void {
  let at = simplex.length - 1;
  for (; at > 0 && (simplex[at - 1] as Vertex).value > vertex.value; at -= 1) simplex[at] = simplex[at - 1] as Vertex;
  simplex[at] = vertex;
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
