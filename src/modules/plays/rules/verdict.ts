import { AppError } from '../../../shared/errors.ts';
import type { Interval } from '../../../shared/stats.ts';
import type { ArmSummary } from './arms.ts';
import {
  type ConversionDifference,
  DEFAULT_CONFIDENCE,
  type MeanDifference,
  newcombeDifference,
  welchDifference,
} from './comparison.ts';
import { computeIroas, type Iroas } from './money.ts';
import { alwaysValidDeviations, coverageOf } from './sequential.ts';

/** MT-02: below this many people an arm is drawn grey and decides nothing. */
export const MIN_ARM_SIZE = 30;
/**
 * Buyers to expect in each arm if the play did nothing. Below it the arm's own spread is guesswork: a hold-out in which
 * by chance nobody bought has no spread at all, and Welch's interval would be far too narrow. Cochran's rule of five.
 */
export const MIN_EXPECTED_BUYERS = 5;
export type Verdict = 'too_early' | 'worked' | 'did_not_work' | 'made_things_worse' | 'unknown';

/**
 * Why the verdict is what it is. `too_early`: before_planned_date. `unknown`: arm_too_small, too_few_buyers,
 * could_be_chance. `did_not_work`: cannot_pay_its_cost. `made_things_worse`: spent_less. `worked`: earned_more_than_cost,
 * payback_unknown (more was spent, but the interval includes break-even), nothing_to_pay_back (the play cost nothing).
 */
export type VerdictReason =
  | 'before_planned_date'
  | 'arm_too_small'
  | 'too_few_buyers'
  | 'could_be_chance'
  | 'cannot_pay_its_cost'
  | 'spent_less'
  | 'earned_more_than_cost'
  | 'payback_unknown'
  | 'nothing_to_pay_back';

export interface PlayResult {
  verdict: Verdict;
  reason: VerdictReason;
  /** People as assigned; stands next to every figure (MT-02). */
  n: { treated: number; holdout: number };
  plannedEndOn: string;
  /** Coverage of every interval here; before the planned date it holds for all looks together (MT-39). */
  confidence: number;
  /** What the figures say already before the planned date, at whatever look; undefined once the day is over. */
  interim: 'more' | 'less' | 'unknown' | undefined;
  /** Undefined when an arm is empty. */
  conversion: ConversionDifference | undefined;
  /** Spend per head in minor units, the primary outcome. Undefined below two people in an arm. */
  spend: MeanDifference | undefined;
  /**
   * What the treated spent because of the play, over all of them; undefined with `spend`, while nobody's spend differs, and
   * before the planned date while there are too few people or buyers.
   */
  incrementalRevenueMinor: number | undefined;
  incrementalCiMinor: Interval | undefined;
  costMinor: number;
  iroas: Iroas | undefined;
  /** What of the incremental revenue must cover the cost: all of it, or the margin in it. */
  payback: 'revenue' | 'margin';
  /** Smallest rise of the conversion rate these arms can show (0–1); undefined when they can show none. */
  detectable: number | undefined;
}

interface VerdictInput {
  treated: ArmSummary;
  holdout: ArmSummary;
  costMinor: number;
  /** Last business day of the counting window as planned before sending. */
  plannedEndOn: string;
  /** Today's business day of the shop. */
  today: string;
  /** From `computeDetectableDifference`. */
  detectable: number | undefined;
  /** Contribution margin of the shop, 0–1, when known; then what is left in the till decides, not the revenue. */
  marginRate?: number;
  /** The redeemed discounts within `costMinor`; sales come after them, so the margin need not pay them a second time. */
  discountMinor?: number;
  /** From `computeClock`, for looks before the planned date; the planned end when left out. */
  clock?: number;
  /** A play that people enter as long as it runs: it has no planned day, so every look holds for all looks at once. */
  isOpenEnded?: boolean;
  /** See `welchDifference`. */
  criticalValue?: 'z' | 't';
}

/**
 * Says what a play brought, or that we do not know, from both arms as assigned. The PRIMARY outcome is spend per head
 * (winsorised, MT-32): it alone decides, because a coupon can raise the conversion rate and still lose money. The
 * conversion rate (MT-31) stands beside it and decides nothing.
 *
 * In this order: until `plannedEndOn` is over nothing wins (MT-39), unless the play is open-ended · an arm below 30 people or fewer than 5 buyers to expect →
 * unknown · no spread of spend at all → unknown · interval below zero → made things worse · even its upper end below the cost → did not work, whether or not
 * it includes zero · interval includes zero → unknown · else worked, with what is known about paying back.
 * With a margin the cost is judged as `computeProfit` does: margin × (sales + discounts) against the cost, so that the
 * sentence and the interval of what was left never disagree.
 * A play that cost nothing cannot fail to pay its cost, so it is unknown while its interval includes zero.
 *
 * MT-30..34, MT-39; worked with 'z': 900 at 5,200 ± 9,800 against 100 at 4,100 ± 9,000, cost 215,100 → incremental
 * 990,000, iROAS 4.60 [−3.25, 12.45], unknown (could_be_chance).
 * @throws AppError invalid_input on impossible counts, a negative cost or a margin outside 0–1
 */
export function decideVerdict({
  treated,
  holdout,
  costMinor,
  plannedEndOn,
  today,
  detectable,
  marginRate,
  discountMinor = 0,
  clock = 1,
  isOpenEnded = false,
  criticalValue = 't',
}: VerdictInput): PlayResult {
  if (marginRate !== undefined && !(marginRate >= 0 && marginRate <= 1)) {
    throw new AppError('invalid_input', 'margin rate must lie between 0 and 1');
  }
  const tooEarly = !isOpenEnded && today <= plannedEndOn;
  const isInterim = isOpenEnded || tooEarly;
  // Whoever looks daily sees a "winner" sooner or later: until the planned day the intervals hold for all looks at once.
  const confidence = isInterim ? coverageOf(alwaysValidDeviations({ clock })) : DEFAULT_CONFIDENCE;
  const conversion = newcombeDifference({
    x1: treated.conversions,
    n1: treated.n,
    x0: holdout.conversions,
    n0: holdout.n,
    confidence,
  });
  const spend = welchDifference({
    n1: treated.n,
    mean1: treated.mean,
    sd1: treated.sd,
    n0: holdout.n,
    mean0: holdout.mean,
    sd0: holdout.sd,
    confidence,
    criticalValue,
  });
  // "0, from 0 to 0" on the day of sending would be a claim; so would a figure from three buyers before the day is over.
  const isKnown = spend !== undefined && spend.se > 0 && !(isInterim && isThin(treated, holdout, spend));
  const known = isKnown ? spend : undefined;
  const incrementalRevenueMinor = known && Math.round(treated.n * known.diff);
  const incrementalCiMinor: Interval | undefined = known && [
    Math.round(treated.n * known.ci[0]),
    Math.round(treated.n * known.ci[1]),
  ];
  const iroas =
    incrementalRevenueMinor === undefined || incrementalCiMinor === undefined
      ? undefined
      : computeIroas({ incrementalRevenueMinor, ciMinor: incrementalCiMinor, costMinor });
  return {
    ...decide({ tooEarly, treated, holdout, spend, costMinor, marginRate, discountMinor }),
    interim: tooEarly ? decideInterim({ treated, holdout, spend }) : undefined,
    n: { treated: treated.n, holdout: holdout.n },
    plannedEndOn,
    confidence: DEFAULT_CONFIDENCE,
    conversion,
    spend,
    incrementalRevenueMinor,
    incrementalCiMinor,
    costMinor,
    iroas,
    payback: marginRate === undefined ? 'revenue' : 'margin',
    detectable,
  };
}

/** Too few people or buyers, or no spread at all: no interval of them proves anything. */
function isThin(
  treated: ArmSummary,
  holdout: ArmSummary,
  spend: MeanDifference | undefined,
): VerdictReason | undefined {
  const smaller = Math.min(treated.n, holdout.n);
  if (spend === undefined || smaller < MIN_ARM_SIZE) return 'arm_too_small';
  const buyerShare = (treated.conversions + holdout.conversions) / (treated.n + holdout.n);
  if (smaller * buyerShare < MIN_EXPECTED_BUYERS) return 'too_few_buyers';
  // Without any spread the interval is a single point, which no play of real people can prove.
  return spend.se === 0 ? 'could_be_chance' : undefined;
}

function decideInterim(input: {
  treated: ArmSummary;
  holdout: ArmSummary;
  spend: MeanDifference | undefined;
}): NonNullable<PlayResult['interim']> {
  const { treated, holdout, spend } = input;
  if (spend === undefined || isThin(treated, holdout, spend)) return 'unknown';
  if (spend.ci[0] > 0) return 'more';
  return spend.ci[1] < 0 ? 'less' : 'unknown';
}

function decide({
  tooEarly,
  treated,
  holdout,
  spend,
  costMinor,
  marginRate,
  discountMinor,
}: {
  tooEarly: boolean;
  treated: ArmSummary;
  holdout: ArmSummary;
  spend: MeanDifference | undefined;
  costMinor: number;
  marginRate: number | undefined;
  discountMinor: number;
}): { verdict: Verdict; reason: VerdictReason } {
  if (tooEarly) return { verdict: 'too_early', reason: 'before_planned_date' };
  const thin = isThin(treated, holdout, spend);
  if (thin || spend === undefined) return { verdict: 'unknown', reason: thin ?? 'arm_too_small' };

  const [low, high] = spend.ci;
  // The same break-even as computeProfit: margin of the goods sold at full price, less messages, discount and the rest.
  const share = marginRate ?? 1;
  const toPayMinor = marginRate === undefined ? costMinor : costMinor - marginRate * discountMinor;
  const lowestReturn = treated.n * low * share;
  const highestReturn = treated.n * high * share;
  if (high < 0) return { verdict: 'made_things_worse', reason: 'spent_less' };
  if (costMinor > 0 && highestReturn < toPayMinor) return { verdict: 'did_not_work', reason: 'cannot_pay_its_cost' };
  if (low <= 0) return { verdict: 'unknown', reason: 'could_be_chance' };
  if (costMinor === 0) return { verdict: 'worked', reason: 'nothing_to_pay_back' };
  if (lowestReturn < toPayMinor) return { verdict: 'worked', reason: 'payback_unknown' };
  return { verdict: 'worked', reason: 'earned_more_than_cost' };
}
