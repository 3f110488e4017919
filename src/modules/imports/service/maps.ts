import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { zSavedMap } from '../contract.ts';
import { type ImportMap, importMapSchema } from '../map.ts';
import { deleteMap, listMapRows, updateMapName, upsertMap } from '../store.ts';

export type SavedMap = z.infer<typeof zSavedMap>;

const PG_UNIQUE_VIOLATION = '23505';

function toSavedMap(row: { mapId: string; name: string; kind: string; map: unknown; createdAt: Date }): SavedMap {
  return zSavedMap.parse({ ...row, createdAt: row.createdAt.toISOString() });
}

const noSuchMap = () =>
  new AppError('not_found', 'no such map', {
    userMessage: { ko: '저장된 열 연결이 없어요.', en: 'There is no such saved map.' },
  });

/** Saved maps by name. @throws AppError forbidden */
export async function listMaps(db: Db, actor: Actor): Promise<SavedMap[]> {
  actor.require('imports:run');
  return (await listMapRows(db, actor.workspaceId)).map(toSavedMap);
}

/** The saved map of a name. @throws AppError forbidden | not_found */
export async function getMapByName(
  db: Db,
  actor: Actor,
  wanted: { kind: ImportMap['kind']; name: string },
): Promise<ImportMap> {
  const found = (await listMaps(db, actor)).find((map) => map.kind === wanted.kind && map.name === wanted.name);
  if (!found) throw noSuchMap();
  return found.map;
}

/** @throws AppError forbidden | not_found */
export async function getMap(db: Db, actor: Actor, mapId: string): Promise<SavedMap> {
  const found = (await listMaps(db, actor)).find((map) => map.mapId === mapId);
  if (!found) throw noSuchMap();
  return found;
}

/** Saves a map; one of the same kind and name is replaced. @throws AppError forbidden */
export async function saveMap(
  db: Db,
  actor: Actor,
  input: { name: string; map: ImportMap; now: Date },
): Promise<SavedMap> {
  actor.require('imports:run');
  const { name, now } = input;
  const map = importMapSchema.parse(input.map);
  return toSavedMap(
    await upsertMap(db, actor.workspaceId, { mapId: newId(), name, kind: map.kind, map, createdAt: now }),
  );
}

/** @throws AppError forbidden | not_found | conflict (the name is taken) */
export async function renameMap(db: Db, actor: Actor, mapId: string, name: string): Promise<SavedMap> {
  actor.require('imports:run');
  const row = await updateMapName(db, actor.workspaceId, mapId, name).catch((error: { code?: string }) => {
    if (error.code !== PG_UNIQUE_VIOLATION) throw error;
    throw new AppError('conflict', 'map name is taken', {
      cause: error,
      userMessage: {
        ko: '같은 이름이 이미 있어요. 다른 이름을 적어 주세요.',
        en: 'There is one of that name already. Choose another.',
      },
    });
  });
  if (!row) throw noSuchMap();
  return toSavedMap(row);
}

/** @throws AppError forbidden | not_found */
export async function removeMap(db: Db, actor: Actor, mapId: string): Promise<void> {
  actor.require('imports:run');
  if (!(await deleteMap(db, actor.workspaceId, mapId))) throw noSuchMap();
}
