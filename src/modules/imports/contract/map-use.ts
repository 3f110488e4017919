import { z } from 'zod';
import { zId } from '../../../shared/endpoint.ts';
import { importMapSchema } from '../map.ts';

/** The map, and where the files are that it joins. */
export const zMapUse = z.object({
  map: importMapSchema,
  /** Uploads of the files that the map joins, found by their names. */
  joinUploadIds: z.array(zId).max(8).default([]),
});
