import {
  listPlayOutcomes,
  listPlayRedemptions,
  type PlayRedemption,
  sumArmMessages,
  sumAttributed,
} from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { normalQuantile, studentQuantile } from '../../../shared/stats.ts';
import { daysBetween } from '../../../shared/time.ts';
import { countPlayOptOuts } from '../../messaging/index.ts';
import { legalRule } from '../../privacy/index.ts';
import { getWorkspace } from '../../workspace/index.ts';
import { listArms } from '../contract/arms.ts';
import type { Play } from '../contract/play.ts';
import type { PlayResultView } from '../contract/result.ts';
import {
  type ArmSummary,
  computeClock,
  computeCost,
  computeDetectableDifference,
  computeFoodShare,
  computeMoneyLines,
  computeSubsidisedShare,
  decideVerdict,
  describeNoControl,
  describeVerdict,
  PRE_PERIOD_DAYS,
  summariseArms,
  welchDifference,
  wilson,
} from '../rules/index.ts';
import type { PlayRow } from '../store.ts';
import { listArmResults, type Outcome } from './arm-results.ts';
import { pair, toComparison, toCuped } from './comparison-view.ts';
import { findUse } from './offline-use.ts';
import { getPlayRow, requireLaunched, toPlay } from './play.ts';
import { endOfBusinessDay } from './spent.ts';
import { readSwitchback } from './switchback.ts';

/** MT-37: an order is credited to a message of the last fortnight. */
const ATTRIBUTION_DAYS = 14;

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
  const { workspaceId, playId, launchedAt, launchedOn, plannedEndOn, measureDays } = play;
  const db = context.database.of(workspaceId);
  // People enter a rolling play as long as it runs, and whoever entered counts her own days to their end.
  const isOpenEnded = play.kind === 'rolling';
  const until = isOpenEnded || today < plannedEndOn ? today : plannedEndOn;
  const workspace = await getWorkspace(db, workspaceId);
  const { timeZone, dayEndsAtHour } = workspace;
  const window = {
    workspaceId,
    playId,
    until,
    rolling: isOpenEnded ? { measureDays, timeZone, dayEndsAtHour } : undefined,
  };
  const [outcomes, redeemed, optOuts, sent, attributed, offline, switchback] = await Promise.all([
    listPlayOutcomes(db, { ...window, launchedAt, launchedOn, historyDays: PRE_PERIOD_DAYS }),
    listPlayRedemptions(db, { ...window, before: endOfBusinessDay(until, workspace) }),
    countPlayOptOuts(db, workspaceId, playId),
    sumArmMessages(db, { ...window, expectedPriceMinor: play.messagePriceMinor }),
    sumAttributed(db, { workspaceId, playId, launchedOn, until, days: ATTRIBUTION_DAYS }),
    findUse(db, row, until),
    readSwitchback(db, row, today),
  ]);
  const people = {
    treated: outcomes.filter((person) => person.arm === 'treatment'),
    holdout: outcomes.filter((person) => person.arm === 'holdout'),
  };
  const { treated, holdout } = summariseArms(people);
  const all = [...sent.values()];
  const messages = all.reduce((sum, arm) => sum + arm.messages, 0);
  const messagesMinor = all.reduce((sum, arm) => sum + arm.priceMinor, 0);
  const vatRate = legalRule('vat_rate', launchedOn);
  const bills = [...redeemed, ...(offline?.bills ?? [])];
  const food = computeFoodShare(bills, play.foodCostRate);
  const costOf = (redemptions: readonly Discounted[], messagesMinor: number, fixedCostMinor: number) =>
    computeCost({
      messagesMinor,
      vatRate,
      redemptions: redemptions.map(({ discountMinor }) => ({
        discountMinor,
        foodCostMinor: discountMinor * food.rate,
      })),
      fixedCostMinor,
    });
  const costs = costOf(bills, messagesMinor, play.fixedCostMinor);
  const detectable = computeDetectableDifference({
    n1: treated.n,
    n0: holdout.n,
    baseRate: baseRateOf(treated, holdout),
  });
  const clock = computeClock({
    se: standardErrorOf(treated, holdout) ?? 0,
    // What comes in of a rolling play is people, not more of the same ones.
    plannedSe: isOpenEnded ? undefined : plannedErrorOf(people, measureDays),
    daysCounted: daysBetween(launchedOn, until) + 1,
    measureDays: daysBetween(launchedOn, plannedEndOn) + 1,
  });
  const result = decideVerdict({
    treated,
    holdout,
    costMinor: costs.totalFullPriceMinor,
    plannedEndOn,
    today,
    detectable,
    // What is left of a sale after the goods: it must cover the cost, not the whole sale.
    marginRate: 1 - food.rate,
    discountMinor: costs.discountFullPriceMinor,
    clock,
    isOpenEnded,
  });
  const { iroas } = result;
  const spend = result.incrementalRevenueMinor === undefined ? undefined : result.spend;
  const hasBuyers = treated.conversions + holdout.conversions > 0;
  const conversion = hasBuyers ? result.conversion : undefined;
  const { arms, between, groups, whole } = listArmResults({
    play: row,
    people: outcomes,
    sent,
    redeemed,
    costOf: (redemptions, arm) => costOf(redemptions, arm.priceMinor, 0).totalFullPriceMinor,
    foodCostRate: food.rate,
  });
  const hasControl = holdout.n > 0;
  const subsidised =
    result.conversion &&
    computeSubsidisedShare({
      redeemers: redeemed.length,
      treated: treated.n,
      lift: result.conversion.diff,
      liftCi: result.conversion.ci,
    });
  const incrementalRevenue = switchback ? switchback.incrementalRevenue : (result.incrementalRevenueMinor ?? null);
  const incrementalRevenueCi = switchback ? switchback.incrementalRevenueCi : pair(result.incrementalCiMinor);
  return {
    playId,
    treated: describeArm(treated, result.confidence),
    holdout: describeArm(holdout, result.confidence),
    lift: conversion?.diff ?? null,
    ci: pair(conversion?.ci),
    spendLift: spend?.diff ?? null,
    spendCi: pair(spend?.ci),
    incrementalRevenue,
    incrementalRevenueCi,
    cost: costs.totalFullPriceMinor,
    costs: { messages, ...costs },
    iroas: {
      value: iroas?.value ?? null,
      ci: pair(iroas?.ci),
      reason: iroas === undefined ? 'not_measurable' : (iroas.reason ?? null),
    },
    ...verdictOf(result, switchback),
    confidence: result.confidence,
    detectable: detectable ?? null,
    countedFrom: launchedOn,
    countedUntil: until,
    plannedEndOn,
    optOuts,
    control: hasControl ? 'holdout' : switchback ? 'switchback' : 'none',
    cuped: toCuped(whole?.cuped),
    anyTime: hasControl && result.interim ? { says: result.interim, clock } : null,
    arms,
    between: between.map(toComparison),
    groups: groups.map(toComparison),
    subsidised: subsidised
      ? { share: subsidised.share, ci: [subsidised.ci[0], subsidised.ci[1]], redeemers: redeemed.length }
      : null,
    attributed: { ...attributed, days: ATTRIBUTION_DAYS },
    lines: computeMoneyLines({
      bills: givesCode(toPlay(row)) ? bills : null,
      foodCostRate: food.rate,
      actionMinor: costs.totalFullPriceMinor - costs.discountFullPriceMinor,
    }),
    money: {
      incrementalRevenueMinor: incrementalRevenue,
      incrementalCiMinor: incrementalRevenueCi,
      messages,
      messagePriceMinor: messages === 0 ? play.messagePriceMinor : messagesMinor / messages,
      vatRate,
      redemptions: costs.redemptions,
      discountMinor: costs.redemptions === 0 ? 0 : costs.discountFullPriceMinor / costs.redemptions,
      foodCostRate: food.rate,
      foodCostFrom: food.from,
      fixedCostMinor: costs.fixedCostMinor,
    },
  };
}

/** What is said of it: by who was held out, by days drawn to be without it, and by nothing else. */
function verdictOf(
  result: ReturnType<typeof decideVerdict>,
  switchback: Awaited<ReturnType<typeof readSwitchback>>,
): Pick<PlayResultView, 'verdict' | 'reason' | 'sentence'> {
  if (result.n.holdout > 0)
    return { verdict: result.verdict, reason: result.reason, sentence: describeVerdict(result) };
  if (switchback) return { verdict: switchback.verdict, reason: 'switchback', sentence: switchback.sentence };
  return { verdict: 'unknown', reason: 'no_control', sentence: describeNoControl(result.n.treated) };
}

/** What a cost needs of a used coupon. */
type Discounted = Pick<PlayRedemption, 'discountMinor'>;

/** Whether bills can bear a play's name: by a coupon of one of its arms or by its code. A set at the tables has neither. */
function givesCode(play: Play): boolean {
  return play.offline ? play.offline.pair === null : listArms(play).some(({ offer }) => offer.kind !== 'none');
}

function standardErrorOf(one: ArmSummary, other: ArmSummary): number | undefined {
  return welchDifference({
    n1: one.n,
    mean1: one.mean,
    sd1: one.sd,
    n0: other.n,
    mean0: other.mean,
    sd0: other.sd,
  })?.se;
}

/** The standard error to expect at the planned end, from what the same people spent before; undefined when they spent nothing. */
function plannedErrorOf(
  { treated, holdout }: { treated: readonly Outcome[]; holdout: readonly Outcome[] },
  measureDays: number,
): number | undefined {
  const before = (people: readonly Outcome[]) =>
    people.map(({ preSpendMinor }) => ({
      converted: false,
      spendMinor: (preSpendMinor * measureDays) / PRE_PERIOD_DAYS,
    }));
  const arms = summariseArms({ treated: before(treated), holdout: before(holdout) });
  const se = standardErrorOf(arms.treated, arms.holdout);
  return se === undefined || se === 0 ? undefined : se;
}

/** The share that buys without us, from the hold-out; from both arms while nobody held out has bought. */
function baseRateOf(treated: ArmSummary, holdout: ArmSummary): number {
  if (holdout.conversions > 0) return holdout.conversions / holdout.n;
  const people = treated.n + holdout.n;
  return people === 0 ? 0 : (treated.conversions + 1) / (people + 1);
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
