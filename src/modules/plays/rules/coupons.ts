import type { Interval } from '../../../shared/stats.ts';

/** Share of the redeemers who would have come without a coupon (0–1), and its interval. */
export interface SubsidisedShare {
  share: number;
  ci: Interval;
}

/**
 * How much of the coupons went to people who would have come anyway (MT-36), from the hold-out: those who came because of
 * the play are at most n·(p1 − p0), the rest of the redeemers were subsidised. Between 0 and 1; undefined when nothing
 * was redeemed. `lift` and its interval come from Newcombe (MT-31).
 * Worked: 90 redeemers of 900, lift .04 [−.0272, .0786] → 36 came for it, 60 % subsidised [21 %, 100 %].
 */
export function computeSubsidisedShare(input: {
  redeemers: number;
  treated: number;
  lift: number;
  liftCi: Interval;
}): SubsidisedShare | undefined {
  const { redeemers, treated, lift, liftCi } = input;
  if (redeemers <= 0) return undefined;
  const shareAt = (rise: number) => Math.min(1, Math.max(0, 1 - (Math.max(0, rise) * treated) / redeemers));
  return { share: shareAt(lift), ci: [shareAt(liftCi[1]), shareAt(liftCi[0])] };
}
