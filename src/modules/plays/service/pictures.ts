import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import {
  copyPicture,
  deletePictures,
  findPicture,
  insertPicture,
  listPictureIds,
  requirePicture,
} from '../../messaging/index.ts';
import { listArms } from '../contract/arms.ts';
import type { addPicture as addEndpoint } from '../contract/picture.ts';
import type { Play, PlayDraft } from '../contract/play.ts';
import { lockPlay } from '../store.ts';
import { getPlayRow, notInState } from './play.ts';

/** Keeps a picture for the messages of a draft. @throws AppError forbidden | not_found | conflict (launched already) | invalid_input */
export async function addPicture(
  db: Db,
  actor: Actor,
  input: { playId: string; readImage: () => Promise<Buffer>; now: Date },
): Promise<z.input<typeof addEndpoint.output>> {
  actor.require('plays:write');
  const { workspaceId } = actor;
  const { playId, now } = input;
  await getPlayRow(db, workspaceId, playId);
  const image = await input.readImage();
  const size = requirePicture(image);
  return inTransaction(db, async (db) => {
    const row = await lockPlay(db, workspaceId, playId);
    if (!row) throw new AppError('not_found', 'no such play');
    if (row.state !== 'draft') throw notInState();
    const pictureId = newId();
    const by = { uploadedAt: now, uploadedBy: actor.accountId };
    await insertPicture(db, { workspaceId, pictureId, playId, image, ...size, ...by });
    return { pictureId, bytes: image.length, ...size };
  });
}

/** The bytes of a picture of this play. @throws AppError forbidden | not_found */
export async function showPicture(
  db: Db,
  actor: Actor,
  { playId, pictureId }: { playId: string; pictureId: string },
): Promise<Buffer> {
  actor.require('plays:read');
  await getPlayRow(db, actor.workspaceId, playId);
  const picture = await findPicture(db, { workspaceId: actor.workspaceId, playId, pictureId });
  if (!picture) throw new AppError('not_found', 'no such picture');
  return picture.image;
}

/** The pictures that the arms of a play name, each once. */
const listNamed = (play: Pick<Play, 'armName' | 'channel' | 'offer' | 'message' | 'otherArms'>): string[] => [
  ...new Set(listArms(play).flatMap(({ message }) => message.pictureId ?? [])),
];

/** After a change of its messages: each picture they name is the play's own, and what they name no more is destroyed. @throws AppError invalid_input */
export async function settlePictures(db: Db, workspaceId: string, play: Play): Promise<void> {
  const { playId } = play;
  const named = listNamed(play);
  const known = await listPictureIds(db, { workspaceId, playId });
  if (named.some((pictureId) => !known.has(pictureId))) {
    throw new AppError('invalid_input', 'a message names a picture that this play does not have', {
      userMessage: {
        ko: '이 실행안에 없는 사진이에요. 사진을 다시 올려 주세요. 바뀐 것은 없어요.',
        en: 'This play does not have that picture. Please add it again. Nothing was changed.',
      },
      details: { issues: [{ path: 'message.pictureId', message: 'unknown' }] },
    });
  }
  if (known.size > named.length) await deletePictures(db, { workspaceId, playId, but: named });
}

/** A draft with each picture under another id, or with none: a picture belongs to one play. */
export function renamePictures(draft: PlayDraft, renamed: ReadonlyMap<string, string>): PlayDraft {
  const rename = ({ pictureId, ...words }: PlayDraft['message']): PlayDraft['message'] => {
    const other = pictureId && renamed.get(pictureId);
    return other ? { ...words, pictureId: other } : words;
  };
  return {
    ...draft,
    message: rename(draft.message),
    otherArms: draft.otherArms.map((arm) => ({ ...arm, message: rename(arm.message) })),
  };
}

/** New ids for the pictures of a play that is tried again. */
export function drawPictureIds(play: Play): Map<string, string> {
  return new Map(listNamed(play).map((pictureId) => [pictureId, newId()]));
}

/** Copies the pictures of the last try for the next one. */
export async function copyPictures(
  db: Db,
  input: { workspaceId: string; playId: string; renamed: ReadonlyMap<string, string> },
): Promise<void> {
  const { workspaceId, playId, renamed } = input;
  for (const [from, pictureId] of renamed) await copyPicture(db, { workspaceId, from, to: { pictureId, playId } });
}
