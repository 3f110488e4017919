import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import type { LaunchedPlay } from '../contract.ts';
import { lockLaunches, updatePlayIn } from '../store.ts';
import { checkLaunch, type LaunchInput, leaveNow } from './leave.ts';
import { enqueueLeaving } from './leaving.ts';
import { notInState, toPlay } from './play.ts';
import { getPolicy } from './policy.ts';

const MS_PER_MINUTE = 60_000;
/** A play left for later goes within a quarter of a year, or somebody has forgotten it. */
const LATEST_LEAVING_MS = 92 * 86_400_000;

/**
 * Launches a draft, or a play that waits for approval. With a delay, of the shop or asked for, it leaves later and can be
 * taken back until then; otherwise all of it happens at once, see `leaveNow`. Where the shop wants approval, only who may
 * give it launches.
 * @throws AppError forbidden | not_found | conflict (launched already, or the audience changed) | invalid_input (incomplete)
 */
export async function launchPlay(
  context: Context,
  actor: Actor,
  input: LaunchInput & { leavesAt?: string | undefined },
): Promise<LaunchedPlay> {
  actor.require('plays:send');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const policy = await getPolicy(db, workspaceId);
  if (policy.approvalRequired) actor.require('plays:approve');
  const { now } = input;
  const earliest = new Date(now.getTime() + policy.graceMinutes * MS_PER_MINUTE);
  const asked = input.leavesAt === undefined ? now : new Date(input.leavesAt);
  const leavesAt = asked > earliest ? asked : earliest;
  if (leavesAt <= now) return leaveNow(context, actor, { ...input, states: ['draft', 'waiting'] });
  if (leavesAt.getTime() - now.getTime() > LATEST_LEAVING_MS) {
    throw new AppError('invalid_input', 'leaves too late', {
      userMessage: { ko: '석 달 안에 보낼 때를 골라 주세요.', en: 'Choose a time within three months.' },
    });
  }
  return inTransaction(db, async (db) => {
    await lockLaunches(db, workspaceId);
    const checked = await checkLaunch(context, db, { ...input, workspaceId, states: ['draft', 'waiting'] });
    const row = await updatePlayIn(db, {
      workspaceId,
      playId: input.playId,
      states: ['draft', 'waiting'],
      change: {
        state: 'leaving',
        leavesAt,
        expectedAudience: checked.eligible.length,
        approvedBy: actor.accountId,
        approvedAt: now,
        sentBackNote: '',
        updatedAt: now,
      },
    });
    if (!row) throw notInState();
    await enqueueLeaving(context, db, {
      workspaceId,
      playId: input.playId,
      delayMs: leavesAt.getTime() - now.getTime(),
    });
    const { found, excluded, treated, holdout } = checked;
    return { play: toPlay(row), found, excluded, treated, holdout, queued: 0 };
  });
}
