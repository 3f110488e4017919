import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import type { Play, PlayDraft, updatePlay as updatePlayEndpoint } from '../contract.ts';
import { deleteDraft, insertPlay, type PlayValues, updatePlayIn } from '../store.ts';
import { getPlayRow, notInState, toPlay, toValues } from './play.ts';

const SEED_BYTES = 16;

/** Begins a draft; its seed is drawn now, so that nobody can choose who will be held out. @throws AppError forbidden | invalid_input */
export async function createPlay(db: Db, actor: Actor, draft: PlayDraft, now: Date): Promise<Play> {
  actor.require('plays:write');
  return insertDraft(db, actor, { values: toValues(draft), previousPlayId: null, version: 1, now });
}

async function insertDraft(
  db: Db,
  actor: Actor,
  input: { values: PlayValues; previousPlayId: string | null; version: number; now: Date },
): Promise<Play> {
  const playId = newId();
  await insertPlay(db, {
    ...input.values,
    workspaceId: actor.workspaceId,
    playId,
    previousPlayId: input.previousPlayId,
    version: input.version,
    seed: randomBytes(SEED_BYTES).toString('hex'),
    createdBy: actor.accountId,
    createdAt: input.now,
  });
  return toPlay(await getPlayRow(db, actor.workspaceId, playId));
}

/** Changes a draft. @throws AppError forbidden | not_found | conflict (launched already) | invalid_input */
export async function updatePlay(
  db: Db,
  actor: Actor,
  input: { playId: string; change: z.output<(typeof updatePlayEndpoint)['body']>; now: Date },
): Promise<Play> {
  actor.require('plays:write');
  const { rule, offer, message, ...plain } = input.change;
  await getPlayRow(db, actor.workspaceId, input.playId);
  const given = Object.fromEntries(
    Object.entries(plain).filter(([, value]) => value !== undefined),
  ) as Partial<PlayValues>;
  const row = await updatePlayIn(db, {
    workspaceId: actor.workspaceId,
    playId: input.playId,
    states: ['draft'],
    change: {
      ...given,
      ...(rule === undefined ? {} : { rule: JSON.stringify(rule) }),
      ...(offer === undefined ? {} : { offer: JSON.stringify(offer) }),
      ...(message === undefined ? {} : { message: JSON.stringify(message) }),
      updatedAt: input.now,
    },
  });
  if (!row) throw notInState();
  return toPlay(row);
}

/** Throws a draft away. @throws AppError forbidden | not_found | conflict (launched already) */
export async function removePlay(db: Db, actor: Actor, playId: string): Promise<void> {
  actor.require('plays:write');
  await getPlayRow(db, actor.workspaceId, playId);
  if (!(await deleteDraft(db, actor.workspaceId, playId))) throw notInState();
}

/** A draft of the next try: the same but for what was learnt, with a seed of its own. @throws AppError forbidden | not_found */
export async function createNextVersion(db: Db, actor: Actor, playId: string, now: Date): Promise<Play> {
  actor.require('plays:write');
  return inTransaction(db, async (db) => {
    const row = await getPlayRow(db, actor.workspaceId, playId);
    const play = toPlay(row);
    // The share of the last try was fixed for its audience; the next one gets its own.
    const values = toValues({ ...play, holdoutRate: null });
    return insertDraft(db, actor, {
      values: pickValues(values),
      previousPlayId: playId,
      version: row.version + 1,
      now,
    });
  });
}

function pickValues(values: PlayValues): PlayValues {
  const { name, hypothesis, segmentId, rule, channel, offer, message, holdoutRate, measureDays, fixedCostMinor } =
    values;
  return { name, hypothesis, segmentId, rule, channel, offer, message, holdoutRate, measureDays, fixedCostMinor };
}
