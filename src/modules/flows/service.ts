import type { z } from 'zod';
import type { Actor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { minorUnitDigits } from '../../shared/money.ts';
import { businessDayOf, zonedParts } from '../../shared/time.ts';
import { findWaysOut, listPlays, stopPlay } from '../plays/index.ts';
import { findNames, listMembers, type Names, type Rule } from '../segments/index.ts';
import { recordAccess } from '../staff/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import {
  type createFlow as createEndpoint,
  type Flow,
  type FlowDocument,
  type FlowPreview,
  type FlowSummary,
  type getFlow as getEndpoint,
  listSteps,
  READY_KEYS,
  type ReadyFlow,
  zFlowDocument,
  zReadyKey,
} from './contract.ts';
import { enterFlow, type FlowMoment } from './enter.ts';
import { queueTending } from './jobs.ts';
import { previewDocument } from './preview.ts';
import { makeReady, nameReady } from './ready.ts';
import { describeFlow, listLines } from './sentence.ts';
import { draftOf, listActing, seeToPlay } from './step-play.ts';
import {
  countInside,
  countRuns,
  endRuns,
  type FlowRow,
  findFlow,
  findReadyMade,
  insertFlow,
  insertVersion,
  listActiveRuns,
  listFlowRows,
  listStepPlays,
  listVersionRows,
  lockFlow,
  updateFlowRow,
} from './store.ts';

/** The shop's moment: its own clock, which in the demo runs ahead. */
export async function momentAt(db: Db, workspaceId: string, now: Date): Promise<FlowMoment> {
  const workspace = await getWorkspace(db, workspaceId);
  return { workspaceId, workspace, today: businessDayOf(now, workspace), now };
}

/** @throws AppError not_found */
export async function getFlowRow(db: Db, workspaceId: string, flowId: string): Promise<FlowRow> {
  const row = await findFlow(db, workspaceId, flowId);
  if (!row) throw new AppError('not_found', 'no such flow');
  return row;
}

/** Every rule a document asks with: the words of all of them are looked up at once. */
function rulesOf({ trigger, exitWhen, steps }: FlowDocument): Rule[] {
  const ofSteps = listSteps(steps).flatMap(({ step }) => {
    if (step.kind === 'branch') return [step.rule];
    return step.kind === 'choose' ? step.candidates.flatMap(({ when }) => when ?? []) : [];
  });
  const ofTrigger: Rule[] =
    trigger.kind === 'manual'
      ? [trigger.rule]
      : trigger.kind === 'group'
        ? [{ fact: 'group', segmentId: trigger.segmentId }]
        : [];
  return [...ofTrigger, ...(exitWhen ? [exitWhen] : []), ...ofSteps];
}

function toFlow(row: FlowRow, names: Names): Flow {
  const document = zFlowDocument.parse(row.document);
  return {
    flowId: row.flowId,
    readyKey: row.readyKey === null ? null : zReadyKey.parse(row.readyKey),
    name: row.name,
    state: row.state === 'on' ? 'on' : 'off',
    version: row.version,
    document,
    sentence: describeFlow(document, names),
    lines: listLines(document.steps, names),
    switchedOnAt: row.switchedOnAt?.toISOString() ?? null,
  };
}

async function sayFlow(db: Db, row: FlowRow): Promise<Flow> {
  return toFlow(row, await findNames(db, row.workspaceId, rulesOf(zFlowDocument.parse(row.document))));
}

/** Automations with who is inside and what they brought, and the ready-made ones. @throws AppError forbidden */
export async function listFlows(
  context: Context,
  actor: Actor,
  now: Date,
): Promise<{ flows: FlowSummary[]; ready: ReadyFlow[] }> {
  actor.require('plays:read');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const moment = await momentAt(db, workspaceId, now);
  const rows = await listFlowRows(db, workspaceId);
  const [names, inside, stepPlays, plays] = await Promise.all([
    findNames(
      db,
      workspaceId,
      rows.flatMap((row) => rulesOf(zFlowDocument.parse(row.document))),
    ),
    countRuns(db, workspaceId),
    listStepPlays(db, workspaceId),
    rows.length === 0 ? [] : listPlays(context, actor, moment.today),
  ]);
  const playOf = new Map(plays.map((one) => [one.play.playId, one]));
  const shop = await wayOfShop(context, actor, moment);
  const made = new Map(rows.map((row) => [row.readyKey, row.flowId]));
  const flows = rows.map((row) => ({
    ...toFlow(row, names),
    inside: inside.get(row.flowId)?.inside ?? 0,
    done: inside.get(row.flowId)?.done ?? 0,
    left: inside.get(row.flowId)?.departed ?? 0,
    plays: stepPlays
      .filter(({ flowId }) => flowId === row.flowId)
      .flatMap(({ playId, stepKey, round, version }) => {
        const own = playOf.get(playId);
        if (!own) return [];
        return {
          playId,
          stepId: stepKey,
          round,
          version,
          treated: own.treated,
          holdout: own.holdout,
          verdict: own.result?.verdict ?? null,
          sentence: own.result?.sentence ?? null,
          incrementalRevenue: own.result?.incrementalRevenue ?? null,
          cost: own.result?.cost ?? null,
        };
      }),
  }));
  const bare = await findNames(db, workspaceId, []);
  const ready = READY_KEYS.map((key) => {
    const { document } = makeReady(key, shop);
    return { key, name: nameReady(key), sentence: describeFlow(document, bare), flowId: made.get(key) ?? null };
  });
  return { flows, ready };
}

/** One automation with the people at each step. @throws AppError forbidden | not_found */
export async function getFlow(
  context: Context,
  actor: Actor,
  { flowId, now }: { flowId: string; now: Date },
): Promise<z.output<(typeof getEndpoint)['output']>> {
  actor.require('plays:read');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  await getFlowRow(db, workspaceId, flowId);
  const { flows } = await listFlows(context, actor, now);
  const summary = flows.find((one) => one.flowId === flowId);
  if (!summary) throw new AppError('not_found', 'no such flow');
  const [counts, versions] = await Promise.all([
    countInside(db, workspaceId, flowId),
    listVersionRows(db, workspaceId, flowId),
  ]);
  const of = (state: string) =>
    Object.fromEntries(counts.filter((one) => one.state === state).map(({ key, count }) => [key, count]));
  return {
    ...summary,
    waiting: of('active'),
    leftBecause: of('left'),
    versions: versions.map(({ version, createdAt }) => ({ version, createdAt: createdAt.toISOString() })),
  };
}

/** Language, currency and way out of a shop's ready-made automations: the first channel through which it can send. */
async function wayOfShop(context: Context, actor: Actor, { workspace }: FlowMoment) {
  const ways = await findWaysOut(context, workspace, [{ channel: 'email' }, { channel: 'sms' }]);
  return {
    locale: actor.locale,
    channel: ways.has('email') || !ways.has('sms') ? ('email' as const) : ('sms' as const),
    minorDigits: minorUnitDigits(workspace.currency),
  };
}

/** Makes an automation, off; of a ready-made one there is one. @throws AppError forbidden | not_found */
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
  return inTransaction(db, async (db) => {
    const kept = {
      workspaceId,
      flowId: newId(),
      document: JSON.stringify(document),
      createdBy: actor.accountId,
      createdAt: now,
    };
    const row = await insertFlow(db, { ...kept, readyKey, name });
    if (row) await insertVersion(db, { ...kept, version: 1 });
    const shown = row ?? (readyKey === null ? undefined : await findReadyMade(db, workspaceId, readyKey));
    if (!shown) throw new AppError('conflict', 'the flow was not made');
    return sayFlow(db, shown);
  });
}

/** Changes an automation that is off; what it was stays as a version. @throws AppError forbidden | not_found | conflict */
export async function updateFlow(
  db: Db,
  actor: Actor,
  input: { flowId: string; name?: string | undefined; document?: FlowDocument | undefined; now: Date },
): Promise<Flow> {
  actor.require('plays:write');
  const { workspaceId } = actor;
  const { flowId, name, document, now } = input;
  return inTransaction(db, async (db) => {
    const row = await lockFlow(db, workspaceId, flowId);
    if (!row) throw new AppError('not_found', 'no such flow');
    if (row.state === 'on') {
      throw new AppError('conflict', 'the flow is on', {
        userMessage: {
          ko: '켜져 있는 자동 실행은 바꿀 수 없어요. 먼저 꺼 주세요.',
          en: 'An automation that is on cannot be changed. Switch it off first.',
        },
      });
    }
    const version = row.version + (document ? 1 : 0);
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
    return sayFlow(db, await getFlowRow(db, workspaceId, flowId));
  });
}

/**
 * Switches an automation on: its plays are launched, so that what keeps them from being sent is said now and not at the
 * first person. Twice is once.
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
  const preview = await previewDocument(context, moment, { flowId, document: zFlowDocument.parse(before.document) });
  const blocking = preview.warnings.filter((warning) => warning.blocking);
  if (blocking.length > 0) {
    throw new AppError('invalid_input', 'the flow cannot be switched on', {
      userMessage: {
        ko: '아직 보낼 수 없어요. 화면에 적힌 것을 먼저 채워 주세요.',
        en: 'It cannot send yet. Fill in first what the screen names.',
      },
      details: { warnings: blocking.map(({ code }) => code) },
    });
  }
  const row = await inTransaction(db, async (db) => {
    const held = await lockFlow(db, workspaceId, flowId);
    if (!held) throw new AppError('not_found', 'no such flow');
    if (held.state === 'on') return held;
    // Its plays were stopped when it was last switched off, and a stopped play lets nobody in.
    const version = held.switchedOffAt === null ? held.version : held.version + 1;
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
      updatedAt: now,
    });
    await recordAccess(db, actor, { action: 'send', subject: `flow ${flowId}`, result: 'switched on' }, now);
    await queueTending(db, workspaceId);
    return getFlowRow(db, workspaceId, flowId);
  });
  const document = zFlowDocument.parse(row.document);
  for (const acting of listActing(document)) {
    await seeToPlay(context, moment, {
      key: { workspaceId, flowId, version: row.version, stepKey: acting.stepKey, round: 1 },
      draft: draftOf({ name: row.name, document, acting, round: 1 }),
    });
  }
  return sayFlow(db, row);
}

/** Switches it off: nobody enters, whoever is inside leaves, what waits is not sent. Twice is once. @throws AppError forbidden | not_found */
export async function switchOff(db: Db, actor: Actor, { flowId, now }: { flowId: string; now: Date }): Promise<Flow> {
  actor.require('plays:send');
  const { workspaceId } = actor;
  return inTransaction(db, async (db) => {
    const row = await lockFlow(db, workspaceId, flowId);
    if (!row) throw new AppError('not_found', 'no such flow');
    if (row.state === 'on') {
      await updateFlowRow(db, workspaceId, flowId, { state: 'off', switchedOffAt: now, updatedAt: now });
      const runIds = (await listActiveRuns(db, workspaceId, flowId)).map(({ runId }) => runId);
      await endRuns(db, { workspaceId, runIds, state: 'left', reason: 'switched_off', now });
      for (const one of await listStepPlays(db, workspaceId)) {
        if (one.flowId !== flowId || one.version !== row.version) continue;
        await stopPlay(db, actor, one.playId, now).catch((error: unknown) => {
          // Stopped by hand or finished before: there is nothing to stop.
          if (!(error instanceof AppError && error.code === 'conflict')) throw error;
        });
      }
    }
    return sayFlow(db, await getFlowRow(db, workspaceId, flowId));
  });
}

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
  const { trigger } = zFlowDocument.parse(row.document);
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

/** What would happen if it were switched on now; reads only. @throws AppError forbidden | not_found */
export async function previewFlow(
  context: Context,
  actor: Actor,
  { flowId, now }: { flowId: string; now: Date },
): Promise<FlowPreview> {
  actor.require('plays:read');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const [row, moment] = await Promise.all([getFlowRow(db, workspaceId, flowId), momentAt(db, workspaceId, now)]);
  return previewDocument(context, moment, { flowId, document: zFlowDocument.parse(row.document) });
}
