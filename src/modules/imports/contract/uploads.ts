import { z } from 'zod';
import { defineEndpoint, zId, zInstant } from '../../../shared/endpoint.ts';

/** Days after which a file that nobody imported is deleted: it holds personal data. */
export const UPLOAD_DAYS = 1;

/** A file that has been sent up and waits to be imported. */
export const zUpload = z.object({
  uploadId: zId,
  fileName: z.string(),
  bytes: z.number().int(),
  expiresAt: zInstant,
});

export const createUpload = defineEndpoint({
  method: 'POST',
  path: '/api/imports/uploads',
  access: 'imports:run',
  summary:
    'Sends a file up (multipart/form-data, one part named `file`, at most 512 MB); kept for a day unless imported',
  output: zUpload,
});

export const removeUpload = defineEndpoint({
  method: 'DELETE',
  path: '/api/imports/uploads/:uploadId',
  access: 'imports:run',
  summary: 'Deletes an uploaded file',
  params: z.object({ uploadId: zId }),
  output: z.object({}),
});
