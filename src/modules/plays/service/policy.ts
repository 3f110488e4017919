import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import type { PlayPolicy } from '../contract/policy.ts';
import { findPolicy, savePolicy } from '../store-policy.ts';
import { renewStanding } from './standing.ts';

/** A shop of one person needs no approval and loses no time; nobody is held out of everything until somebody wants it. */
const DEFAULTS: PlayPolicy = {
  approvalRequired: false,
  graceMinutes: 0,
  monthlyBudgetMinor: null,
  adsPerWeek: null,
  standingRate: 0,
  standingDays: 91,
};

/** How this shop wants its plays to be; the defaults until somebody said. */
export async function getPolicy(db: Db, workspaceId: string): Promise<PlayPolicy> {
  const row = await findPolicy(db, workspaceId);
  if (!row) return DEFAULTS;
  const { approvalRequired, graceMinutes, monthlyBudgetMinor, adsPerWeek, standingRate, standingDays } = row;
  return { approvalRequired, graceMinutes, monthlyBudgetMinor, adsPerWeek, standingRate, standingDays };
}

/** @throws AppError forbidden */
export async function getPlayPolicy(db: Db, actor: Actor): Promise<PlayPolicy> {
  actor.require('plays:read');
  return getPolicy(db, actor.workspaceId);
}

/** Changes the policy; a changed share of the standing hold-out ends its period and begins the next. @throws AppError forbidden */
export async function updatePlayPolicy(
  db: Db,
  actor: Actor,
  { policy, today, now }: { policy: PlayPolicy; today: string; now: Date },
): Promise<PlayPolicy> {
  actor.require('settings:write');
  const { workspaceId } = actor;
  return inTransaction(db, async (db) => {
    await savePolicy(db, { ...policy, workspaceId, updatedAt: now });
    await renewStanding(db, { workspaceId, policy, today, now });
    return getPolicy(db, workspaceId);
  });
}
