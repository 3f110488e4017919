import type { ArmMessages, AssignedOutcome, PlayRedemption } from '../../../mart/index.ts';
import { listArms } from '../contract/arms.ts';
import type { ArmResultView } from '../contract/result.ts';
import { computeProfit } from '../contract/result.ts';
import { type ComparedGroup, comparePairs, summariseArms } from '../rules/index.ts';
import type { PlayRow } from '../store.ts';
import { toComparison } from './comparison-view.ts';
import { toPlay } from './play.ts';

export type Outcome = AssignedOutcome;

/** Visits in the half year before a play from which a guest counts as returning, and as regular. */
const RETURNING_FROM = 2;
const REGULAR_FROM = 5;

function groupOf({ preVisits }: Outcome): 'new' | 'returning' | 'regular' {
  if (preVisits >= REGULAR_FROM) return 'regular';
  return preVisits >= RETURNING_FROM ? 'returning' : 'new';
}

/**
 * A play arm by arm: each against the hold-out, all of them among themselves, and the effect on new, returning and
 * regular guests. Each of the three kinds of question has one chance of a false alarm in twenty for all its answers
 * together. Without anybody held out there is no comparison with the hold-out, only of the arms.
 */
export function listArmResults(input: {
  play: PlayRow;
  people: readonly Outcome[];
  /** What went out, by arm. */
  sent: ReadonlyMap<string, ArmMessages>;
  redeemed: readonly PlayRedemption[];
  /** Cost of so many redemptions and messages, minor units. */
  costOf: (redeemed: readonly PlayRedemption[], sent: ArmMessages) => number;
  foodCostRate: number;
}): { arms: ArmResultView[]; between: ComparedGroup[]; groups: ComparedGroup[]; whole: ComparedGroup | undefined } {
  const { people, redeemed, costOf, foodCostRate } = input;
  const arms = listArms(toPlay(input.play));
  const heldOut = people.filter((one) => one.arm === 'holdout');
  const treated = people.filter((one) => one.arm === 'treatment');
  const of = (key: string) => treated.filter((one) => one.variant === key);
  const { thresholdMinor } = summariseArms({ treated, holdout: heldOut });
  const compared = comparePairs(
    arms.map(({ key }) => ({ key, against: 'holdout', people: of(key), others: heldOut })),
    { thresholdMinor },
  );
  const between = comparePairs(
    arms.flatMap((one, at) =>
      arms
        .slice(at + 1)
        .map((other) => ({ key: other.key, against: one.key, people: of(other.key), others: of(one.key) })),
    ),
    { thresholdMinor },
  );
  const groups = comparePairs(
    (['new', 'returning', 'regular'] as const).map((key) => ({
      key,
      against: 'holdout',
      people: treated.filter((one) => groupOf(one) === key),
      others: heldOut.filter((one) => groupOf(one) === key),
    })),
  );
  const [whole] = comparePairs([{ key: 'treated', against: 'holdout', people: treated, others: heldOut }]);
  return {
    arms: compared.map((one, at) => {
      const arm = arms[at] ?? arms[0];
      const view = toComparison(one);
      const own = redeemed.filter(({ variant }) => variant === arm.key);
      const sent = input.sent.get(arm.key) ?? { messages: 0, priceMinor: 0 };
      const discountMinor = own.reduce((sum, redemption) => sum + redemption.discountMinor, 0);
      const costMinor = costOf(own, sent);
      const incrementalRevenue = view.spendLift === null ? null : Math.round(view.spendLift * view.n);
      return {
        ...view,
        name: arm.name,
        channel: arm.channel,
        incrementalRevenue,
        incrementalRevenueCi:
          view.spendCi === null
            ? null
            : ([Math.round(view.spendCi[0] * view.n), Math.round(view.spendCi[1] * view.n)] as [number, number]),
        messages: sent.messages,
        redemptions: own.length,
        discountMinor,
        costMinor,
        profitMinor: computeProfit({
          incrementalRevenueMinor: incrementalRevenue,
          incrementalCiMinor: null,
          messages: 0,
          messagePriceMinor: 0,
          vatRate: 0,
          redemptions: own.length,
          discountMinor: own.length === 0 ? 0 : discountMinor / own.length,
          foodCostRate,
          fixedCostMinor: costMinor - discountMinor,
        }).profitMinor,
      };
    }),
    between,
    groups,
    whole,
  };
}
