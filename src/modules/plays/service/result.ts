import { listPlayOutcomes, listPlayRedemptions } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { normalQuantile, studentQuantile } from '../../../shared/stats.ts';
import { addDays, instantOfLocal } from '../../../shared/time.ts';
import { countPlayOptOuts, listMessageProgress } from '../../messaging/index.ts';
import { legalRule } from '../../privacy/index.ts';
import { getWorkspace } from '../../workspace/index.ts';
import type { PlayResultView } from '../contract.ts';
import {
  type ArmSummary,
  computeCost,
  computeDetectableDifference,
  decideVerdict,
  describeVerdict,
  summariseArms,
  wilson,
} from '../rules/index.ts';
import type { PlayRow } from '../store.ts';
import { getPlayRow, requireLaunched } from './play.ts';

/** What a launched play brought, as far as it is known today. @throws AppError forbidden | not_found | conflict (a draft) */
export async function getPlayResult(
  context: Context,
  actor: Actor,
  input: { playId: string; today: string },
): Promise<PlayResultView> {
  actor.require('plays:read');
  const row = await getPlayRow(context.database.of(actor.workspaceId), actor.workspaceId, input.playId);
  return computePlayResult(context, row, input.today);
}

/** The result of a launched play on a business day, from the sales that are in. */
export async function computePlayResult(context: Context, row: PlayRow, today: string): Promise<PlayResultView> {
  const play = requireLaunched(row);
  const { workspaceId, playId, launchedAt, launchedOn, plannedEndOn } = play;
  const db = context.database.of(workspaceId);
  const until = today < plannedEndOn ? today : plannedEndOn;
  const workspace = await getWorkspace(db, workspaceId);
  const [outcomes, redeemed, progress, optOuts] = await Promise.all([
    listPlayOutcomes(db, { workspaceId, playId, launchedAt, launchedOn, until }),
    listPlayRedemptions(db, { workspaceId, playId, until, before: endOfBusinessDay(until, workspace) }),
    listMessageProgress(db, workspaceId, [playId]),
    countPlayOptOuts(db, workspaceId, playId),
  ]);
  const arms = summariseArms({
    treated: outcomes.filter((person) => person.arm === 'treatment'),
    holdout: outcomes.filter((person) => person.arm === 'holdout'),
  });
  const counts = progress.get(playId)?.counts;
  const messages = counts ? counts.sent + counts.unconfirmed : 0;
  const costs = computeCost({
    messages,
    messagePriceMinor: play.messagePriceMinor,
    vatRate: legalRule('vat_rate', launchedOn),
    redemptions: redeemed.map(({ discountMinor, foodCostRate }) => ({
      discountMinor,
      foodCostMinor: discountMinor * (foodCostRate ?? play.foodCostRate),
    })),
    fixedCostMinor: play.fixedCostMinor,
  });
  const { treated, holdout } = arms;
  const detectable = computeDetectableDifference({
    n1: treated.n,
    n0: holdout.n,
    baseRate: baseRateOf(treated, holdout),
  });
  const result = decideVerdict({
    treated,
    holdout,
    costMinor: costs.totalFullPriceMinor,
    plannedEndOn,
    today,
    detectable,
    // What is left of a sale after the goods: it must cover the cost, not the whole sale.
    marginRate: 1 - play.foodCostRate,
  });
  const { iroas } = result;
  return {
    playId,
    treated: describeArm(treated, result.confidence),
    holdout: describeArm(holdout, result.confidence),
    lift: result.conversion?.diff ?? null,
    ci: pair(result.conversion?.ci),
    spendLift: result.spend?.diff ?? null,
    spendCi: pair(result.spend?.ci),
    incrementalRevenue: result.incrementalRevenueMinor ?? null,
    incrementalRevenueCi: pair(result.incrementalCiMinor),
    cost: costs.totalFullPriceMinor,
    costs: { messages, ...costs },
    iroas: {
      value: iroas?.value ?? null,
      ci: pair(iroas?.ci),
      reason: iroas === undefined ? 'not_measurable' : (iroas.reason ?? null),
    },
    verdict: result.verdict,
    reason: result.reason,
    sentence: describeVerdict(result),
    confidence: result.confidence,
    detectable: detectable ?? null,
    countedFrom: launchedOn,
    countedUntil: until,
    plannedEndOn,
    optOuts,
  };
}

/** The first instant after a business day of the shop. */
function endOfBusinessDay(day: string, shop: { timeZone: string; dayEndsAtHour: number }): Date {
  return instantOfLocal(`${addDays(day, 1)}T${String(shop.dayEndsAtHour).padStart(2, '0')}:00:00`, shop.timeZone);
}

/** The share that buys without us, from the hold-out; from both arms while nobody held out has bought. */
function baseRateOf(treated: ArmSummary, holdout: ArmSummary): number {
  if (holdout.conversions > 0) return holdout.conversions / holdout.n;
  const people = treated.n + holdout.n;
  return people === 0 ? 0 : (treated.conversions + 1) / (people + 1);
}

function pair(interval: readonly [number, number] | readonly number[] | undefined): [number, number] | null {
  const [low, high] = interval ?? [];
  return low === undefined || high === undefined ? null : [low, high];
}

function describeArm(arm: ArmSummary, confidence: number): PlayResultView['treated'] {
  const level = (1 + confidence) / 2;
  const reach =
    arm.n < 2
      ? undefined
      : (arm.sd / Math.sqrt(arm.n)) * (arm.n > 2 ? studentQuantile(level, arm.n - 1) : normalQuantile(level));
  return {
    n: arm.n,
    conversions: arm.conversions,
    mean: arm.mean,
    conversionCi: pair(wilson({ successes: arm.conversions, n: arm.n, confidence })),
    meanCi: reach === undefined ? null : [arm.mean - reach, arm.mean + reach],
  };
}
