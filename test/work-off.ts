import { jobs } from '../src/app/jobs.ts';
import { refitPeopleJob } from '../src/mart/index.ts';
import { type Job, runDueJobs } from '../src/platform/jobs.ts';
import type { TestContext } from './database.ts';

const ALL_BUT_THE_FIT = jobs.filter((job) => job !== refitPeopleJob);

/**
 * Works off everything that waits, but for the nightly fit of everybody's models: it follows every import, takes threads of
 * its own, and is asked for where models are tested (src/mart/jobs.test.ts, src/mart/person-model). `also`: a test's own jobs.
 */
export const workOff = (context: TestContext, ...also: Job[]) => runDueJobs(context, [...ALL_BUT_THE_FIT, ...also]);
