import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Play } from '../contract/play.ts';
import { updatePlayIn } from '../store.ts';
import { getPlayRow, notInState, toPlay } from './play.ts';

/** Lays a draft before whoever may approve it: it stays as it is until then. @throws AppError forbidden | not_found | conflict */
export async function askApproval(db: Db, actor: Actor, { playId, now }: { playId: string; now: Date }): Promise<Play> {
  actor.require('plays:write');
  await getPlayRow(db, actor.workspaceId, playId);
  const row = await updatePlayIn(db, {
    workspaceId: actor.workspaceId,
    playId,
    states: ['draft'],
    change: { state: 'waiting', askedBy: actor.accountId, askedAt: now, sentBackNote: '', updatedAt: now },
  });
  if (!row) throw notInState();
  return toPlay(row);
}

/**
 * Makes a waiting play a draft again: whoever asked takes it back, whoever may approve sends it back with a note.
 * @throws AppError forbidden (neither of the two) | not_found | conflict
 */
export async function sendBack(
  db: Db,
  actor: Actor,
  { playId, note, now }: { playId: string; note: string; now: Date },
): Promise<Play> {
  actor.require('plays:write');
  const before = await getPlayRow(db, actor.workspaceId, playId);
  if (before.state !== 'waiting') throw notInState();
  if (before.askedBy !== actor.accountId) actor.require('plays:approve');
  const row = await updatePlayIn(db, {
    workspaceId: actor.workspaceId,
    playId,
    states: ['waiting'],
    change: { state: 'draft', sentBackNote: note, updatedAt: now },
  });
  if (!row) throw notInState();
  return toPlay(row);
}

/**
 * Takes back a play that has not left: nobody was drawn and nothing was queued, so it is simply a draft again.
 * @throws AppError forbidden | not_found | conflict (it has left)
 */
export async function takeBack(db: Db, actor: Actor, { playId, now }: { playId: string; now: Date }): Promise<Play> {
  actor.require('plays:send');
  await getPlayRow(db, actor.workspaceId, playId);
  const row = await updatePlayIn(db, {
    workspaceId: actor.workspaceId,
    playId,
    states: ['leaving'],
    change: {
      state: 'draft',
      leavesAt: null,
      expectedAudience: null,
      approvedBy: null,
      approvedAt: null,
      updatedAt: now,
    },
  });
  if (row) return toPlay(row);
  throw new AppError('conflict', 'it has left', {
    userMessage: {
      ko: '이미 나가기 시작했어요. 멈추면 아직 기다리는 것은 나가지 않아요.',
      en: 'It has begun to leave. Stop it, and what still waits is not sent.',
    },
  });
}
