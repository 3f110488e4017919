import { z } from 'zod';
import { defineJob } from '../../platform/jobs.ts';
import { destroyOldFolderFiles } from './folder/old-files.ts';
import { giveUpImport, runQueuedImport } from './service/start.ts';
import { removeExpiredUploads } from './service/uploads.ts';

/** Imports an uploaded file. */
export const importJob = defineJob({
  name: 'imports.run',
  payload: z.object({ workspaceId: z.string(), batchId: z.string(), locale: z.enum(['ko', 'en']) }),
  run: (context, payload, signal) => runQueuedImport(context, payload, signal),
  giveUp: (context, payload) => giveUpImport(context, payload),
});

/** Deletes uploads that nobody imported, old error files and what watched folders put away; comes back every hour (a crontab takes no dot in a name). */
export const uploadCleaningJob = defineJob({
  name: 'imports:cleanUploads',
  payload: z.object({}).loose(),
  run: async (context) => {
    await removeExpiredUploads(context);
    await destroyOldFolderFiles(context);
  },
});
