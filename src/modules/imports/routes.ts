import { createReadStream } from 'node:fs';
import { type Route, route } from '../../platform/http/route.ts';
import { AppError } from '../../shared/errors.ts';
import { businessDayOf } from '../../shared/time.ts';
import { getRecentWorkspace } from '../workspace/index.ts';
import * as contract from './contract.ts';
import { listDoubtful, revealDoubtful } from './doubtful/service.ts';
import { createEntry, listEntryItems, undoEntry } from './entry/service.ts';
import { createFolder, listFolders, removeFolder } from './folder/service.ts';
import { importJob } from './jobs.ts';
import { getBatch, getErrorFilePath, listBatches } from './service/batches.ts';
import { listMaps, removeMap, renameMap, saveMap } from './service/maps.ts';
import { inspectUpload, previewImport } from './service/preview.ts';
import { startImport } from './service/start.ts';
import { undoImport } from './service/undo.ts';
import { createUpload, removeUpload } from './service/uploads.ts';

export const importsRoutes: Route[] = [
  route(
    contract.createUpload,
    async ({ context, actor, request }) => {
      const file = request.isMultipart() ? await request.file() : undefined;
      if (!file) {
        throw new AppError('invalid_input', 'no file in the request', {
          userMessage: { ko: '올릴 파일을 골라 주세요.', en: 'Please choose a file to upload.' },
        });
      }
      return createUpload(context, actor, { name: file.filename, content: file.file });
    },
    { upload: true },
  ),
  route(contract.removeUpload, async ({ context, actor, params }) => {
    await removeUpload(context, actor, params.uploadId);
    return {};
  }),
  route(contract.inspectUpload, async ({ context, actor, params, body }) =>
    inspectUpload(context, actor, params.uploadId, body),
  ),
  route(contract.previewImport, async ({ context, actor, params, body }) =>
    previewImport(context, actor, params.uploadId, body),
  ),
  route(contract.startImport, async ({ context, actor, body }) => startImport(context, actor, body, importJob)),
  route(contract.listBatches, async ({ db, actor, query, now }) => ({
    batches: await listBatches(db, actor, query.limit, now),
  })),
  route(contract.getBatch, async ({ db, actor, params, now }) => getBatch(db, actor, params.batchId, now)),
  route(contract.getErrorFile, async ({ context, db, actor, params, now, reply }) => {
    const { path, fileName } = await getErrorFilePath(context, db, actor, params.batchId, now);
    await reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`)
      .header('cache-control', 'no-store')
      .send(createReadStream(path));
    return undefined;
  }),
  route(contract.listDoubtful, async ({ context, actor, params, query }) =>
    listDoubtful(context, actor, { ...params, ...query }),
  ),
  route(contract.revealDoubtful, async ({ context, actor, params, body, now }) =>
    revealDoubtful(context, actor, { ...params, ...body, now }),
  ),
  route(contract.undoBatch, async ({ context, actor, params }) => undoImport(context, actor, params.batchId)),
  route(contract.listMaps, async ({ db, actor }) => ({ maps: await listMaps(db, actor) })),
  route(contract.saveMap, async ({ db, actor, body, now }) => saveMap(db, actor, { ...body, now })),
  route(contract.renameMap, async ({ db, actor, params, body }) => renameMap(db, actor, params.mapId, body.name)),
  route(contract.removeMap, async ({ db, actor, params }) => {
    await removeMap(db, actor, params.mapId);
    return {};
  }),
  route(contract.createEntry, async ({ db, actor, body, now }) => createEntry(db, actor, body, now)),
  route(contract.undoEntry, async ({ db, actor, params, now }) => {
    await undoEntry(db, actor, params.entryId, now);
    return {};
  }),
  route(contract.listEntryItems, async ({ db, actor, now }) => {
    const shop = await getRecentWorkspace(db, actor.workspaceId);
    return { items: await listEntryItems(db, actor, businessDayOf(now, shop)) };
  }),
  route(contract.listFolders, async ({ context, db, actor }) => ({ folders: await listFolders(context, db, actor) })),
  route(contract.createFolder, async ({ context, db, actor, body, now }) =>
    createFolder(context, db, actor, { ...body, now }),
  ),
  route(contract.removeFolder, async ({ db, actor, params }) => {
    await removeFolder(db, actor, params.folderId);
    return {};
  }),
];
