import { z } from 'zod';
import { defineEndpoint, zId } from '../../../shared/endpoint.ts';

export const informPerson = defineEndpoint({
  method: 'POST',
  path: '/api/customers/:customerId/inform',
  access: 'plays:send',
  summary:
    'Tells one person of her own reservation, order or points with an approved AlimTalk template (AD-02, AD-40); advertising in it is refused with its rule. The same key sends once',
  params: z.object({ customerId: zId }),
  body: z.object({
    templateId: zId,
    /** What stands for each variable: {'#{주문번호}': '17'}. */
    values: z.record(z.string().max(50), z.string().trim().max(200)),
    /** The same words as text message where KakaoTalk cannot deliver (AD-32). */
    smsFallback: z.boolean().default(true),
    informKey: zId,
  }),
  /** 0: this key was used before. */
  output: z.object({ queued: z.number().int() }),
});
