import type { z } from 'zod';
import { type AudienceHistory, computeAudienceHistory } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { listPlayCoupons } from '../../loyalty/index.ts';
import { linkBase } from '../../messaging/index.ts';
import { legalRule } from '../../privacy/index.ts';
import { getWorkspace } from '../../workspace/index.ts';
import { listArms } from '../contract/arms.ts';
import type { Play } from '../contract/play.ts';
import type { previewPlay as previewEndpoint } from '../contract.ts';
import {
  computeCost,
  computeDetectableDifference,
  computeDetectableSpend,
  DEFAULT_ALPHA,
  decideHoldoutRate,
  lastMeasuredDay,
} from '../rules/index.ts';
import { listPlayIdsWithCoupons } from '../store.ts';
import { findAudience } from './audience.ts';
import { sumMonth } from './budget.ts';
import { armOf, drawArms } from './hand-out.ts';
import { estimateMessages } from './leave.ts';
import { listSoldOut, nameSurplus } from './marked.ts';
import { renderSamples } from './message.ts';
import { getPlayRow, toPlay } from './play.ts';
import { getPolicy } from './policy.ts';
import { listWarnings } from './warnings.ts';
import { findWaysOut, listUnpriced } from './way-out.ts';

type Preview = z.output<(typeof previewEndpoint)['output']>;

/** Redeemed of ten coupons when the shop has no past to learn from: a round figure, said to be an assumption. */
const ASSUMED_REDEMPTION_RATE = 0.1;
/** Fewer coupons than this say more about chance than about the shop. */
const MIN_PAST_COUPONS = 50;
/** A base rate of exactly 0 or 1 would promise to see any rise at all. */
const BASE_RATE_LIMITS = [0.01, 0.9] as const;

/** What would happen if the play were launched now; reads only. @throws AppError forbidden | not_found */
export async function previewPlay(
  context: Context,
  actor: Actor,
  input: { playId: string; today: string; now: Date },
): Promise<Preview> {
  actor.require('plays:read');
  const { workspaceId } = actor;
  const { today } = input;
  const db = context.database.of(workspaceId);
  const [row, workspace] = await Promise.all([
    getPlayRow(db, workspaceId, input.playId),
    getWorkspace(db, workspaceId),
  ]);
  const play = toPlay(row);
  const arms = listArms(play);
  const ways = await findWaysOut(context, workspace, arms);
  const { playId } = input;
  const audience =
    play.kind === 'once'
      ? await findAudience(context, db, { workspaceId, play, today, now: input.now })
      : { found: 0, eligible: [], excluded: [] };
  const customerIds = audience.eligible.map((one) => one.recipient.customerId);
  const [history, redemption, policy, soldOut, surplus] = await Promise.all([
    computeAudienceHistory(db, { workspaceId, customerIds, today, days: play.measureDays }),
    findRedemptionRate(db, workspaceId),
    getPolicy(db, workspaceId),
    listSoldOut(db, { workspaceId, arms, today }),
    nameSurplus(db, workspaceId, today),
  ]);
  const holdoutRate = decideHoldoutRate(customerIds.length, play.holdoutRate ?? undefined);
  // The play's salt is drawn with the draft, so the arms are known: the screen names the very number that will be sent.
  const drawn = drawArms(audience.eligible, { playId, seed: row.seed, holdoutRate, arms: arms.length });
  const inArms = arms.map((arm) => ({
    arm,
    people: drawn.filter(({ variant }) => variant !== null && armOf(arms, variant)?.key === arm.key).length,
  }));
  const treated = drawn.filter(({ variant }) => variant !== null).length;
  const holdout = customerIds.length - treated;
  const { messages, messagesMinor } = estimateMessages(
    play,
    drawn.map(({ variant }) => variant),
    ways,
  );
  const cost = computeCost({
    messagesMinor,
    vatRate: legalRule('vat_rate', today),
    redemptions: [],
    fixedCostMinor: play.fixedCostMinor,
  });
  const expectedCouponMinor = inArms.reduce(
    (sum, { arm, people }) =>
      sum + expectCouponCost({ offer: arm.offer, history, treated: people, rate: redemption.rate }),
    0,
  );
  const expectedTotalMinor = cost.totalFullPriceMinor + expectedCouponMinor;
  const baseRate = Math.min(Math.max(history.baseRate, BASE_RATE_LIMITS[0]), BASE_RATE_LIMITS[1]);
  // Of several arms, each is held against the hold-out by itself, all with one chance of a false alarm (`comparePairs`).
  const sizes = { n1: Math.floor(treated / arms.length), n0: holdout, alpha: DEFAULT_ALPHA / arms.length };
  const detectableSpend = computeDetectableSpend({ ...sizes, sd: history.spendSdMinor });
  return {
    found: audience.found,
    excluded: audience.excluded,
    audience: customerIds.length,
    treated,
    holdout,
    holdoutRate,
    arms: inArms.map(({ arm, people }) => ({ key: arm.key, people })),
    messages,
    messageCostMinor: cost.messageCostMinor,
    unpriced: listUnpriced(arms, ways),
    messageVatMinor: cost.messageVatMinor,
    fixedCostMinor: cost.fixedCostMinor,
    expectedCouponMinor,
    expectedRedemptionRate: redemption.rate,
    redemptionRateFrom: redemption.from,
    expectedTotalMinor,
    baseRate: history.baseRate,
    detectable: computeDetectableDifference({ ...sizes, baseRate }) ?? null,
    usualSpendMinor: Math.round(history.spendMinor),
    detectableSpendMinor: detectableSpend === undefined ? null : Math.ceil(detectableSpend),
    plannedEndOn: lastMeasuredDay(today, play.measureDays),
    samples: arms
      .filter(({ channel }) => channel !== 'none')
      .flatMap((arm) =>
        renderSamples({ play: arm, workspace, today, surplus, wayOut: ways.get(arm.channel) }).map((sample) => ({
          ...sample,
          arm: arm.key,
        })),
      ),
    warnings: listWarnings({
      play,
      workspace,
      linkBase: linkBase(workspace, context.config),
      ways,
      audience: customerIds.length,
      holdout,
      treated,
      usualSpendMinor: history.spendMinor,
      detectableSpendMinor: detectableSpend,
      today,
      soldOut,
      money: {
        sureMinor: cost.totalFullPriceMinor,
        expectedMinor: expectedTotalMinor,
        monthMinor: policy.monthlyBudgetMinor === null ? 0 : await sumMonth(db, workspace, today),
        monthlyBudgetMinor: policy.monthlyBudgetMinor,
      },
    }),
  };
}

/** Share of coupons that came back in earlier plays, or an assumption while there are too few. */
async function findRedemptionRate(
  db: Db,
  workspaceId: string,
): Promise<{ rate: number; from: 'past_plays' | 'assumption' }> {
  let issued = 0;
  let redeemed = 0;
  for (const playId of await listPlayIdsWithCoupons(db, workspaceId)) {
    for (const { status } of (await listPlayCoupons(db, workspaceId, playId)).values()) {
      issued += 1;
      if (status === 'redeemed') redeemed += 1;
    }
  }
  if (issued < MIN_PAST_COUPONS) return { rate: ASSUMED_REDEMPTION_RATE, from: 'assumption' };
  return { rate: redeemed / issued, from: 'past_plays' };
}

function expectCouponCost(input: {
  offer: Play['offer'];
  history: AudienceHistory;
  treated: number;
  rate: number;
}): number {
  const { offer } = input;
  if (offer.kind === 'none') return 0;
  const each = offer.kind === 'amount' ? offer.value : (input.history.orderMinor * offer.value) / 100;
  return Math.round(input.treated * input.rate * each);
}
