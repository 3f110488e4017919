import { flushCompileCache } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import { openContext } from '../src/app/context.ts';
import { connectEvents } from '../src/app/jobs.ts';
import { dispatchLane } from '../src/modules/messaging/dispatch.ts';
import { readConfig } from '../src/platform/config.ts';
import { AppError } from '../src/shared/errors.ts';

// The product's dispatcher in a process of its own, to be killed by a test. CLOCK_OFFSET_MS moves the wall clock.
// What was compiled is kept now: killed, it would leave nothing for the next one.
flushCompileCache();
const offsetMs = Number(process.env['CLOCK_OFFSET_MS']);
const lane = { workspaceId: process.env['WORKSPACE_ID'] ?? '', laneId: process.env['LANE_ID'] ?? '' };
const clock = { now: () => new Date(Date.now() + offsetMs) };
const { context, close } = await openContext({ ...readConfig(), logLevel: 'silent' }, { clock });
connectEvents();
const never = new AbortController().signal;
const AGAIN_MS = 200;
const LATER_MS = 5_000;
for (;;) {
  const rest = await dispatchLane(context, lane, never).catch((error: unknown) => {
    // What the queue would try again a little later.
    if (error instanceof AppError && error.code === 'unavailable') return { delayMs: AGAIN_MS };
    throw error;
  });
  if (!rest) break;
  // Put off to another hour: nothing more to do today.
  if (rest.delayMs > LATER_MS) break;
  if (rest.delayMs > 0) await wait(rest.delayMs);
}
await close();
