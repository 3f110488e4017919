import { z } from 'zod';
import { defineEndpoint, zId, zInstant } from '../../../shared/endpoint.ts';
import { mustBe } from '../../../shared/must-be.ts';
import { zImportBasis, zImportKind } from '../kinds/contract.ts';

const FOLDER_NAME = /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u;

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
      .refine(
        (name) => FOLDER_NAME.test(name),
        mustBe({
          ko: '글자나 숫자로 시작하고, 글자·숫자·빈칸·-·_ 만 40자까지 쓸 수 있어요.',
          en: 'It begins with a letter or digit and has only letters, digits, blanks, - and _, at most 40.',
        }),
      ),
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
