import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { hostname } from 'node:os';
import {
  type JobHelpers,
  Logger,
  type Runner,
  type RunnerOptions,
  run,
  runOnce,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Context } from './context.ts';
import type { Db } from './db.ts';
import { withoutValues } from './log.ts';
import { isAlive } from './processes.ts';

/** Work done later, at least once: handlers are idempotent. Queued in the transaction that decides it. */
export interface Job<P extends z.ZodType = z.ZodType> {
  name: string;
  payload: P;
  run(context: Context, payload: z.output<P>, signal: AbortSignal): Promise<void>;
  /** Told when the last attempt has failed too: marks what would otherwise wait for ever. */
  giveUp?(context: Context, payload: z.output<P>): Promise<void>;
}

export function defineJob<P extends z.ZodType>(job: Job<P>): Job<P> {
  return job;
}

interface EnqueueOptions {
  /** Not before this instant (wall clock). */
  runAt?: Date;
  /** Jobs with the same key that have not begun are one job. */
  key?: string;
  /** Jobs of one queue run one after the other. */
  queue?: string;
  maxAttempts?: number;
}

/** Queues a job in the transaction of `db`. */
export async function enqueue<P extends z.ZodType>(
  db: Db,
  job: Job<P>,
  payload: z.input<P>,
  options: EnqueueOptions = {},
): Promise<void> {
  await sql`select graphile_worker.add_job(${job.name}, ${JSON.stringify(payload)}::json,
    queue_name := ${options.queue ?? null}, run_at := ${options.runAt ?? null}::timestamptz,
    max_attempts := ${options.maxAttempts ?? null}::int, job_key := ${options.key ?? null})`.execute(db);
}

/** Whether a job with this key waits or runs; one that was given up does neither. */
export async function isUnderWay(db: Db, key: string): Promise<boolean> {
  const { rows } = await sql<{ isThere: boolean }>`select exists (
    select from graphile_worker.jobs where key = ${key} and attempts < max_attempts) as is_there`.execute(db);
  return rows[0]?.isThere ?? false;
}

/** Something that happened, told to the modules above. Payloads carry `workspaceId`. */
export interface Event<P extends z.ZodType = z.ZodType> {
  name: string;
  payload: P;
}

export function defineEvent<P extends z.ZodType>(name: string, payload: P): Event<P> {
  return { name, payload };
}

type HowToRun<T> = (payload: T, db: Db) => EnqueueOptions | undefined | Promise<EnqueueOptions | undefined>;

interface Subscription {
  job: Job;
  options: HowToRun<never>;
}
const subscriptions = new Map<string, Subscription[]>();

/**
 * Runs a job for every event of a kind; `options` says how, or undefined when this one needs none, and may look that up in the
 * transaction that tells. Called once each from src/app/jobs.ts.
 */
export function subscribe<P extends z.ZodType>(
  event: Event<P>,
  job: Job<P>,
  options: HowToRun<z.output<P>> = () => ({}),
): void {
  const list = subscriptions.get(event.name) ?? [];
  if (list.some((subscription) => subscription.job === job)) return;
  subscriptions.set(event.name, [...list, { job, options }]);
}

/** Queues the subscribers' jobs in the transaction of `db`: they run if it commits, and not otherwise. */
export async function emit<P extends z.ZodType>(db: Db, event: Event<P>, payload: z.output<P>): Promise<void> {
  for (const { job, options } of subscriptions.get(event.name) ?? []) {
    const how = await options(payload as never, db);
    if (how) await enqueue(db, job, payload as z.input<typeof job.payload>, how);
  }
}

const quietLogger = new Logger(() => () => {});

function taskList(context: Context, jobs: readonly Job[], signal: AbortSignal): TaskList {
  return Object.fromEntries(
    jobs.map((job) => [
      job.name,
      async (payload: unknown, { job: { attempts, max_attempts: maxAttempts } }: JobHelpers) => {
        const startedAt = performance.now();
        try {
          await job.run(context, job.payload.parse(payload), signal);
          context.log.debug({ job: job.name, ms: Math.round(performance.now() - startedAt) }, 'job done');
        } catch (error) {
          const isLast = attempts >= maxAttempts;
          const failure = withoutPersonalData(error);
          context.log.error(
            { job: job.name, err: failure.message },
            isLast ? 'job failed for the last time' : 'job failed, will be tried again',
          );
          if (isLast) await giveUp(context, job, payload);
          throw failure;
        }
      },
    ]),
  );
}

/** What goes wrong here must not stand in place of what the job failed with, which the queue keeps. */
async function giveUp(context: Context, job: Job, payload: unknown): Promise<void> {
  try {
    await job.giveUp?.(context, job.payload.parse(payload));
  } catch (error) {
    context.log.error({ job: job.name, err: withoutPersonalData(error).message }, 'job could not be given up');
  }
}

/** The queue keeps what a job failed with beside the job, for as long as the job stands: no more of it than a log may have. */
function withoutPersonalData(error: unknown): Error {
  const failure = new Error(error instanceof Error ? withoutValues(error.message) : 'unknown');
  if (error instanceof Error) failure.stack = withoutValues(error.stack ?? '');
  return failure;
}

const HOST = hostname();
const RUN = randomBytes(4).toString('hex');
/** Named, so that a later start can tell whether the process behind a lock still lives. */
const workerId = (number: number) => `dangol/${HOST}/${process.pid}/${RUN}/${number}`;

/**
 * Frees jobs of workers of this machine that are dead (kill -9): the queue itself would wait four hours for them.
 * Workers of other machines are left alone.
 */
async function unlockDeadWorkers(context: Context): Promise<void> {
  const { rows } = await context.database.pool.query<{ locked_by: string }>(
    `select distinct locked_by from graphile_worker._private_jobs where locked_by is not null
     union select distinct locked_by from graphile_worker._private_job_queues where locked_by is not null`,
  );
  const dead = rows
    .map((row) => row.locked_by)
    .filter((id) => {
      const [app, host, pid, run] = id.split('/');
      if (app !== 'dangol' || host !== HOST || run === RUN) return false;
      return Number(pid) === process.pid || !isAlive(Number(pid));
    });
  if (dead.length === 0) return;
  await context.database.pool.query('select graphile_worker.force_unlock_workers($1::text[])', [dead]);
  context.log.info({ workers: dead.length }, 'jobs of stopped workers are free again');
}

/**
 * The queue writes the id of its worker pool on what it locks and makes it up itself; naming the pool at the moment it
 * is made is the only way to have our own name there.
 */
function named(id: string): WorkerEvents {
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => {
    Object.assign(workerPool, { id });
  });
  return events;
}

/** Two, so that a long import does not hold up what people wait for. A named worker does one job at a time. */
const WORKERS = 2;
const POLL_INTERVAL_MS = 2_000;

export interface Worker {
  stop(): Promise<void>;
}

/** Starts working the queue. `crontab` times are UTC. */
export async function startWorker(context: Context, jobs: readonly Job[], crontab = ''): Promise<Worker> {
  await unlockDeadWorkers(context);
  const abort = new AbortController();
  const runners: Runner[] = [];
  for (let number = 0; number < WORKERS; number += 1) {
    const options: RunnerOptions = {
      pgPool: context.database.pool,
      taskList: taskList(context, jobs, abort.signal),
      concurrency: 1,
      events: named(workerId(number)),
      pollInterval: POLL_INTERVAL_MS,
      noHandleSignals: true,
      logger: quietLogger,
      crontab: number === 0 ? crontab : '',
    };
    runners.push(await run(options));
  }
  return {
    async stop() {
      abort.abort();
      await Promise.all(runners.map((runner) => runner.stop()));
    },
  };
}

/** Works off what is due and returns: for the command line and for tests. */
export async function runDueJobs(context: Context, jobs: readonly Job[]): Promise<void> {
  await unlockDeadWorkers(context);
  const options: RunnerOptions = {
    pgPool: context.database.pool,
    taskList: taskList(context, jobs, new AbortController().signal),
    events: named(workerId(WORKERS)),
    concurrency: 1,
    noHandleSignals: true,
    logger: quietLogger,
  };
  await runOnce(options);
}
