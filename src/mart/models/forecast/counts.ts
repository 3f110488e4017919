import type { Foreseen } from './accuracy.ts';

/** Above so many pieces a day, days stray in proportion; below, they come to none, one or two. */
const FEW_PIECES = 10;
const TAIL = 0.1;

/**
 * The range of an item of which few are sold a day, in whole pieces: a tenth of the days tried came to less, a tenth to more.
 * An item that sells has a range that says so. Undefined where many are sold, or none was: the shop is closed then.
 * Worked: ten days of 0, 0, 0, 0, 0, 1, 1, 1, 2, 3 and half a piece expected → 0 to 2.
 */
export function countsOf(tested: readonly Foreseen[], mean: number): { low: number; high: number } | undefined {
  if (mean <= 0 || mean >= FEW_PIECES) return undefined;
  const counts = tested.map(({ actual }) => actual).sort((a, b) => a - b);
  if (counts.length === 0) return undefined;
  const at = (share: number) => counts[Math.max(0, Math.ceil(share * counts.length) - 1)] as number;
  return {
    low: Math.min(Math.floor(at(TAIL)), Math.floor(mean)),
    high: Math.max(Math.ceil(at(1 - TAIL)), Math.ceil(mean)),
  };
}

/** Fewer pieces a day, or an error above this, are no number to prepare by: 아직 모릅니다. */
const FEWEST_A_DAY = 1;
const MOST_ERROR = 0.75;

/**
 * Whether an item is foreseen too roughly for a number: fewer than one sold a day over the days tried, or an error above 75 %
 * (WAPE, MT-87). Worked: 13 pieces in 28 days → too rough; 3 a day and an error of 60 % → not.
 */
export function isTooRough({ wape, tested }: { wape: number | null; tested: readonly Foreseen[] }): boolean {
  const sold = tested.reduce((sum, { actual }) => sum + actual, 0);
  return wape === null || wape > MOST_ERROR || sold < FEWEST_A_DAY * tested.length;
}
