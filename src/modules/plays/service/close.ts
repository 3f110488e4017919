import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { cancelMessages, startSending } from '../../messaging/index.ts';
import type { Play } from '../contract/play.ts';
import type { finishPlay as finishEndpoint } from '../contract.ts';
import { updatePlayIn } from '../store.ts';
import { getPlayRow, notInState, requireLaunched, toPlay } from './play.ts';

/** Stops early: what waits is not sent, what was sent is measured on. @throws AppError forbidden | not_found | conflict */
export async function stopPlay(
  db: Db,
  actor: Actor,
  playId: string,
  now: Date,
): Promise<{ play: Play; cancelled: number }> {
  actor.require('plays:send');
  const { workspaceId } = actor;
  return inTransaction(db, async (db) => {
    await getPlayRow(db, workspaceId, playId);
    const row = await updatePlayIn(db, {
      workspaceId,
      playId,
      states: ['running'],
      change: { state: 'stopped', stoppedAt: now, updatedAt: now },
    });
    if (!row) throw notInState();
    return { play: toPlay(row), cancelled: await cancelMessages(db, { workspaceId, playId }, 'play_stopped') };
  });
}

/** Goes on sending what still waits. @throws AppError forbidden | not_found | conflict (not under way) */
export async function resumeSending(db: Db, actor: Actor, playId: string): Promise<void> {
  actor.require('plays:send');
  const row = await getPlayRow(db, actor.workspaceId, playId);
  if (row.state !== 'running') throw notInState();
  await startSending(db, { workspaceId: actor.workspaceId, laneId: playId });
}

/**
 * Closes a play with a decision and what was learnt (FE-01): once its last planned day is over, so that nobody picks the moment at
 * which it looks best (MT-39), or after it was stopped early, which stays written down.
 * @throws AppError forbidden | not_found | conflict
 */
export async function finishPlay(
  db: Db,
  actor: Actor,
  input: z.output<(typeof finishEndpoint)['body']> & { playId: string; today: string; now: Date },
): Promise<Play> {
  actor.require('plays:write');
  const { workspaceId } = actor;
  const row = requireLaunched(await getPlayRow(db, workspaceId, input.playId));
  if (row.state === 'running' && input.today <= row.plannedEndOn) {
    throw new AppError('conflict', 'before the planned day', {
      userMessage: {
        ko: `${row.plannedEndOn}까지 지켜보기로 했어요. 그 전에 끝내려면 먼저 멈춰 주세요.`,
        en: `It was planned to run until ${row.plannedEndOn}. Stop it first to close it earlier.`,
      },
    });
  }
  return inTransaction(db, async (db) => {
    const finished = await updatePlayIn(db, {
      workspaceId,
      playId: input.playId,
      states: ['running', 'stopped'],
      change: {
        state: 'finished',
        decision: input.decision,
        learning: input.learning,
        finishedAt: input.now,
        updatedAt: input.now,
      },
    });
    if (!finished) throw notInState();
    await cancelMessages(db, { workspaceId, playId: input.playId }, 'play_finished');
    return toPlay(finished);
  });
}
