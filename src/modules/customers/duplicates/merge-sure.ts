import { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { zReason } from '../contract/identity.ts';
import { mergeCustomers } from '../merge/service.ts';
import { chooseKept, isSurePair, SURE_SCORE } from './rules/sure.ts';
import { readSides } from './sides.ts';
import { listPairRowsFrom } from './store.ts';

/** Merged in one call: a request stays short, and whoever presses sees how far it is. */
const PAIRS_A_CALL = 20;

/** The pairs that are sure, the surest first. */
export async function listSurePairs(db: Db, workspaceId: string) {
  const rows = await listPairRowsFrom(db, workspaceId, SURE_SCORE);
  return rows.filter(({ score, reasons }) => isSurePair({ score, reasons: z.array(zReason).parse(reasons) }));
}

/**
 * Merges some of the sure pairs (OP-04), each a merge of its own that can be taken back by itself. Somebody who was merged
 * a moment ago is merged into who shows her now. Answers with the merges and how many sure pairs are left.
 * @throws AppError forbidden
 */
export async function mergeSurePairs(db: Db, actor: Actor, now: Date): Promise<{ mergeIds: string[]; left: number }> {
  actor.require('customers:merge');
  const { workspaceId } = actor;
  const sure = await listSurePairs(db, workspaceId);
  const chosen = sure.slice(0, PAIRS_A_CALL);
  const ids = [...new Set(chosen.flatMap(({ aCustomerId, bCustomerId }) => [aCustomerId, bCustomerId]))];
  const sides = await readSides(db, workspaceId, ids);
  const mergeIds: string[] = [];
  for (const { aCustomerId, bCustomerId, score } of chosen) {
    const [a, b] = [sides.get(aCustomerId), sides.get(bCustomerId)];
    if (!a || !b) continue;
    const into = chooseKept(a, b);
    const from = into === aCustomerId ? bCustomerId : aCustomerId;
    try {
      mergeIds.push((await mergeCustomers(db, actor, { into, from, score, reason: 'sure', now })).mergeId);
    } catch (error) {
      // Three records of one person: the third pair says what the first two did.
      if (!(error instanceof AppError) || !['conflict', 'not_found'].includes(error.code)) throw error;
    }
  }
  return { mergeIds, left: mergeIds.length === 0 ? 0 : (await listSurePairs(db, workspaceId)).length };
}
