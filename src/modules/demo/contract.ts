import { z } from 'zod';
import { defineEndpoint, zDay } from '../../shared/endpoint.ts';
import { zSession } from '../staff/contract.ts';

/** Long work of the demo: making the shop, or letting days happen. `doneShare` runs from 0 to 1. */
export const zDemoWork = z.object({
  state: z.enum(['none', 'working', 'ready', 'failed']),
  step: z.enum(['people', 'sales', 'insights', 'days', 'done']),
  doneShare: z.number().min(0).max(1),
  /** True until the shop has been made: before that its screens are half empty. */
  beingMade: z.boolean(),
});

export const enterDemo = defineEndpoint({
  method: 'POST',
  path: '/api/demo',
  access: 'anonymous',
  summary:
    'Makes the demo shop when there is none, and signs the caller in to it. Anonymous only before the first run; later only for a signed-in owner',
  body: z.object({ locale: z.enum(['ko', 'en']) }),
  output: z.object({ session: zSession }),
});

export const getDemoWork = defineEndpoint({
  method: 'GET',
  path: '/api/demo/work',
  access: 'signed-in',
  summary: 'How far the demo shop is',
  output: zDemoWork,
});

export const advanceDemo = defineEndpoint({
  method: 'POST',
  path: '/api/demo/advance',
  access: 'demo:advance',
  summary: "Lets the demo shop's next days happen; a conflict in a real shop",
  body: z.object({ days: z.number().int().min(1).max(60) }),
  output: z.object({ from: zDay, to: zDay }),
});
