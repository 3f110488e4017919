/** What was foreseen and what came, of one day. */
export interface Foreseen {
  actual: number;
  forecast: number;
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Mean absolute error over what repeating the last season would have cost on the training data (MT-86); undefined when
 * the training data have no whole season or never change. Closed days are null and stay in their place, so that a season
 * before is the same weekday. Worked: the brief's two weeks after two weeks, m 7 → 1.2222.
 */
export function mase(
  pairs: readonly Foreseen[],
  { train, season }: { train: readonly (number | null)[]; season: number },
): number | undefined {
  const steps = train.slice(season).flatMap((value, at) => {
    const before = train[at] ?? null;
    return value === null || before === null ? [] : [Math.abs(value - before)];
  });
  if (pairs.length === 0 || steps.length === 0) return undefined;
  const scale = meanOf(steps);
  return scale === 0 ? undefined : meanOf(pairs.map(({ actual, forecast }) => Math.abs(actual - forecast))) / scale;
}

/** Sum of absolute errors over the sum of what came (MT-87); undefined when nothing came. Worked: the same days → .0853. */
export function wape(pairs: readonly Foreseen[]): number | undefined {
  const total = pairs.reduce((sum, { actual }) => sum + Math.abs(actual), 0);
  return total === 0
    ? undefined
    : pairs.reduce((sum, { actual, forecast }) => sum + Math.abs(actual - forecast), 0) / total;
}

/** Root mean squared error of ln(1 + x) (MT-88); undefined without days. Worked: the same days → .0867. */
export function rmsle(pairs: readonly Foreseen[]): number | undefined {
  if (pairs.length === 0) return undefined;
  return Math.sqrt(
    meanOf(
      pairs.map(({ actual, forecast }) => (Math.log1p(Math.max(0, forecast)) - Math.log1p(Math.max(0, actual))) ** 2),
    ),
  );
}

/**
 * How much to prepare so that one more would as likely be missed as left over, weighed by money (newsvendor, MT-90).
 * Price includes 10 % VAT where `vatRate` is .1; `salvage` is what a leftover is still worth. 0–1, the quantile of demand.
 * Worked: price 9,000, cost 3,200, VAT .1 → 4,981.8 / (4,981.8 + 3,200) = .609.
 */
export function criticalRatio(input: { price: number; cost: number; vatRate: number; salvage?: number }): number {
  const under = Math.max(0, input.price / (1 + input.vatRate) - input.cost);
  const over = Math.max(0, input.cost - (input.salvage ?? 0));
  return under + over === 0 ? 0 : under / (under + over);
}
