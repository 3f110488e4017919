import { randomBytes, randomInt } from 'node:crypto';
import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { refuseSensitiveConditions } from '../../customers/index.ts';
import { getItemNames } from '../../menu/index.ts';
import { deletePictures } from '../../messaging/index.ts';
import { type Play, type PlayDraft, zPlayDraft } from '../contract/play.ts';
import { type updatePlay as updatePlayEndpoint } from '../contract.ts';
import { deleteDraft, insertPlay, type PlayValues, updatePlayIn } from '../store.ts';
import { copyPictures, drawPictureIds, renamePictures, settlePictures } from './pictures.ts';
import { getPlayRow, notInState, toPlay, toValues } from './play.ts';

const SEED_BYTES = 16;

/** Begins a draft; its seed is drawn now, so that nobody can choose who will be held out. @throws AppError forbidden | invalid_input */
export async function createPlay(
  db: Db,
  actor: Actor,
  input: z.input<typeof zPlayDraft> & { playId?: string | undefined },
  now: Date,
): Promise<Play> {
  actor.require('plays:write');
  // Callers inside leave out what they do not need, as a file or a request does.
  // It has no pictures yet, and those of another play are not its own.
  const draft = renamePictures(zPlayDraft.parse(input), new Map());
  requireWholeKind(draft);
  await refuseSensitiveConditions(db, actor, draft.rule);
  await requireSetItems(db, actor.workspaceId, draft.offline);
  return insertDraft(db, actor, { draft, playId: input.playId, previousPlayId: null, version: 1, now });
}

async function insertDraft(
  db: Db,
  actor: Actor,
  input: {
    draft: PlayDraft;
    playId?: string | undefined;
    previousPlayId: string | null;
    version: number;
    now: Date;
  },
): Promise<Play> {
  const playId = input.playId ?? newId();
  const made = await insertPlay(db, {
    ...toValues(input.draft, input.draft.kind === 'offline' ? newOfflineCode() : null),
    workspaceId: actor.workspaceId,
    playId,
    previousPlayId: input.previousPlayId,
    version: input.version,
    seed: randomBytes(SEED_BYTES).toString('hex'),
    createdBy: actor.accountId,
    createdAt: input.now,
  });
  const row = await getPlayRow(db, actor.workspaceId, playId);
  if (made) return toPlay(row);
  // The answer to the first try was lost, and something may have been changed before this one: what she sees now counts.
  const isHers = row.state === 'draft' && row.createdBy === actor.accountId && row.kind === input.draft.kind;
  if (!isHers) throw notInState();
  return updatePlay(db, actor, { playId, change: input.draft, now: input.now });
}

/** Changes a draft. @throws AppError forbidden | not_found | conflict (launched already) | invalid_input */
export async function updatePlay(
  db: Db,
  actor: Actor,
  input: { playId: string; change: z.output<(typeof updatePlayEndpoint)['body']>; now: Date },
): Promise<Play> {
  actor.require('plays:write');
  const { rule, offer, message, otherArms, offline, ...plain } = input.change;
  const before = toPlay(await getPlayRow(db, actor.workspaceId, input.playId));
  await refuseSensitiveConditions(db, actor, rule);
  // An offline action stays one, and keeps the code that may be printed already.
  if (offline !== undefined) {
    requireWholeKind({ ...before, offline });
    await requireSetItems(db, actor.workspaceId, offline);
  }
  const given = Object.fromEntries(
    Object.entries(plain).filter(([, value]) => value !== undefined),
  ) as Partial<PlayValues>;
  return inTransaction(db, async (db) => {
    const row = await updatePlayIn(db, {
      workspaceId: actor.workspaceId,
      playId: input.playId,
      states: ['draft'],
      change: {
        ...given,
        ...(rule === undefined ? {} : { rule: JSON.stringify(rule) }),
        ...(offer === undefined ? {} : { offer: JSON.stringify(offer) }),
        ...(message === undefined ? {} : { message: JSON.stringify(message) }),
        ...(otherArms === undefined ? {} : { otherArms: JSON.stringify(otherArms) }),
        ...(offline == null ? {} : { offline: JSON.stringify({ ...offline, code: before.code }) }),
        updatedAt: input.now,
      },
    });
    if (!row) throw notInState();
    const play = toPlay(row);
    if (message !== undefined || otherArms !== undefined) await settlePictures(db, actor.workspaceId, play);
    return play;
  });
}

/** Throws a draft away. @throws AppError forbidden | not_found | conflict (launched already) */
export async function removePlay(db: Db, actor: Actor, playId: string): Promise<void> {
  actor.require('plays:write');
  const { workspaceId } = actor;
  await getPlayRow(db, workspaceId, playId);
  await inTransaction(db, async (db) => {
    if (!(await deleteDraft(db, workspaceId, playId))) throw notInState();
    await deletePictures(db, { workspaceId, playId });
  });
}

/** A draft of the next try: the same but for what was learnt, with a seed of its own. @throws AppError forbidden | not_found */
export async function createNextVersion(db: Db, actor: Actor, playId: string, now: Date): Promise<Play> {
  actor.require('plays:write');
  return inTransaction(db, async (db) => {
    const row = await getPlayRow(db, actor.workspaceId, playId);
    const play = toPlay(row);
    // The share of the last try was fixed for its audience; the next one gets its own.
    const renamed = drawPictureIds(play);
    const draft = { ...play, holdoutRate: play.kind === 'offline' ? play.holdoutRate : null };
    const next = await insertDraft(db, actor, {
      draft: renamePictures(draft, renamed),
      previousPlayId: playId,
      version: row.version + 1,
      now,
    });
    await copyPictures(db, { workspaceId: actor.workspaceId, playId: next.playId, renamed });
    return next;
  });
}

/** The two items of a set are the shop's own. @throws AppError invalid_input */
async function requireSetItems(db: Db, workspaceId: string, offline: PlayDraft['offline']): Promise<void> {
  if (!offline?.pair) return;
  const { withItemId, offeredItemId } = offline.pair;
  if ((await getItemNames(db, workspaceId, [withItemId, offeredItemId])).size === 2) return;
  throw new AppError('invalid_input', 'no such item', {
    userMessage: {
      ko: '메뉴에 없는 품목이에요. 다시 골라 주세요.',
      en: 'This item is not on the menu. Choose another.',
    },
  });
}

/** An offline action says what it is, and nothing else does. @throws AppError invalid_input */
function requireWholeKind({ kind, offline }: Pick<PlayDraft, 'kind' | 'offline'>): void {
  if ((kind === 'offline') === (offline !== null)) return;
  throw new AppError('invalid_input', 'kind and offline do not fit', {
    userMessage: {
      ko: '전단이나 포스터 같은 오프라인 실행은 무엇을 하는지 함께 적어 주세요.',
      en: 'An offline action says what it is: a leaflet, a poster, an event.',
    },
  });
}

/** No letter or digit that is mistaken for another when it is read aloud or typed from paper. */
const CODE_SIGNS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const CODE_LENGTH = 7;

/** A code short enough for a leaflet; of 27 billion, so a second one of the same letters practically never comes. */
function newOfflineCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => CODE_SIGNS[randomInt(CODE_SIGNS.length)]).join('');
}
