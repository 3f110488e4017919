import {
  computeNetAmount,
  createWorld,
  generateHistory,
  type SimulatedOrder,
} from '../../src/modules/demo/simulation/index.ts';

/** A generated shop of two years: guests with rhythms of their own, drop-outs, feasts, a planted pair. */
export function generateShop(seed: number, { startOn = '2024-11-01', today = '2026-11-20' } = {}) {
  return [...generateHistory(createWorld({ seed, startOn, today }))];
}

export { PLANTED_PAIR } from '../../src/modules/demo/simulation/index.ts';

/** What stood on each order of a generated shop: codes of the items sold, each once. */
export const basketsOf = (days: Iterable<{ orders: readonly SimulatedOrder[] }>): string[][] =>
  [...days].flatMap(({ orders }) =>
    orders.map(({ lines }) => [...new Set(lines.flatMap(({ kind, itemCode }) => (kind === 'sale' ? [itemCode] : [])))]),
  );

/** Days on which each known guest came, as numbers since 1970-01-01, rising. */
export const visitsOf = (days: Iterable<{ day: string; orders: readonly SimulatedOrder[] }>): Map<string, number[]> =>
  new Map([...spendOf(days)].map(([personId, own]) => [personId, own.days]));

/** The same, with what was spent on each of the days. */
export function spendOf(
  days: Iterable<{ day: string; orders: readonly SimulatedOrder[] }>,
): Map<string, { days: number[]; amounts: number[] }> {
  const visits = new Map<string, { days: number[]; amounts: number[] }>();
  for (const { day, orders } of days) {
    const number = Date.parse(day) / 86_400_000;
    for (const { personId, lines } of orders) {
      if (personId === null || !lines.some(({ kind, amountMinor }) => kind === 'sale' && amountMinor > 0)) continue;
      const own = visits.get(personId) ?? { days: [], amounts: [] };
      if (own.days.at(-1) !== number) {
        own.days.push(number);
        own.amounts.push(0);
      }
      own.amounts[own.amounts.length - 1] = (own.amounts.at(-1) ?? 0) + computeNetAmount(lines);
      visits.set(personId, own);
    }
  }
  return visits;
}
