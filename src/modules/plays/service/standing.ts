import { randomBytes } from 'node:crypto';
import { listStandingOutcomes } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import { addDays } from '../../../shared/time.ts';
import type { PlayPolicy, StandingResult } from '../contract/policy.ts';
import { comparePairs, drawStanding, PRE_PERIOD_DAYS } from '../rules/index.ts';
import { listPlayRows } from '../store.ts';
import { endStanding, findStandingOn, insertStanding, listStandingRows } from '../store-policy.ts';
import { toComparison } from './comparison-view.ts';
import { computeSpent } from './spent.ts';

const SEED_BYTES = 16;

/** A period of the standing hold-out. */
export interface Standing {
  standingId: string;
  seed: string;
  rate: number;
}

/** The period of a day; undefined while nobody is held out of everything. */
export function findStanding(db: Db, workspaceId: string, day: string): Promise<Standing | undefined> {
  return findStandingOn(db, workspaceId, day);
}

/** Whether a person gets no advertising of any play in this period. */
export function isHeldOutOfEverything(standing: Standing | undefined, customerId: string): boolean {
  return standing !== undefined && drawStanding(standing.seed, customerId) < standing.rate;
}

/**
 * Sees to it that the period of today is the one the policy asks for: begins the next when one is over, ends one whose
 * share was changed. Each period draws anew, so that nobody is left out for ever. Twice does the same as once.
 */
export async function renewStanding(
  db: Db,
  input: { workspaceId: string; policy: PlayPolicy; today: string; now: Date },
): Promise<void> {
  const { workspaceId, policy, today, now } = input;
  const current = await findStandingOn(db, workspaceId, today);
  if (current && current.rate === policy.standingRate) return;
  if (current) await endStanding(db, { workspaceId, standingId: current.standingId, endsOn: addDays(today, -1) });
  if (policy.standingRate === 0) return;
  await insertStanding(db, {
    workspaceId,
    standingId: newId(),
    seed: randomBytes(SEED_BYTES).toString('hex'),
    rate: policy.standingRate,
    beginsOn: today,
    beginsAt: now,
    endsOn: addDays(today, policy.standingDays - 1),
  });
}

/**
 * What everything we did in a period brought together: everybody who was on record when it began, those held out of all
 * against the others, as drawn, whether or not anything reached them (MT-30, MT-32). Newest first; a period that never
 * lasted a day is left out.
 * @throws AppError forbidden
 */
export async function listStandingResults(context: Context, actor: Actor, today: string): Promise<StandingResult[]> {
  actor.require('plays:read');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const results: StandingResult[] = [];
  for (const period of await listStandingRows(db, workspaceId)) {
    const { standingId, beginsOn, endsOn } = period;
    if (endsOn < beginsOn) continue;
    const until = today < endsOn ? today : endsOn;
    const people = await listStandingOutcomes(db, { workspaceId, standingId, until, historyDays: PRE_PERIOD_DAYS });
    const [compared] = comparePairs([
      {
        key: 'reached',
        against: 'holdout',
        people: people.filter((one) => !one.isHeldOut),
        others: people.filter((one) => one.isHeldOut),
      },
    ]);
    if (!compared) continue;
    const comparison = toComparison(compared);
    const times = (value: number) => Math.round(value * comparison.n);
    let costMinor = 0;
    const launched = { from: beginsOn, until: endsOn };
    for (const row of await listPlayRows(db, workspaceId, { launched })) {
      costMinor += await computeSpent(context, row, until);
    }
    results.push({
      beginsOn,
      endsOn,
      countedUntil: until,
      comparison,
      incrementalRevenue: comparison.spendLift === null ? null : times(comparison.spendLift),
      incrementalRevenueCi:
        comparison.spendCi === null ? null : [times(comparison.spendCi[0]), times(comparison.spendCi[1])],
      costMinor,
      verdict: today <= endsOn ? 'too_early' : comparison.direction,
    });
  }
  return results;
}
