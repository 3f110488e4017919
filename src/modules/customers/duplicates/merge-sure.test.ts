import { beforeEach, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildShop, type TestShop } from '../../../../test/factories.ts';
import { buildPerson } from '../../../../test/factories-people.ts';
import { runDueJobs } from '../../../platform/jobs.ts';
import { listMerges } from '../merge/list.ts';
import { unmergeCustomers } from '../merge/service.ts';
import { findIdsByExternalId } from '../service.ts';
import { refreshDuplicates } from './compute.ts';
import { getSureMerge, mergeSureJob, requestSureMerge, requestSureUndo, undoSureMergeJob } from './merge-sure.ts';
import { listDuplicates } from './service.ts';

const context = await createTestContext();
const now = context.clock.now();
const TWICE = 25;

describe('all sure pairs at once (OP-04)', () => {
  let shop: TestShop;
  const status = () => getSureMerge(shop.db, shop.actor());
  const list = () => listDuplicates(shop.db, shop.actor(), { limit: 300, now });

  beforeEach(async () => {
    shop = await buildShop(context);
    for (let at = 0; at < TWICE; at += 1) {
      const phone = `+8210${22_000_000 + at * 7_919}`;
      const name = `${'김이박최정'[at % 5]}${'가나다라마'[Math.floor(at / 5)]}온`;
      await buildPerson(shop, { name, phone, externalId: `C-${at}` });
      await buildPerson(shop, { name, phone, externalId: `D-${at}` });
    }
    // Twins on a parent's phone.
    await buildPerson(shop, { name: '박도현', phone: '+821099990000' });
    await buildPerson(shop, { name: '박시우', phone: '+821099990000' });
    await refreshDuplicates(shop.db, shop.workspaceId, now);
  });

  it('are merged by a job that says how far it is, and nobody of another name with them', async () => {
    expect(await status()).toEqual({ isRunning: false, left: TWICE, last: null, undo: null });
    await requestSureMerge(shop.db, shop.actor(), now);
    await requestSureMerge(shop.db, shop.actor(), now);
    expect(await status()).toMatchObject({ isRunning: true, left: TWICE });
    await runDueJobs(context, [mergeSureJob]);
    const { last, ...done } = await status();
    expect(done).toEqual({ isRunning: false, left: 0, undo: null });
    expect(last).toMatchObject({ startedAt: now.toISOString(), done: TWICE, of: TWICE });
    expect(last?.mergeIds).toHaveLength(TWICE);
  });

  it('go on after a stop where it was', async () => {
    await requestSureMerge(shop.db, shop.actor(), now);
    const payload = { workspaceId: shop.workspaceId, accountId: null, at: now.toISOString() };
    await mergeSureJob.run(context, payload, AbortSignal.abort());
    // The total is that of the start, however far it is.
    expect(await status()).toMatchObject({ isRunning: true, left: 5, last: { done: TWICE - 5, of: TWICE } });
    await runDueJobs(context, [mergeSureJob]);
    const { left, last } = await status();
    expect([left, last?.mergeIds.length]).toEqual([0, TWICE]);
  });

  it('are taken back by a job as well, that goes on after a stop and passes over what was taken back by hand', async () => {
    await requestSureMerge(shop.db, shop.actor(), now);
    await expect(requestSureUndo(shop.db, shop.actor(), now)).rejects.toMatchObject({ code: 'conflict' });
    await runDueJobs(context, [mergeSureJob]);
    const [byHand] = (await status()).last?.mergeIds ?? [];
    await unmergeCustomers(shop.db, shop.actor(), byHand ?? '', now);
    const later = new Date(now.getTime() + 60_000);
    await requestSureUndo(shop.db, shop.actor(), later);
    await requestSureUndo(shop.db, shop.actor(), later);
    expect((await status()).undo).toEqual({
      isRunning: true,
      startedAt: later.toISOString(),
      done: 0,
      of: TWICE - 1,
    });
    await expect(requestSureMerge(shop.db, shop.actor(), later)).rejects.toMatchObject({ code: 'conflict' });
    const payload = {
      workspaceId: shop.workspaceId,
      accountId: null,
      at: later.toISOString(),
      runAt: now.toISOString(),
    };
    await undoSureMergeJob.run(context, payload, AbortSignal.abort());
    expect((await status()).undo).toMatchObject({ isRunning: true, done: 20, of: TWICE - 1 });
    await runDueJobs(context, [undoSureMergeJob]);
    // The queue forgets a job a moment after it is done.
    await expect.poll(async () => (await status()).undo?.isRunning).toBe(false);
    expect(await status()).toMatchObject({
      left: TWICE,
      last: { mergeIds: [] },
      undo: { isRunning: false, done: TWICE - 1, of: TWICE - 1 },
    });
    await expect(requestSureUndo(shop.db, shop.actor(), later)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('can be told apart in the history, and a pair taken back is there again', async () => {
    await requestSureMerge(shop.db, shop.actor(), now);
    await runDueJobs(context, [mergeSureJob]);
    const [merge] = await listMerges(shop.db, shop.actor(), { limit: 1, now });
    expect(merge?.from.name).toBe(merge?.into.name);
    const marks = [merge?.from.externalId ?? '', merge?.into.externalId ?? ''].sort();
    expect(marks).toEqual([expect.stringMatching(/^C-\d+$/), expect.stringMatching(/^D-\d+$/)]);
    expect(merge?.from.last4).toMatch(/^\d{4}$/);

    for (const mark of marks) {
      // Either number of the shop's own names who is shown.
      expect(await findIdsByExternalId(shop.db, shop.actor(), mark)).toEqual([merge?.into.customerId]);
    }

    await unmergeCustomers(shop.db, shop.actor(), merge?.mergeId ?? '', now);
    const { pairs } = await list();
    const two = pairs.map(({ a, b }) => [a.customerId, b.customerId].sort());
    expect(two).toContainEqual([merge?.from.customerId ?? '', merge?.into.customerId ?? ''].sort());
    expect((await status()).left).toBe(1);
  });
});
