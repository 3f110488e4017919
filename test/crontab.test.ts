import { parseCrontab } from 'graphile-worker';
import { describe, expect, it } from 'vitest';
import { crontab, jobs } from '../src/app/jobs.ts';

describe('the crontab', () => {
  it('is one the worker can read, and names jobs that are there: otherwise the product would not start', () => {
    const tasks = parseCrontab(crontab).map(({ task }) => task);
    expect(tasks).not.toEqual([]);
    expect(tasks.filter((task) => !jobs.some(({ name }) => name === task))).toEqual([]);
  });

  it('piles nothing up while the worker is busy or a run fails', () => {
    const items = parseCrontab(crontab);
    expect(items.filter(({ task, options }) => options.jobKey !== `cron:${task}`)).toEqual([]);
    const comesBackWithinTheHour = items.filter(({ options }) => options.maxAttempts === 1).map(({ task }) => task);
    expect(comesBackWithinTheHour).toContain('messaging:listen');
    expect(comesBackWithinTheHour).not.toContain('messaging:notices');
  });
});
