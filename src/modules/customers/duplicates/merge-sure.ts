import { z } from 'zod';
import { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { defineJob, enqueue, isUnderWay } from '../../../platform/jobs.ts';
import type { EndpointOutput } from '../../../shared/endpoint.ts';
import { AppError } from '../../../shared/errors.ts';
import { type getSureMerge as statusEndpoint, zReason } from '../contract/identity.ts';
import { mergeCustomers, unmergeCustomers } from '../merge/service.ts';
import { chooseKept, isSurePair } from './rules/sure.ts';
import { findLastRun, insertRun, listMergesOfRun, setRunUndo } from './run-store.ts';
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

/** Whoever asked for a run, for the merges that it makes or takes back in her name. */
const askedBy = ({ workspaceId, accountId }: z.output<typeof zPayload>) =>
  new Actor({ workspaceId, accountId, locale: 'ko', ip: '', rights: ['customers:merge'], clockOffsetDays: 0 });

/**
 * Merges all sure pairs (OP-04), each a merge of its own that can be taken back by itself, and goes on after a stop with
 * what is left. Twice does the same as once.
 */
export const mergeSureJob = defineJob({
  name: 'customers.mergeSure',
  payload: zPayload,
  async run(context, payload, signal) {
    const { workspaceId, at } = payload;
    const db = context.database.of(workspaceId);
    const actor = askedBy(payload);
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
    await refuseWhileUndoing(db, workspaceId);
    await insertRun(db, workspaceId, { at: now, pairs: (await listSurePairs(db, workspaceId)).length });
    await enqueue(db, mergeSureJob, { workspaceId, accountId, at: now.toISOString() }, optionsOf(workspaceId));
  });
}

async function refuseWhileUndoing(db: Db, workspaceId: string): Promise<void> {
  if (!(await isUnderWay(db, undoOptionsOf(workspaceId).key))) return;
  throw new AppError('conflict', 'the last run is being taken back', {
    userMessage: {
      ko: '지금 되돌리고 있어요. 끝난 뒤에 다시 해 주세요.',
      en: 'The last merges are being taken back. Please try again when that is done.',
    },
  });
}

function undoOptionsOf(workspaceId: string) {
  // In the queue of the merging: the two never run beside each other.
  return { queue: optionsOf(workspaceId).queue, key: `undoSureMerge:${workspaceId}` };
}

/**
 * Takes all of a run back, the last merge first: of three records of one person the second merge rests on the first. Goes on
 * after a stop with what still stands; a merge that somebody took back meanwhile is passed over.
 */
export const undoSureMergeJob = defineJob({
  name: 'customers.undoSureMerge',
  payload: zPayload.extend({ runAt: z.iso.datetime() }),
  async run(context, payload, signal) {
    const { workspaceId } = payload;
    const db = context.database.of(workspaceId);
    const actor = askedBy(payload);
    const run = { at: new Date(payload.runAt), reason: REASON };
    const merges = await listMergesOfRun(db, workspaceId, run);
    const standing = merges.filter(({ undoneAt }) => undoneAt === null).toReversed();
    for (const [index, { mergeId }] of standing.entries()) {
      if (signal.aborted && index >= PAIRS_A_PORTION) {
        await enqueue(db, undoSureMergeJob, payload, undoOptionsOf(workspaceId));
        return;
      }
      try {
        await unmergeCustomers(db, actor, mergeId, new Date(payload.at));
      } catch (error) {
        const after = await listMergesOfRun(db, workspaceId, run);
        // Still standing: something else is in the way, a file that is being imported, and the job comes again.
        if (after.some((one) => one.mergeId === mergeId && one.undoneAt === null)) throw error;
      }
    }
  },
});

/**
 * Has all of the last run that still stands taken back, in the background; asked twice, once.
 * @throws AppError forbidden | conflict
 */
export async function requestSureUndo(db: Db, actor: Actor, now: Date): Promise<void> {
  actor.require('customers:merge');
  const { workspaceId, accountId } = actor;
  await inTransaction(db, async (db) => {
    const options = undoOptionsOf(workspaceId);
    if (await isUnderWay(db, options.key)) return;
    const run = await findLastRun(db, workspaceId);
    const merges = run ? await listMergesOfRun(db, workspaceId, { at: run.at, reason: REASON }) : [];
    const undoPairs = merges.filter(({ undoneAt }) => undoneAt === null).length;
    if (!run || undoPairs === 0 || (await isUnderWay(db, optionsOf(workspaceId).key))) throw nothingToUndo();
    await setRunUndo(db, workspaceId, { at: run.at, undoAt: now, undoPairs });
    const payload = { workspaceId, accountId, at: now.toISOString(), runAt: run.at.toISOString() };
    await enqueue(db, undoSureMergeJob, payload, options);
  });
}

const nothingToUndo = () =>
  new AppError('conflict', 'no run that could be taken back', {
    userMessage: {
      ko: '지금 되돌릴 것이 없어요. 화면을 새로 열어 주세요.',
      en: 'There is nothing to take back now. Open the page anew.',
    },
  });

/** How far merging or taking back is, and what the last run merged that still is one person. @throws AppError forbidden */
export async function getSureMerge(db: Db, actor: Actor): Promise<EndpointOutput<typeof statusEndpoint>> {
  actor.require('customers:merge');
  const { workspaceId } = actor;
  // Asked before what is left is counted: what is over then has left nothing uncounted.
  const isRunning = await isUnderWay(db, optionsOf(workspaceId).key);
  const isUndoing = await isUnderWay(db, undoOptionsOf(workspaceId).key);
  const [sure, run] = await Promise.all([listSurePairs(db, workspaceId), findLastRun(db, workspaceId)]);
  const merges = run ? await listMergesOfRun(db, workspaceId, { at: run.at, reason: REASON }) : [];
  const mergeIds = merges.flatMap(({ mergeId, undoneAt }) => (undoneAt === null ? [mergeId] : []));
  const { undoAt = null, undoPairs = null } = run ?? {};
  const back = merges.filter(({ undoneAt }) => undoAt !== null && undoneAt?.getTime() === undoAt.getTime()).length;
  return {
    isRunning,
    left: sure.length,
    // What came in while it ran was merged with the rest.
    last: run
      ? { startedAt: run.at.toISOString(), mergeIds, done: merges.length, of: Math.max(run.pairs, merges.length) }
      : null,
    undo:
      undoAt === null || undoPairs === null
        ? null
        : { isRunning: isUndoing, startedAt: undoAt.toISOString(), done: back, of: undoPairs },
  };
}
