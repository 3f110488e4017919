import { z } from 'zod';
import { defineJob } from '../../platform/jobs.ts';
import { zId } from '../../shared/endpoint.ts';
import { runDemoWork } from './work.ts';

/** Makes what the demo shop has been asked for: its history, or its next days. Goes on where it was stopped. */
export const demoWorkJob = defineJob({
  name: 'demo.work',
  payload: z.object({ workspaceId: zId }),
  run: async (context, { workspaceId }, signal) => {
    await runDemoWork(context, workspaceId, { signal });
  },
});
