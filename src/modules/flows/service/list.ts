import type { z } from 'zod';
import { countLately, type FlowFate, findWhatShopHas } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import { shiftDays } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import { AppError } from '../../../shared/errors.ts';
import { minorUnitDigits } from '../../../shared/money.ts';
import { findWaysOut, summarisePlays } from '../../plays/index.ts';
import { findNames } from '../../segments/index.ts';
import {
  type FlowSummary,
  type getFlow as getEndpoint,
  READY_KEYS,
  type ReadyFlow,
  zFlowDocument,
} from '../contract.ts';
import type { FlowMoment } from '../enter.ts';
import { findMissing, makeReady, nameReady } from '../ready.ts';
import { describeFlow } from '../sentence.ts';
import { countInside, countRuns, listFlowRows, listStepPlays, listVersionRows } from '../store.ts';
import { getFlowRow, momentAt, rulesOf, toFlow } from './flow.ts';

const LATELY_DAYS = 30;

/** Automations with who is inside and what they did lately, and the ready-made ones. @throws AppError forbidden */
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
  const [names, inside, lately, shop, has] = await Promise.all([
    findNames(
      db,
      workspaceId,
      rows.flatMap((row) => rulesOf(zFlowDocument.parse(row.document))),
    ),
    countRuns(db, workspaceId),
    countLately(db, { workspaceId, since: shiftDays(now, -LATELY_DAYS) }),
    wayOfShop(context, actor, moment),
    findWhatShopHas(db, moment),
  ]);
  const made = new Map(rows.map((row) => [row.readyKey, row.flowId]));
  const flows = rows.map((row) => ({
    ...toFlow(row, names),
    inside: inside.get(row.flowId)?.inside ?? 0,
    done: inside.get(row.flowId)?.done ?? 0,
    left: inside.get(row.flowId)?.departed ?? 0,
    lately: sumLately(lately.get(row.flowId) ?? []),
  }));
  const bare = await findNames(db, workspaceId, []);
  const ready = READY_KEYS.map((key) => {
    const { document } = makeReady(key, shop);
    return {
      key,
      name: nameReady(key),
      sentence: describeFlow(document, bare),
      missing: findMissing(key, { pack: moment.workspace.pack, has }),
      flowId: made.get(key) ?? null,
    };
  });
  return { flows, ready };
}

function sumLately(fates: readonly FlowFate[]): FlowSummary['lately'] {
  const of = (...kinds: FlowFate['fate'][]) => fates.filter(({ fate }) => kinds.includes(fate));
  const sum = (some: readonly FlowFate[], figure: 'people' | 'came' = 'people') =>
    some.reduce((total, one) => total + one[figure], 0);
  const treated = of('reached', 'waiting', 'not_sent');
  return {
    met: sum(fates),
    reached: sum(of('reached')),
    waiting: sum(of('waiting')),
    treated: sum(treated),
    came: sum(treated, 'came'),
    heldOut: sum(of('holdout')),
    heldOutCame: sum(of('holdout'), 'came'),
    leftOut: of('not_sent', 'left_out').map(({ reason, people }) => ({ reason, count: people })),
  };
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
  const [counts, versions, stepPlays, moment] = await Promise.all([
    countInside(db, workspaceId, flowId),
    listVersionRows(db, workspaceId, flowId),
    listStepPlays(db, workspaceId, flowId),
    momentAt(db, workspaceId, now),
  ]);
  const playIds = stepPlays.map(({ playId }) => playId);
  const plays = await summarisePlays(context, actor, { playIds, today: moment.today });
  const playOf = new Map(plays.map((one) => [one.play.playId, one]));
  const of = (state: string) =>
    Object.fromEntries(counts.filter((one) => one.state === state).map(({ key, count }) => [key, count]));
  return {
    ...summary,
    plays: stepPlays.flatMap(({ playId, stepKey, round, version }) => {
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
    waiting: of('active'),
    leftBecause: of('left'),
    versions: versions.map(({ version, createdAt }) => ({ version, createdAt: createdAt.toISOString() })),
  };
}

/** Language, currency and way out of a shop's ready-made automations: the first channel through which it can send. */
export async function wayOfShop(context: Context, actor: Actor, { workspace }: FlowMoment) {
  const ways = await findWaysOut(context, workspace, [{ channel: 'email' }, { channel: 'sms' }]);
  return {
    locale: actor.locale,
    channel: ways.has('email') || !ways.has('sms') ? ('email' as const) : ('sms' as const),
    minorDigits: minorUnitDigits(workspace.currency),
  };
}
