import { z } from 'zod';
import { defineEndpoint, zId, zInstant } from '../../../shared/endpoint.ts';
import { zImportBasis, zImportKind } from '../kinds/contract.ts';

/** A folder on the server's machine that is watched for files of one kind. */
export const zFolder = z.object({
  folderId: zId,
  name: z.string(),
  kind: zImportKind,
  /** Name of the map that was chosen; empty for files with the canonical header. */
  mapName: z.string(),
  basis: zImportBasis,
  /** Where files are to be put. */
  path: z.string(),
  /** Empty until a file came. */
  lastFile: z.string(),
  lastTakenAt: zInstant.nullable(),
  /** Why the last file was refused; null when it was taken. */
  lastError: z.object({ code: z.string(), message: z.object({ ko: z.string(), en: z.string() }) }).nullable(),
  filesTaken: z.number().int(),
  filesFailed: z.number().int(),
});

export const listFolders = defineEndpoint({
  method: 'GET',
  path: '/api/import-folders',
  access: 'imports:run',
  summary: 'Watched folders by name',
  output: z.object({ folders: z.array(zFolder) }),
});

export const createFolder = defineEndpoint({
  method: 'POST',
  path: '/api/import-folders',
  access: 'imports:run',
  summary:
    'Watches a new folder, whose place is in the answer: what is put there is imported, then moved to done or failed',
  body: z.object({
    /** Also the source of what comes in. */
    name: z
      .string()
      .trim()
      .regex(/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u),
    kind: zImportKind,
    /** Saved map; absent for files with the canonical header. */
    mapId: zId.optional(),
    basis: zImportBasis.default('unknown'),
  }),
  output: zFolder,
});

export const removeFolder = defineEndpoint({
  method: 'DELETE',
  path: '/api/import-folders/:folderId',
  access: 'imports:run',
  summary: 'Stops watching a folder; its files stay',
  params: z.object({ folderId: zId }),
  output: z.object({}),
});
