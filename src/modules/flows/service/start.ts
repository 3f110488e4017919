import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { zonedParts } from '../../../shared/time.ts';
import { listMembers } from '../../segments/index.ts';
import { zFlowDocument } from '../contract.ts';
import { enterFlow } from '../enter.ts';
import { queueTending } from '../jobs.ts';
import { steerToSurplus } from '../surplus.ts';
import { getFlowRow, momentAt } from './flow.ts';

/** Lets in whoever the rule of a manual automation finds now; the same key starts once. @throws AppError forbidden | not_found | conflict (off, or not manual) */
export async function startFlow(
  context: Context,
  actor: Actor,
  { flowId, startKey, now }: { flowId: string; startKey: string; now: Date },
): Promise<{ entered: number }> {
  actor.require('plays:send');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const [row, moment] = await Promise.all([getFlowRow(db, workspaceId, flowId), momentAt(db, workspaceId, now)]);
  const written = { readyKey: row.readyKey, document: zFlowDocument.parse(row.document) };
  const { trigger } = await steerToSurplus(db, written, moment);
  if (row.state !== 'on' || trigger.kind !== 'manual') {
    throw new AppError('conflict', 'not a manual flow that is on', {
      userMessage: { ko: '켜져 있을 때만 시작할 수 있어요.', en: 'It can only be started while it is on.' },
    });
  }
  const { hour } = zonedParts(now, moment.workspace.timeZone);
  const customerIds = await listMembers(db, { workspaceId, rule: trigger.rule, today: moment.today, hour });
  const entered = await inTransaction(db, async (db) => {
    const ids = await enterFlow(db, {
      workspaceId,
      flowId,
      entries: customerIds.map((customerId) => ({ customerId, entryKey: `start:${startKey}` })),
      now,
    });
    await queueTending(db, workspaceId);
    return ids;
  });
  return { entered: entered.length };
}
