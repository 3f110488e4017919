import { z } from 'zod';
import { defineEndpoint, zId } from '../../../shared/endpoint.ts';
import { zPlayId } from './play.ts';

export const addPicture = defineEndpoint({
  method: 'POST',
  path: '/api/plays/:playId/pictures',
  access: 'plays:write',
  summary:
    'Sends a picture up for a draft (multipart/form-data, one part named `file`: a JPEG of at most 200 KB and 1,500 × 1,440 pixels). A text message shows it once its `message.pictureId` names it; what no message names goes with the next change',
  params: zPlayId,
  output: z.object({
    pictureId: zId,
    bytes: z.number().int(),
    width: z.number().int(),
    height: z.number().int(),
  }),
});

export const showPicture = defineEndpoint({
  method: 'GET',
  path: '/api/plays/:playId/pictures/:pictureId',
  access: 'plays:read',
  summary: 'A picture of a play, as it goes out',
  params: zPlayId.extend({ pictureId: zId }),
  output: z.unknown(),
});
