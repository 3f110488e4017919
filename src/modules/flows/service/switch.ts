import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { cancelInforms } from '../../messaging/index.ts';
import { getPolicy, stopPlay } from '../../plays/index.ts';
import { recordAccess } from '../../staff/index.ts';
import { type Flow, type FlowDocument, zFlowDocument } from '../contract.ts';
import type { FlowMoment } from '../enter.ts';
import { queueTending } from '../jobs.ts';
import { previewDocument } from '../preview.ts';
import { draftOf, listActing, seeToPlay } from '../step-play.ts';
import {
  endRuns,
  type FlowRow,
  insertVersion,
  listActiveRuns,
  listStepPlays,
  lockFlow,
  updateFlowRow,
} from '../store.ts';
import { getFlowRow, momentAt, sayFlow } from './flow.ts';

/**
 * Whether this person may have this document send: where the shop wants approval only who may give it, and nothing that
 * would keep its messages from going. @throws AppError forbidden | invalid_input
 */
export async function requireSendable(
  context: Context,
  actor: Actor,
  moment: FlowMoment,
  input: { flowId: string; document: FlowDocument },
): Promise<void> {
  actor.require('plays:send');
  const { approvalRequired } = await getPolicy(context.database.of(actor.workspaceId), actor.workspaceId);
  if (approvalRequired) actor.require('plays:approve');
  const { warnings } = await previewDocument(context, moment, input);
  const blocking = warnings.filter((warning) => warning.blocking);
  if (blocking.length === 0) return;
  throw new AppError('invalid_input', 'the flow cannot be switched on', {
    userMessage: {
      ko: '아직 보낼 수 없어요. 화면에 적힌 것을 먼저 채워 주세요.',
      en: 'It cannot send yet. Fill in first what the screen names.',
    },
    details: { warnings: blocking.map(({ code }) => code) },
  });
}

/** Launches the plays of its steps, so that what keeps them from being sent is said now and not at the first person. */
export async function launchSteps(context: Context, moment: FlowMoment, row: FlowRow): Promise<void> {
  const { workspaceId, flowId, version, name } = row;
  const document = zFlowDocument.parse(row.document);
  for (const acting of listActing(document)) {
    await seeToPlay(context, moment, {
      key: { workspaceId, flowId, version, stepKey: acting.stepKey, round: 1 },
      draft: draftOf({ name, document, acting, round: 1 }),
    });
  }
}

/**
 * Switches an automation on, or goes on with one that was paused. Twice is once.
 * @throws AppError forbidden | not_found | invalid_input (a warning that blocks)
 */
export async function switchOn(
  context: Context,
  actor: Actor,
  { flowId, now }: { flowId: string; now: Date },
): Promise<Flow> {
  actor.require('plays:send');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const moment = await momentAt(db, workspaceId, now);
  const before = await getFlowRow(db, workspaceId, flowId);
  if (before.state === 'on') return sayFlow(db, before);
  await requireSendable(context, actor, moment, { flowId, document: zFlowDocument.parse(before.document) });
  const row = await inTransaction(db, async (db) => {
    const held = await lockFlow(db, workspaceId, flowId);
    if (!held) throw new AppError('not_found', 'no such flow');
    if (held.state === 'on') return held;
    // Its plays were stopped when it was last switched off, and a stopped play lets nobody in.
    const version = held.state === 'paused' || held.switchedOffAt === null ? held.version : held.version + 1;
    if (version !== held.version) {
      await insertVersion(db, {
        workspaceId,
        flowId,
        version,
        document: JSON.stringify(held.document),
        createdBy: actor.accountId,
        createdAt: now,
      });
    }
    await updateFlowRow(db, workspaceId, flowId, {
      state: 'on',
      version,
      switchedOnAt: now,
      switchedOnBy: actor.accountId,
      askedAt: null,
      askedBy: null,
      sentBackNote: '',
      updatedAt: now,
    });
    await recordAccess(db, actor, { action: 'send', subject: `flow ${flowId}`, result: 'switched on' }, now);
    return getFlowRow(db, workspaceId, flowId);
  });
  await launchSteps(context, moment, row);
  // Once the plays are there, so that the first people find them; killed before this, the job of every few minutes does it.
  await queueTending(db, workspaceId);
  return sayFlow(db, row);
}

/** Pauses it: nobody enters and nobody goes on; what was handed over goes out. Twice is once. @throws AppError forbidden | not_found | conflict (off) */
export async function pauseFlow(db: Db, actor: Actor, { flowId, now }: { flowId: string; now: Date }): Promise<Flow> {
  actor.require('plays:send');
  const { workspaceId } = actor;
  return inTransaction(db, async (db) => {
    const row = await lockFlow(db, workspaceId, flowId);
    if (!row) throw new AppError('not_found', 'no such flow');
    if (row.state === 'off') {
      throw new AppError('conflict', 'the flow is off', {
        userMessage: { ko: '꺼져 있어서 잠시 멈출 것이 없어요.', en: 'It is off, so there is nothing to pause.' },
      });
    }
    await updateFlowRow(db, workspaceId, flowId, { state: 'paused', updatedAt: now });
    return sayFlow(db, await getFlowRow(db, workspaceId, flowId));
  });
}

/** Switches it off: nobody enters, whoever is inside leaves, what waits is not sent. Twice is once. @throws AppError forbidden | not_found */
export async function switchOff(db: Db, actor: Actor, { flowId, now }: { flowId: string; now: Date }): Promise<Flow> {
  actor.require('plays:send');
  const { workspaceId } = actor;
  return inTransaction(db, async (db) => {
    const row = await lockFlow(db, workspaceId, flowId);
    if (!row) throw new AppError('not_found', 'no such flow');
    if (row.state !== 'off') {
      await updateFlowRow(db, workspaceId, flowId, { state: 'off', switchedOffAt: now, updatedAt: now });
      const runIds = (await listActiveRuns(db, workspaceId, flowId)).map(({ runId }) => runId);
      await endRuns(db, { workspaceId, runIds, state: 'left', reason: 'switched_off', now });
      await cancelInforms(db, { workspaceId, automationId: flowId }, 'switched_off');
      // Of every version: whoever entered before it was changed waits for a message of an older one.
      for (const { playId } of await listStepPlays(db, workspaceId, flowId)) {
        await stopPlay(db, actor, playId, now).catch((error: unknown) => {
          // Stopped by hand or finished before: there is nothing to stop.
          if (!(error instanceof AppError && error.code === 'conflict')) throw error;
        });
      }
    }
    return sayFlow(db, await getFlowRow(db, workspaceId, flowId));
  });
}
