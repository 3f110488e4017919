import type { Context } from '../../../platform/context.ts';
import { inTransaction } from '../../../platform/db.ts';
import { getWorkspace } from '../../workspace/index.ts';
import { DEFAULT_HOLDOUT_RATE } from '../rules/index.ts';
import { findAssigned, lockPlay } from '../store.ts';
import { listArms } from './arms.ts';
import { decideAudience } from './audience.ts';
import { sumMonth } from './budget.ts';
import { drawArms, handOut } from './hand-out.ts';
import { toPlay } from './play.ts';
import { getPolicy } from './policy.ts';

/** What became of people who were to enter a rolling play. */
export interface Entered {
  treated: number;
  holdout: number;
  queued: number;
  /** In the play already: a person enters once. */
  before: number;
  excluded: { reason: string; count: number }[];
}

/**
 * Lets people enter a running play of kind `rolling` now, as the step of an automation does: whether each may be written
 * to is asked, her arm is drawn by the play's own salt, she is held out or gets coupon and message at once. Her counting
 * window begins with `now`. Who is in the play already is left as she is, so a repeated call changes nothing; a play that
 * does not run lets nobody in, and in a month whose ceiling is reached nobody comes in either.
 */
export async function enterPlay(
  context: Context,
  input: { workspaceId: string; playId: string; customerIds: readonly string[]; today: string; now: Date },
): Promise<Entered> {
  const { workspaceId, playId, today, now } = input;
  const workspace = await getWorkspace(context.database.of(workspaceId), workspaceId);
  return inTransaction(context.database.of(workspaceId), async (db) => {
    // Held to the end: two steps that let the same person in at once must see one another.
    const row = await lockPlay(db, workspaceId, playId);
    const nobody = { treated: 0, holdout: 0, queued: 0, before: 0, excluded: [] };
    if (row?.kind !== 'rolling' || row.state !== 'running') return nobody;
    const play = toPlay(row);
    const asked = [...new Set(input.customerIds)];
    const known = await findAssigned(db, { workspaceId, playId, customerIds: asked });
    const customerIds = asked.filter((customerId) => !known.has(customerId));
    if (customerIds.length === 0) return { ...nobody, before: known.size };
    // What everybody would cost is not known when an automation begins: the month's ceiling is asked at the door.
    const { monthlyBudgetMinor } = await getPolicy(db, workspaceId);
    if (monthlyBudgetMinor !== null && (await sumMonth(db, workspace, today)) >= monthlyBudgetMinor) {
      return { ...nobody, before: known.size, excluded: [{ reason: 'month_spent', count: customerIds.length }] };
    }
    const { eligible, excluded } = await decideAudience(context, db, { workspaceId, play, customerIds, today, now });
    const drawn = drawArms(eligible, {
      playId,
      seed: row.seed,
      holdoutRate: row.holdoutRate ?? DEFAULT_HOLDOUT_RATE,
      arms: listArms(play).length,
    });
    const queued = await handOut(context, db, { workspace, play, drawn, today, now, enteredAt: now });
    const treated = drawn.filter(({ variant }) => variant !== null).length;
    return { treated, holdout: drawn.length - treated, queued, before: known.size, excluded };
  });
}
