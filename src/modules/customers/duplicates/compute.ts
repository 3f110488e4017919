import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { recordAccess } from '../../staff/index.ts';
import { listFirstExternalIds } from '../store.ts';
import { compareInThread } from './off-thread/index.ts';
import { findRecycled } from './recycled.ts';
import { DEFAULT_MIN_SCORE, type LikelyPair } from './rules/find.ts';
import { listDifferentPairs, lockDuplicates, readPeopleToCompare, replacePairs } from './store.ts';

/** What a look through everybody found. */
export interface DuplicateRun {
  pairs: LikelyPair[];
  people: number;
  candidates: number;
  tookMs: number;
}

/**
 * Compares everybody with everybody who shares a key, in a thread of its own; pairs that somebody called two people are left
 * out. With `recycledAt` pairs of whom one has probably lost the number to the other by then are told whatever their score (OP-05).
 */
async function runOver(
  db: Db,
  workspaceId: string,
  { minScore, recycledAt }: { minScore: number; recycledAt?: Date },
): Promise<DuplicateRun> {
  const startedAt = performance.now();
  let people = 0;
  async function* read() {
    for await (const some of readPeopleToCompare(db, workspaceId)) {
      people += some.length;
      yield some;
    }
  }
  const { pairs, candidates, otherNames } = await compareInThread(read(), { minScore });
  const different = await listDifferentPairs(db, workspaceId);
  const recycled = recycledAt ? await findRecycled(db, { workspaceId, pairs: otherNames, now: recycledAt }) : [];
  const anyway = new Set(recycled.map(({ a, b }) => `${a} ${b}`));
  return {
    pairs: pairs.filter(
      ({ a, b, score }) => (score >= minScore || anyway.has(`${a} ${b}`)) && !different.has(`${a} ${b}`),
    ),
    people,
    candidates,
    tookMs: Math.round(performance.now() - startedAt),
  };
}

/**
 * Likely duplicates as of now, the surest first, with an id another system knows each by. Logged.
 * @throws AppError forbidden
 */
export async function findDuplicates(
  db: Db,
  actor: Actor,
  { minScore = DEFAULT_MIN_SCORE, now }: { minScore?: number | undefined; now: Date },
) {
  actor.require('customers:merge');
  const run = await runOver(db, actor.workspaceId, { minScore });
  const ids = [...new Set(run.pairs.flatMap(({ a, b }) => [a, b]))];
  const externalIds = new Map(
    (await listFirstExternalIds(db, actor.workspaceId, ids)).map((row) => [row.customerId, row.externalId]),
  );
  await recordAccess(db, actor, { action: 'list', subject: `duplicates ${run.pairs.length}` }, now);
  return {
    ...run,
    pairs: run.pairs.map((pair) => ({
      ...pair,
      externalA: externalIds.get(pair.a) ?? null,
      externalB: externalIds.get(pair.b) ?? null,
    })),
  };
}

/** Computes the pairs that the screen shows. Twice does the same as once. */
export async function refreshDuplicates(db: Db, workspaceId: string, now: Date): Promise<DuplicateRun> {
  const run = await runOver(db, workspaceId, { minScore: DEFAULT_MIN_SCORE, recycledAt: now });
  await inTransaction(db, async (db) => {
    await lockDuplicates(db, workspaceId);
    await replacePairs(db, workspaceId, { ...run, computedAt: now });
  });
  return run;
}
