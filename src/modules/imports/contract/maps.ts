import { z } from 'zod';
import { defineEndpoint, zId, zInstant } from '../../../shared/endpoint.ts';
import { zImportKind } from '../kinds/contract.ts';
import { importMapSchema } from '../map.ts';

export const zSavedMap = z.object({
  mapId: zId,
  name: z.string(),
  kind: zImportKind,
  map: importMapSchema,
  createdAt: zInstant,
});

const zMapName = z.string().trim().min(1).max(80);

export const listMaps = defineEndpoint({
  method: 'GET',
  path: '/api/import-maps',
  access: 'imports:run',
  summary: 'Saved maps by name',
  output: z.object({ maps: z.array(zSavedMap) }),
});

export const saveMap = defineEndpoint({
  method: 'POST',
  path: '/api/import-maps',
  access: 'imports:run',
  summary: 'Saves a map; one of the same kind and name is replaced',
  body: z.object({ name: zMapName, map: importMapSchema }),
  output: zSavedMap,
});

export const renameMap = defineEndpoint({
  method: 'PATCH',
  path: '/api/import-maps/:mapId',
  access: 'imports:run',
  summary: 'Gives a saved map another name',
  params: z.object({ mapId: zId }),
  body: z.object({ name: zMapName }),
  output: zSavedMap,
});

export const removeMap = defineEndpoint({
  method: 'DELETE',
  path: '/api/import-maps/:mapId',
  access: 'imports:run',
  summary: 'Removes a saved map; imports made with it stay',
  params: z.object({ mapId: zId }),
  output: z.object({}),
});
