import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { refuseResidentNumbers } from '../../../shared/resident-number.ts';
import type { Tag } from './contract.ts';
import { findTagRow, listTagRows, type TagRow, updateTagRow, upsertTags } from './tag-store.ts';

const toTag = (row: TagRow): Tag => ({
  tagId: row.tagId,
  name: row.name,
  isFromPack: row.packKey !== null,
  archivedAt: row.archivedAt?.toISOString() ?? null,
});

/** Tags by name, hidden ones last. @throws AppError forbidden */
export async function listTags(db: Db, actor: Actor): Promise<Tag[]> {
  actor.require('customers:read');
  return (await listTagRows(db, actor.workspaceId)).map(toTag);
}

/** @throws AppError not_found */
export async function getTag(db: Db, workspaceId: string, tagId: string): Promise<Tag> {
  const row = await findTagRow(db, workspaceId, tagId);
  if (!row) throw noSuchTag();
  return toTag(row);
}

const noSuchTag = () =>
  new AppError('not_found', 'no such tag', {
    userMessage: { ko: '그 태그가 없어요. 지워졌을 수 있어요.', en: 'There is no such tag. It may have been removed.' },
  });

/** Tags by these names, made where they are not there yet, in the order of the names; a hidden one is shown again. */
export async function ensureTags(
  db: Db,
  input: {
    workspaceId: string;
    names: readonly string[];
    accountId: string | null;
    /** The import that brings them. */
    batchId?: string | null;
    now: Date;
  },
): Promise<Tag[]> {
  const names = [...new Map(input.names.map((name) => [name.toLowerCase(), name])).values()];
  if (names.length === 0) return [];
  const rows = await upsertTags(db, {
    workspaceId: input.workspaceId,
    tags: names.map((name) => ({ tagId: newId(), name, packKey: null })),
    accountId: input.accountId,
    batchId: input.batchId ?? null,
    at: input.now,
  });
  return rows.map(toTag);
}

/** Makes a tag; the same name is the same tag. @throws AppError forbidden | invalid_input (PV-12) */
export async function createTag(db: Db, actor: Actor, name: string, now: Date): Promise<Tag> {
  actor.require('customers:write');
  refuseResidentNumbers({ name });
  const { workspaceId, accountId } = actor;
  const [tag] = await ensureTags(db, { workspaceId, names: [name], accountId, now });
  if (!tag) throw new Error('a tag was not stored');
  return tag;
}

/** Renames, hides or shows a tag; nobody loses it. @throws AppError forbidden | not_found | conflict (the name is taken) */
export async function updateTag(
  db: Db,
  actor: Actor,
  tagId: string,
  { change, now }: { change: { name?: string | undefined; archived?: boolean | undefined }; now: Date },
): Promise<Tag> {
  actor.require('settings:write');
  refuseResidentNumbers({ name: change.name });
  const { workspaceId } = actor;
  return inTransaction(db, async (db) => {
    const before = await getTag(db, workspaceId, tagId);
    const name = change.name?.toLowerCase();
    const isTaken = (await listTagRows(db, workspaceId)).some(
      (tag) => tag.tagId !== tagId && tag.name.toLowerCase() === name,
    );
    if (isTaken) {
      throw new AppError('conflict', 'the name is taken', {
        userMessage: { ko: '같은 이름의 태그가 이미 있어요.', en: 'There is a tag of this name already.' },
        details: { issues: [{ path: 'body.name', message: 'taken' }] },
      });
    }
    if (change.name === undefined && change.archived === undefined) return before;
    const row = await updateTagRow(db, workspaceId, tagId, {
      madeByBatch: null,
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.archived === undefined ? {} : { archivedAt: change.archived ? now : null }),
    });
    if (!row) throw noSuchTag();
    return toTag(row);
  });
}
