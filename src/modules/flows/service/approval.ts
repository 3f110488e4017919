import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Flow } from '../contract.ts';
import { lockFlow, updateFlowRow } from '../store.ts';
import { getFlowRow, sayFlow } from './flow.ts';

/** Lays it before whoever may approve; it stays off until then. Twice is once. @throws AppError forbidden | not_found | conflict (on) */
export async function askSwitchOn(db: Db, actor: Actor, { flowId, now }: { flowId: string; now: Date }): Promise<Flow> {
  actor.require('plays:write');
  const { workspaceId } = actor;
  return inTransaction(db, async (db) => {
    const row = await lockFlow(db, workspaceId, flowId);
    if (!row) throw new AppError('not_found', 'no such flow');
    if (row.state === 'on') {
      throw new AppError('conflict', 'the flow is on', {
        userMessage: { ko: '이미 켜져 있어요.', en: 'It is on already.' },
      });
    }
    if (row.askedAt === null) {
      await updateFlowRow(db, workspaceId, flowId, {
        askedAt: now,
        askedBy: actor.accountId,
        sentBackNote: '',
        updatedAt: now,
      });
    }
    return sayFlow(db, await getFlowRow(db, workspaceId, flowId));
  });
}

/**
 * Takes the request off an automation: whoever asked takes it back, whoever may approve sends it back with a note.
 * @throws AppError forbidden (neither of the two) | not_found | conflict (nobody has asked)
 */
export async function sendBackFlow(
  db: Db,
  actor: Actor,
  { flowId, note, now }: { flowId: string; note: string; now: Date },
): Promise<Flow> {
  actor.require('plays:write');
  const { workspaceId } = actor;
  return inTransaction(db, async (db) => {
    const row = await lockFlow(db, workspaceId, flowId);
    if (!row) throw new AppError('not_found', 'no such flow');
    if (row.askedAt === null) {
      throw new AppError('conflict', 'nobody has asked', {
        userMessage: { ko: '승인을 기다리고 있지 않아요.', en: 'It does not wait for approval.' },
      });
    }
    if (row.askedBy !== actor.accountId) actor.require('plays:approve');
    await updateFlowRow(db, workspaceId, flowId, { askedAt: null, askedBy: null, sentBackNote: note, updatedAt: now });
    return sayFlow(db, await getFlowRow(db, workspaceId, flowId));
  });
}
