import { z } from 'zod';
import { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { defineJob, enqueue, isUnderWay } from '../../../platform/jobs.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { AppError } from '../../../shared/errors.ts';
import { type getSureMerge as statusEndpoint, zReason } from '../contract/identity.ts';
import { mergeCustomers } from '../merge/service.ts';
import { findLastMergesFor } from '../merge/store.ts';
import { chooseKept, isSurePair } from './rules/sure.ts';
import { readSides } from './sides.ts';
import { listPairRowsOnOneContact } from './store.ts';

/** Merged between two looks at what is left. */
const PAIRS_A_PORTION = 20;
/** Written on each merge of a run; all of a run have one instant. */
const REASON = 'sure';

/** The pairs that are sure, the likeliest first. */
export async function listSurePairs(db: Db, workspaceId: string) {
  const rows = await listPairRowsOnOneContact(db, workspaceId);
  return rows.filter(({ reasons }) => isSurePair({ reasons: z.array(zReason).parse(reasons) }));
}

const zPayload = z.object({ workspaceId: z.string(), accountId: z.string().nullable(), at: z.iso.datetime() });

/**
 * Merges all sure pairs (OP-04), each a merge of its own that can be taken back by itself, and goes on after a stop with
 * what is left. Twice does the same as once.
 */
export const mergeSureJob = defineJob({
  name: 'customers.mergeSure',
  payload: zPayload,
  async run(context, payload, signal) {
    const { workspaceId, accountId, at } = payload;
    const db = context.database.of(workspaceId);
    const rights = ['customers:merge'];
    const actor = new Actor({ workspaceId, accountId, locale: 'ko', ip: '', rights, clockOffsetDays: 0 });
    while ((await mergeSome(db, actor, new Date(at))) > 0) {
      if (!signal.aborted) continue;
      await enqueue(db, mergeSureJob, payload, optionsOf(workspaceId));
      return;
    }
  },
});

function optionsOf(workspaceId: string) {
  const queue = `mergeSure:${workspaceId}`;
  return { queue, key: queue };
}

/** Somebody who was merged a moment ago is merged into who shows her now. @returns how many pairs became one */
async function mergeSome(db: Db, actor: Actor, now: Date): Promise<number> {
  const { workspaceId } = actor;
  const chosen = (await listSurePairs(db, workspaceId)).slice(0, PAIRS_A_PORTION);
  const ids = [...new Set(chosen.flatMap(({ aCustomerId, bCustomerId }) => [aCustomerId, bCustomerId]))];
  const sides = await readSides(db, workspaceId, ids);
  let merged = 0;
  for (const { aCustomerId, bCustomerId, score } of chosen) {
    const [a, b] = [sides.get(aCustomerId), sides.get(bCustomerId)];
    if (!a || !b) continue;
    const into = chooseKept(a, b);
    const from = into === aCustomerId ? bCustomerId : aCustomerId;
    try {
      await mergeCustomers(db, actor, { into, from, score, reason: REASON, now });
      merged += 1;
    } catch (error) {
      // Three records of one person: the third pair says what the first two did.
      if (!(error instanceof AppError) || !['conflict', 'not_found'].includes(error.code)) throw error;
    }
  }
  return merged;
}

/** Has all sure pairs merged, in the background; asked twice, once. @throws AppError forbidden */
export async function requestSureMerge(db: Db, actor: Actor, now: Date): Promise<void> {
  actor.require('customers:merge');
  const { workspaceId, accountId } = actor;
  await inTransaction(db, async (db) => {
    // A run under way takes what has come since as well.
    if (await isUnderWay(db, optionsOf(workspaceId).key)) return;
    await enqueue(db, mergeSureJob, { workspaceId, accountId, at: now.toISOString() }, optionsOf(workspaceId));
  });
}

/** How far it is, and what the last run merged that still is one person. @throws AppError forbidden */
export async function getSureMerge(db: Db, actor: Actor): Promise<EndpointOutput<typeof statusEndpoint>> {
  actor.require('customers:merge');
  const { workspaceId } = actor;
  // Asked before what is left is counted: what is over then has left nothing uncounted.
  const isRunning = await isUnderWay(db, optionsOf(workspaceId).key);
  const [sure, last] = await Promise.all([listSurePairs(db, workspaceId), findLastMergesFor(db, workspaceId, REASON)]);
  return {
    isRunning,
    left: sure.length,
    last: last ? { startedAt: last.at.toISOString(), mergeIds: last.mergeIds } : null,
  };
}
