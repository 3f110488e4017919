/** Fewer points than these have come to their end: a share would be chance. */
const LEAST_ENDED = 100;

/**
 * Share of the points that came to their end unused, 0–1: expired ÷ (used + expired) (OP-57). Null before 100 have.
 * Worked: 900 used, 100 expired → 0.1.
 */
export function computeBreakage({ used, expired }: { used: number; expired: number }): number | null {
  const ended = used + expired;
  return ended < LEAST_ENDED ? null : expired / ended;
}
