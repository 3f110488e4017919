import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { refuseSensitiveConditions } from '../../customers/index.ts';
import type { createFlow as createEndpoint, Flow, FlowDocument } from '../contract.ts';
import { makeReady } from '../ready.ts';
import { findFlow, findReadyMade, insertFlow, insertVersion, lockFlow, updateFlowRow } from '../store.ts';
import { getFlowRow, momentAt, rulesOf, sayFlow } from './flow.ts';
import { wayOfShop } from './list.ts';
import { launchSteps, requireSendable } from './switch.ts';

/**
 * Makes an automation, off; of a ready-made one there is one. Told again under the id that the screen drew, it is the same one,
 * as it stands on the screen now. @throws AppError forbidden | not_found | conflict (that id is on, or somebody else's)
 */
export async function createFlow(
  context: Context,
  actor: Actor,
  input: z.output<(typeof createEndpoint)['body']> & { now: Date },
): Promise<Flow> {
  actor.require('plays:write');
  const { workspaceId } = actor;
  const { now } = input;
  const db = context.database.of(workspaceId);
  const readyKey = 'readyKey' in input ? input.readyKey : null;
  const { name, document } =
    'readyKey' in input
      ? makeReady(input.readyKey, await wayOfShop(context, actor, await momentAt(db, workspaceId, now)))
      : input;
  await refuseSensitiveConditions(db, actor, rulesOf(document));
  const flowId = ('flowId' in input ? input.flowId : undefined) ?? newId();
  const stored = readyKey === null ? await findFlow(db, workspaceId, flowId) : undefined;
  if (stored) {
    // The answer to the first try was lost, and something may have been changed before this one: what is on the screen counts.
    if (stored.state !== 'off' || stored.createdBy !== actor.accountId) {
      throw new AppError('conflict', 'such an automation is there already');
    }
    const isSame = stored.name === name && isDeepStrictEqual(stored.document, document);
    return isSame ? sayFlow(db, stored) : updateFlow(context, actor, { flowId, name, document, now });
  }
  return inTransaction(db, async (db) => {
    const kept = {
      workspaceId,
      flowId,
      document: JSON.stringify(document),
      createdBy: actor.accountId,
      createdAt: now,
    };
    const row = await insertFlow(db, { ...kept, readyKey, name });
    if (row) await insertVersion(db, { ...kept, version: 1 });
    const before = readyKey === null ? undefined : await findReadyMade(db, workspaceId, readyKey);
    return sayFlow(db, row ?? before ?? (await getFlowRow(db, workspaceId, kept.flowId)));
  });
}

/**
 * Changes an automation; what it was stays as a version. While it is on, whoever is inside goes on by the version she
 * entered with and whoever enters goes by the new one, so changing it then is as good as sending.
 * @throws AppError forbidden | not_found | invalid_input (on, and a warning blocks)
 */
export async function updateFlow(
  context: Context,
  actor: Actor,
  input: { flowId: string; name?: string | undefined; document?: FlowDocument | undefined; now: Date },
): Promise<Flow> {
  actor.require('plays:write');
  const { workspaceId } = actor;
  const { flowId, name, document, now } = input;
  const db = context.database.of(workspaceId);
  if (document) await refuseSensitiveConditions(db, actor, rulesOf(document));
  const before = await getFlowRow(db, workspaceId, flowId);
  const moment = await momentAt(db, workspaceId, now);
  if (document && before.state !== 'off') await requireSendable(context, actor, moment, { flowId, document });
  const row = await inTransaction(db, async (db) => {
    const held = await lockFlow(db, workspaceId, flowId);
    if (!held) throw new AppError('not_found', 'no such flow');
    if (held.state !== before.state) throw new AppError('conflict', 'switched meanwhile');
    const version = held.version + (document ? 1 : 0);
    if (document) {
      await insertVersion(db, {
        workspaceId,
        flowId,
        version,
        document: JSON.stringify(document),
        createdBy: actor.accountId,
        createdAt: now,
      });
    }
    await updateFlowRow(db, workspaceId, flowId, {
      ...(name === undefined ? {} : { name }),
      ...(document ? { document: JSON.stringify(document), version } : {}),
      updatedAt: now,
    });
    return getFlowRow(db, workspaceId, flowId);
  });
  if (document && row.state !== 'off') await launchSteps(context, moment, row);
  return sayFlow(db, row);
}
