import type { Context } from '../../platform/context.ts';
import { AppError } from '../../shared/errors.ts';
import { addDays } from '../../shared/time.ts';
import { readArms } from './feed.ts';
import { computeTruth, createWorld, type TrueEffect } from './simulation/index.ts';
import { getState } from './store.ts';
import { readReactions } from './work.ts';

/**
 * The true effect of a play in the demo shop, which its result may be held against. Counted from the day after the
 * launch until its planned end, or until the last day that has happened.
 * @throws AppError not_found when there is no such play, or it has not been launched
 */
export async function getTruth(
  context: Context,
  workspaceId: string,
  playId: string,
): Promise<TrueEffect & { fromDay: string; toDay: string }> {
  const db = context.database.of(workspaceId);
  const { seed, startOn, historyUntil, simulatedUntil } = await getState(db, workspaceId);
  const arms = await readArms(db, workspaceId, playId);
  if (!arms) throw new AppError('not_found', 'no such play, or it has not been launched');
  const fromDay = addDays(arms.launchedOn, 1);
  const toDay = arms.plannedEndOn < simulatedUntil ? arms.plannedEndOn : simulatedUntil;
  if (toDay < fromDay) throw new AppError('not_found', 'no day has happened since the launch');
  const world = createWorld({ seed, startOn, today: historyUntil });
  const truth = computeTruth(world, {
    treatedPersonIds: arms.treatment,
    holdoutPersonIds: arms.holdout,
    fromDay,
    toDay,
    reactions: await readReactions(context, workspaceId),
  });
  return { ...truth, fromDay, toDay };
}
