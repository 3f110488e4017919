import { findItemMargins, findUsualHours } from '../../mart/index.ts';
import type { Context } from '../../platform/context.ts';
import { AppError } from '../../shared/errors.ts';
import { addDays, zonedParts } from '../../shared/time.ts';
import { listMarkedItems } from '../menu/index.ts';
import { enterPlay, findTreated, getPlayState } from '../plays/index.ts';
import { listMembers } from '../segments/index.ts';
import { type FlowDocument, zFlowDocument } from './contract/document.ts';
import type { FlowMoment } from './enter.ts';
import { informRuns, POINTS_GIVEN } from './inform.ts';
import { type Choice, chooseOffer, type PlannedStep, planSteps, waitUntil, waitUntilUsualHour } from './rules.ts';
import { type ActingStep, candidateKey, draftOf, launchStepPlay, listActing, seeToPlay } from './step-play.ts';
import {
  type DueRun,
  endRuns,
  findChoices,
  findFlow,
  findVersion,
  insertHints,
  listDueRuns,
  moveRuns,
} from './store.ts';

const RUNS_AT_ONCE = 1_000;
/** A play that waits for approval or for its delay is asked again after this. */
const ASK_AGAIN_MS = 10 * 60_000;

/** People who stand before the same step of the same version in the same round. */
interface Group {
  flowId: string;
  flowName: string;
  version: number;
  round: number;
  document: FlowDocument;
  planned: PlannedStep;
  runs: readonly DueRun[];
}

/**
 * Takes everybody whose next step is due on, step after step, until all wait or have ended. What a step does is done
 * before it is written down that it was: killed in between, it is asked for again, and entering a play, writing a hint
 * and choosing an offer do nothing the second time.
 */
export async function advanceRuns(context: Context, moment: FlowMoment): Promise<void> {
  const { workspaceId, now } = moment;
  const db = context.database.of(workspaceId);
  for (;;) {
    const due = await listDueRuns(db, workspaceId, now, RUNS_AT_ONCE);
    if (due.length === 0) return;
    const groups = Map.groupBy(due, (run) => [run.flowId, run.version, run.round, run.stepKey ?? ''].join(' '));
    for (const runs of groups.values()) {
      try {
        await advanceGroup(context, moment, runs);
      } catch (error) {
        // A step that cannot be taken now, its mail server gone, must not hold up the others.
        if (!(error instanceof AppError)) throw error;
        context.log.warn({ code: error.code }, 'a step of an automation could not be taken and will be tried again');
        await putOff(context, moment, runs);
      }
    }
  }
}

const TRY_AGAIN_MS = 3_600_000;

function putOff(context: Context, { workspaceId, now }: FlowMoment, runs: readonly DueRun[]): Promise<void> {
  const from = runs[0]?.stepKey ?? null;
  const dueAt = new Date(now.getTime() + TRY_AGAIN_MS);
  return moveRuns(context.database.of(workspaceId), {
    workspaceId,
    from,
    moves: runs.map(({ runId }) => ({ runId, to: from, dueAt })),
  });
}

async function advanceGroup(context: Context, moment: FlowMoment, runs: readonly DueRun[]): Promise<void> {
  const { workspaceId, now } = moment;
  const [first] = runs;
  if (!first) return;
  const db = context.database.of(workspaceId);
  const runIds = runs.map(({ runId }) => runId);
  const { flowId, version, round, stepKey } = first;
  const [flow, kept] = await Promise.all([
    findFlow(db, workspaceId, flowId),
    findVersion(db, workspaceId, flowId, version),
  ]);
  if (!flow || !kept || flow.state === 'off') {
    return endRuns(db, { workspaceId, runIds, state: 'left', reason: 'switched_off', now });
  }
  const document = zFlowDocument.parse(kept.document);
  const planned = stepKey === null ? undefined : planSteps(document).steps.get(stepKey);
  if (!planned || planned.step.kind === 'end') {
    return endRuns(db, { workspaceId, runIds, state: 'done', reason: '', now });
  }
  await takeStep(context, moment, { flowId, flowName: flow.name, version, round, document, planned, runs });
}

async function takeStep(context: Context, moment: FlowMoment, group: Group): Promise<void> {
  const { workspaceId, workspace, today, now } = moment;
  const { planned, runs } = group;
  const db = context.database.of(workspaceId);
  const move = (moves: Parameters<typeof moveRuns>[1]['moves']) =>
    moveRuns(db, { workspaceId, from: planned.step.id, moves });
  if (planned.step.kind === 'branch') {
    const { step, yes, no } = planned as Extract<PlannedStep, { yes: string | null }>;
    const { hour } = zonedParts(now, workspace.timeZone);
    const members = new Set(await listMembers(db, { workspaceId, rule: step.rule, today, hour }));
    return move(runs.map(({ runId, customerId }) => ({ runId, to: members.has(customerId) ? yes : no, dueAt: now })));
  }
  const { step, next } = planned as Extract<PlannedStep, { next: string | null }>;
  switch (step.kind) {
    case 'wait':
      return move(runs.map(({ runId }) => ({ runId, to: next, dueAt: waitUntil(now, step) })));
    case 'wait_usual_hour': {
      const hours = await findUsualHours(
        db,
        workspaceId,
        runs.map(({ customerId }) => customerId),
      );
      return move(
        runs.map(({ runId, customerId }) => ({
          runId,
          to: next,
          dueAt: waitUntilUsualHour({
            from: now,
            usualHour: hours.get(customerId),
            minutesBefore: step.minutesBefore,
            timeZone: workspace.timeZone,
          }),
        })),
      );
    }
    case 'act':
      return actOn(context, moment, { group, stepKey: step.id, runs, next });
    case 'hint':
      return actOn(context, moment, {
        group,
        stepKey: step.id,
        runs,
        next,
        whenDone: async (playId) => {
          const customerIds = runs.map(({ customerId }) => customerId);
          const treated = await findTreated(db, { workspaceId, playId, customerIds });
          await insertHints(db, {
            workspaceId,
            flowId: group.flowId,
            stepKey: step.id,
            text: step.text,
            people: runs.filter(({ customerId }) => treated.has(customerId)),
            shownUntil: addDays(today, step.days),
            now,
          });
        },
      });
    case 'inform': {
      const { flowId, document } = group;
      const untold = await informRuns(context, moment, { flowId, trigger: document.trigger, step, runs });
      const ended = [...untold].filter(([, reason]) => reason !== POINTS_GIVEN);
      for (const [reason, some] of Map.groupBy(ended, ([, reason]) => reason)) {
        await endRuns(db, { workspaceId, runIds: some.map(([runId]) => runId), state: 'left', reason, now });
      }
      const gone = new Set(ended.map(([runId]) => runId));
      return move(
        runs
          .filter(({ runId }) => !gone.has(runId))
          .map(({ runId }) => ({ runId, to: next, dueAt: now, reason: untold.get(runId) ?? '' })),
      );
    }
    case 'choose':
      return choose(context, moment, { group, step, next });
    case 'end':
      return endRuns(db, { workspaceId, runIds: runs.map(({ runId }) => runId), state: 'done', reason: '', now });
  }
}

interface Act {
  group: Group;
  stepKey: string;
  runs: readonly DueRun[];
  next: string | null;
  whenDone?: (playId: string) => Promise<void>;
}

/** Lets people enter the play of a step; while that play may not run yet they wait before it. */
async function actOn(context: Context, moment: FlowMoment, act: Act): Promise<void> {
  const { workspaceId, today, now } = moment;
  const { group, stepKey, runs, next } = act;
  const { flowId, version, round, document } = group;
  const db = context.database.of(workspaceId);
  const acting = listActing(document).find((one) => one.stepKey === stepKey) as ActingStep;
  const playId = await seeToPlay(context, moment, {
    key: { workspaceId, flowId, version, stepKey, round },
    draft: draftOf({ name: group.flowName, document, acting, round }),
  });
  let state = await getPlayState(db, workspaceId, playId);
  if (state === 'draft') {
    // Made, and killed before it was launched.
    await launchStepPlay(context, moment, playId);
    state = await getPlayState(db, workspaceId, playId);
  }
  const from = group.planned.step.id;
  if (state === 'waiting' || state === 'leaving') {
    const dueAt = new Date(now.getTime() + ASK_AGAIN_MS);
    return moveRuns(db, { workspaceId, from, moves: runs.map(({ runId }) => ({ runId, to: from, dueAt })) });
  }
  if (state !== 'running') {
    const runIds = runs.map(({ runId }) => runId);
    return endRuns(db, { workspaceId, runIds, state: 'left', reason: 'play_stopped', now });
  }
  const customerIds = runs.map(({ customerId }) => customerId);
  const entered = await enterPlay(context, { workspaceId, playId, customerIds, today, now });
  // A birthday greeted next month is none: whom the month's ceiling leaves out leaves, and it is shown why.
  const turnedAway = { month_spent: new Set(entered.unpaid), item_sold_out: new Set(entered.soldOut) };
  for (const [reason, people] of Object.entries(turnedAway)) {
    const left = runs.filter(({ customerId }) => people.has(customerId)).map(({ runId }) => runId);
    await endRuns(db, { workspaceId, runIds: left, state: 'left', reason, now });
  }
  await act.whenDone?.(playId);
  await moveRuns(db, {
    workspaceId,
    from,
    moves: runs
      .filter(({ customerId }) => Object.values(turnedAway).every((people) => !people.has(customerId)))
      .map(({ runId, customerId }) => ({
        runId,
        to: next,
        dueAt: now,
        reason: entered.reasonOf.get(customerId) ?? '',
      })),
  });
}

/** Chooses an offer for each, keeps the choice with its reason, and lets her enter the play of that offer. */
async function choose(
  context: Context,
  moment: FlowMoment,
  input: { group: Group; step: Extract<PlannedStep['step'], { kind: 'choose' }>; next: string | null },
): Promise<void> {
  const { workspaceId, workspace, today, now } = moment;
  const { group, step, next } = input;
  const db = context.database.of(workspaceId);
  const { hour } = zonedParts(now, workspace.timeZone);
  const suited = new Map<string, ReadonlySet<string>>();
  for (const { key, when } of step.candidates) {
    if (when) suited.set(key, new Set(await listMembers(db, { workspaceId, rule: when, today, hour })));
  }
  const itemIds = step.candidates.flatMap(({ itemId }) => itemId ?? []);
  const margins = await findItemMargins(db, workspaceId, itemIds);
  const marked = await listMarkedItems(db, { workspaceId, today, state: 'sold_out', itemIds });
  const soldOut = new Set(marked.map(({ itemId }) => itemId));
  const before = await findChoices(
    db,
    workspaceId,
    group.runs.map(({ runId }) => runId),
  );
  const choices = new Map(
    group.runs.map(({ runId, customerId }): [string, Choice] => {
      // Chosen already, and killed before she entered: a condition that has changed since must not give her two offers.
      const kept = before.get(runId)?.[step.id] as Choice | undefined;
      const chosen = chooseOffer({
        candidates: step.candidates,
        suits: (key) => suited.get(key)?.has(customerId) ?? true,
        isSoldOut: (itemId) => soldOut.has(itemId),
        marginMinor: (itemId) => margins.get(itemId)?.marginMinor ?? null,
      });
      return [runId, kept ?? chosen];
    }),
  );
  await moveRuns(db, {
    workspaceId,
    from: step.id,
    moves: group.runs.map(({ runId }) => ({
      runId,
      to: step.id,
      dueAt: now,
      choice: JSON.stringify(choices.get(runId)),
    })),
  });
  for (const [key, runs] of Map.groupBy(group.runs, ({ runId }) => choices.get(runId)?.key ?? null)) {
    if (key === null) {
      const moves = runs.map(({ runId }) => ({ runId, to: next, dueAt: now }));
      await moveRuns(db, { workspaceId, from: step.id, moves });
    } else await actOn(context, moment, { group, stepKey: candidateKey(step.id, { key }), runs, next });
  }
}
