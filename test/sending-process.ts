import { flushCompileCache } from 'node:module';
import { openContext } from '../src/app/context.ts';
import { jobs } from '../src/app/jobs.ts';
import { systemClock } from '../src/platform/clock.ts';
import { readConfig } from '../src/platform/config.ts';
import { runDueJobs } from '../src/platform/jobs.ts';

// The product working off its queue in a process of its own, to be killed by a test. The clock stands still at the
// test's day until CLOCK is empty.
// What was compiled is kept now: killed, it would leave nothing for the next one.
flushCompileCache();
const clock = process.env['CLOCK'] ? { now: () => new Date(process.env['CLOCK'] ?? '') } : systemClock;
const { context, close } = await openContext({ ...readConfig(), logLevel: 'silent' }, { clock });
await runDueJobs(context, jobs);
await close();
