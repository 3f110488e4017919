import type { z } from 'zod';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { type createDecision, type listDecisions, zDecision } from './contract/decisions.ts';
import { insertDecision, listDecisionRows, updateDecisionState, upsertSourceCost } from './store.ts';

/** What was decided about findings and is still to be done, or was (FE-08). @throws AppError forbidden */
export async function findDecisions(
  db: Db,
  actor: Actor,
  state: 'open' | 'done' | 'dropped',
): Promise<z.output<typeof listDecisions.output>> {
  actor.require('insights:read');
  const rows = await listDecisionRows(db, actor.workspaceId, state);
  return {
    decisions: rows.map((row) =>
      zDecision.parse({
        ...row,
        createdAt: row.createdAt.toISOString(),
        closedAt: row.closedAt?.toISOString() ?? null,
      }),
    ),
  };
}

/** Writes a decision down as an open task. @throws AppError forbidden */
export async function decideFinding(db: Db, actor: Actor, input: z.output<typeof createDecision.body> & { now: Date }) {
  actor.require('plays:write');
  const { now, ...decision } = input;
  const decisionId = await insertDecision(db, {
    ...decision,
    workspaceId: actor.workspaceId,
    createdAt: now,
    createdBy: actor.accountId,
  });
  return { decisionId };
}

/** Closes a decision as done or dropped, or opens it again. @throws AppError forbidden | not_found */
export async function closeDecision(
  db: Db,
  actor: Actor,
  { decisionId, state, now }: { decisionId: string; state: 'open' | 'done' | 'dropped'; now: Date },
) {
  actor.require('plays:write');
  const closedAt = state === 'open' ? null : now;
  const found = await updateDecisionState(db, { workspaceId: actor.workspaceId, decisionId, state, closedAt });
  if (!found) throw new AppError('not_found', 'no such decision');
  return { ok: true as const };
}

/** Says what a source cost in a month (MT-22). @throws AppError forbidden */
export async function setSourceCost(db: Db, actor: Actor, input: { source: string; month: string; costMinor: number }) {
  actor.require('settings:write');
  await upsertSourceCost(db, { workspaceId: actor.workspaceId, ...input, month: `${input.month}-01` });
  return { ok: true as const };
}
