import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { Actor } from '../../../platform/actor.ts';
import type { Config } from '../../../platform/config.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { recordAccess } from '../../staff/index.ts';
import { getWorkspace } from '../../workspace/index.ts';
import { type createFolder as createEndpoint, zFolder, zImportBasis, zImportKind } from '../contract.ts';
import { importMapSchema } from '../map.ts';
import { refuseDemo } from '../service/import-file.ts';
import { getMap } from '../service/maps.ts';
import { deleteFolder, type findFolder, insertFolder, listFolderRows } from './store.ts';
import type { TakingOf } from './take-file.ts';

type Folder = z.input<typeof zFolder>;
type FolderRow = NonNullable<Awaited<ReturnType<typeof findFolder>>>;

/**
 * Where a folder lies: in the data folder, so that nobody can point it at anything else of the machine over the network. Named
 * by ids, which are never used again: what a removed folder leaves behind is found by no other shop and no later folder.
 */
export function folderPath(
  config: Config,
  { workspaceId, folderId }: { workspaceId: string; folderId: string },
): string {
  const folder = path.join(config.home, 'inbox', workspaceId, folderId);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

function toFolder(config: Config, row: FolderRow): Folder {
  const { folderId, name, mapName, filesTaken, filesFailed, lastFile } = row;
  return zFolder.parse({
    folderId,
    name,
    kind: row.kind,
    mapName,
    basis: row.basis,
    path: folderPath(config, row),
    lastFile,
    lastTakenAt: row.lastTakenAt?.toISOString() ?? null,
    lastError: row.lastError,
    filesTaken,
    filesFailed,
  });
}

/** Watched folders by name. @throws AppError forbidden */
export async function listFolders(context: Context, db: Db, actor: Actor): Promise<Folder[]> {
  actor.require('imports:run');
  return (await listFolderRows(db, actor.workspaceId)).map((row) => toFolder(context.config, row));
}

/**
 * Begins to watch a folder; the map is copied, so that changing a saved one does not change what runs unseen.
 * @throws AppError forbidden | not_found (map) | conflict (name, demo) | invalid_input (a map with joins, or of another kind)
 */
export async function createFolder(
  context: Context,
  db: Db,
  actor: Actor,
  input: z.output<(typeof createEndpoint)['body']> & { now: Date },
): Promise<Folder> {
  actor.require('imports:run');
  const { workspaceId } = actor;
  refuseDemo(await getWorkspace(db, workspaceId));
  const saved = input.mapId === undefined ? undefined : await getMap(db, actor, input.mapId);
  if (saved && (saved.kind !== input.kind || saved.map.joins.length > 0)) {
    throw new AppError('invalid_input', 'the map is of another kind or joins files', {
      userMessage: {
        ko: '이 열 연결은 쓸 수 없어요. 같은 종류이고 다른 파일과 이어지지 않은 것을 골라 주세요.',
        en: 'This map cannot be used. Choose one of the same kind that joins no other file.',
      },
    });
  }
  const row = await insertFolder(db, workspaceId, {
    folderId: newId(),
    name: input.name,
    kind: input.kind,
    map: saved?.map ?? null,
    mapName: saved?.name ?? '',
    basis: input.basis,
    createdBy: actor.accountId,
    createdAt: input.now,
  });
  if (!row) {
    throw new AppError('conflict', 'folder name is taken', {
      userMessage: { ko: '이미 있는 폴더 이름이에요.', en: 'There is a folder of this name already.' },
    });
  }
  await recordAccess(db, actor, { action: 'import', subject: `folder ${row.folderId}`, result: 'watched' }, input.now);
  return toFolder(context.config, row);
}

/** Stops watching a folder; the files in it stay. @throws AppError forbidden | not_found */
export async function removeFolder(db: Db, actor: Actor, folderId: string): Promise<void> {
  actor.require('imports:run');
  if (await deleteFolder(db, actor.workspaceId, folderId)) return;
  throw new AppError('not_found', 'no such folder');
}

/** What is said of a folder whose maker may not import any more. */
export const STOPPED = {
  code: 'forbidden',
  message: {
    ko: '폴더를 만든 사람에게 가져올 권한이 없어서 멈췄어요. 폴더를 다시 만들어 주세요.',
    en: 'It stopped, because who made it may not import any more. Please make the folder again.',
  },
};

/** How files of a stored folder are taken, in whose name and with which rights. */
export function takingOf(
  row: FolderRow,
  rights: readonly string[],
  signal: AbortSignal,
): { actor: Actor; taking: TakingOf } {
  const { workspaceId, createdBy, name } = row;
  return {
    actor: new Actor({
      workspaceId,
      accountId: createdBy,
      locale: 'ko',
      ip: '',
      rights,
      clockOffsetDays: 0,
    }),
    taking: {
      kind: zImportKind.parse(row.kind),
      map: row.map === null ? undefined : importMapSchema.parse(row.map),
      basis: zImportBasis.parse(row.basis),
      sourceName: name,
      moves: true,
      signal,
    },
  };
}
