import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildUploads, TILL_FILE, TILL_MAP } from '../../../test/factories-uploads.ts';
import { runDueJobs } from '../../platform/jobs.ts';
import { newId } from '../../shared/ids.ts';
import { importJob } from './jobs.ts';
import { errorFileOf } from './service/run-batch.ts';
import { runQueuedImport } from './service/start.ts';
import { removeExpiredUploads, uploadPath } from './service/uploads.ts';

const context = await createTestContext();
const { shop, upload, ask } = await buildUploads(context);

describe('an import in the background that is stopped', () => {
  const start = async (content = TILL_FILE) => {
    const { uploadId } = (await upload(content)).json();
    return (await ask({ method: 'POST', url: '/api/imports', payload: { uploadId, map: TILL_MAP } })).json().batchId;
  };
  const run = (batchId: string, signal?: AbortSignal) =>
    runQueuedImport(context, { workspaceId: shop.workspaceId, batchId, locale: 'ko' }, signal);

  /** What the jobs of so many attempts failed with. The worker writes it after it has let go of the job. */
  const failures = async (maxAttempts: number) => {
    const { rows } = await context.database.pool.query(
      'select last_error from graphile_worker._private_jobs where attempts = 1 and max_attempts = $1',
      [maxAttempts],
    );
    return rows.map((row) => String(row.last_error)).join('\n');
  };

  it('goes back to waiting, and its next turn brings it home', async () => {
    const batchId = await start();
    await expect(run(batchId, AbortSignal.abort())).rejects.toThrow();
    expect((await ask({ method: 'GET', url: `/api/imports/${batchId}` })).json()).toMatchObject({ state: 'waiting' });
    await run(batchId);
    expect((await ask({ method: 'GET', url: `/api/imports/${batchId}` })).json()).toMatchObject({ state: 'done' });
  });

  it('ends as failed, with a sentence, once its last attempt has failed', async () => {
    const batchId = await start();
    const failing = { ...importJob, run: () => Promise.reject(new Error('no such person: "김하나, 010-1234-5678"')) };
    const attempt = async () => {
      await context.database.pool.query('update graphile_worker._private_jobs set run_at = now(), max_attempts = 2');
      await runDueJobs(context, [failing]);
      return (await ask({ method: 'GET', url: `/api/imports/${batchId}` })).json();
    };
    expect(await attempt()).toMatchObject({ state: 'waiting', error: null });
    // The queue keeps what it failed with: the words, and no value of a person.
    await expect.poll(() => failures(2), { timeout: 10_000 }).toContain('no such person: "…"');
    expect(await failures(2)).not.toContain('김하나');
    const failed = await attempt();
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'unavailable' }, result: null });
    expect(failed.error.message.ko).toMatch(/요\.$/);
    expect(failed.finishedAt).not.toBeNull();
  });

  it('keeps what it failed with, and no value of a person, when giving it up fails too', async () => {
    await start();
    const logged: unknown[] = [];
    const failing = {
      ...importJob,
      run: () => Promise.reject(new Error('no such person: "김하나"')),
      giveUp: () => Promise.reject(new Error('nobody there: "010-1234-5678"')),
    };
    const log = { ...context.log, error: (...said: unknown[]) => void logged.push(said) };
    await context.database.pool.query('update graphile_worker._private_jobs set run_at = now(), max_attempts = 1');
    await runDueJobs({ ...context, log }, [failing]);
    await expect.poll(() => failures(1), { timeout: 10_000 }).toContain('no such person: "…"');
    expect(JSON.stringify(logged)).toContain('nobody there');
    expect(JSON.stringify([await failures(1), logged])).not.toMatch(/김하나|1234/);
  });

  it('leaves no file behind: neither of an upload without a row, nor the rows of an import taken back', async () => {
    const orphan = uploadPath(context.config, newId());
    writeFileSync(orphan, '김하나,010-1234-5678');
    const agedOrphan = (hours: number) => {
      const then = new Date(context.clock.now().getTime() - hours * 3_600_000);
      utimesSync(orphan, then, then);
    };
    const { uploadId } = (await upload(TILL_FILE)).json();
    agedOrphan(23);
    await removeExpiredUploads(context);
    expect(existsSync(orphan)).toBe(true);
    agedOrphan(25);
    await removeExpiredUploads(context);
    expect(existsSync(orphan)).toBe(false);
    expect(existsSync(uploadPath(context.config, uploadId))).toBe(true);

    const batchId = await start(TILL_FILE.replaceAll('국수', '칼국수'));
    await run(batchId);
    expect(existsSync(errorFileOf(context.config, batchId))).toBe(true);
    expect((await ask({ method: 'POST', url: `/api/imports/${batchId}/undo` })).statusCode).toBe(200);
    expect(existsSync(errorFileOf(context.config, batchId))).toBe(false);
    expect((await ask({ method: 'GET', url: `/api/imports/${batchId}/errors` })).statusCode).toBe(404);
  });
});
