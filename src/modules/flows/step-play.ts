import { systemActor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import { inTransaction } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { createPlay, launchPlay, type PlayDraft, zPlayDraft } from '../plays/index.ts';
import { type Candidate, type FlowDocument, listSteps, type MessageArm } from './contract/document.ts';
import type { FlowMoment } from './enter.ts';
import { findStepPlay, insertStepPlay, lockFlow, type StepKey } from './store.ts';

/** A step, or one offer of a step, that people are drawn for. */
export interface ActingStep {
  stepKey: string;
  name: string;
  arm: MessageArm;
}

/** What a hint is measured as: nothing is sent. */
const SPOKEN: MessageArm = {
  channel: 'none',
  offer: { kind: 'none' },
  message: { subject: '', body: '', locale: 'ko' },
};

/** The key under which an offer of a step has its play. */
export function candidateKey(stepId: string, { key }: Pick<Candidate, 'key'>): string {
  return `${stepId}.${key}`;
}

/** Everything in a flow that people are drawn for, each of which has a play of its own. */
export function listActing(document: Pick<FlowDocument, 'steps'>): ActingStep[] {
  return listSteps(document.steps).flatMap(({ step }): ActingStep[] => {
    if (step.kind === 'act') return [{ stepKey: step.id, name: '', arm: step.arm }];
    if (step.kind === 'hint') return [{ stepKey: step.id, name: '', arm: SPOKEN }];
    if (step.kind !== 'choose') return [];
    return step.candidates.map((one) => {
      // Sold out between choice and message, it is held as any other offer of that item.
      const offer = one.itemId === null ? one.arm.offer : { ...one.arm.offer, itemId: one.itemId };
      return { stepKey: candidateKey(step.id, one), name: one.name, arm: { ...one.arm, offer } };
    });
  });
}

/** The rolling play of a step as a draft. */
export function draftOf(input: { name: string; document: FlowDocument; acting: ActingStep; round: number }): PlayDraft {
  const { name, document, acting, round } = input;
  return zPlayDraft.parse({
    name: [name, acting.name, round > 1 ? `(${round})` : '']
      .filter((part) => part !== '')
      .join(' ')
      .slice(0, 120),
    rule: { all: [] },
    kind: 'rolling',
    ...acting.arm,
    holdoutRate: document.holdoutRate,
    measureDays: document.measureDays,
    budgetMinor: document.budgetMinor,
  });
}

/**
 * The play behind a step in a round, made and launched when the first person comes to it. The flow is held meanwhile, so
 * that there is one; killed in between, the draft is launched by the next who asks.
 */
export async function seeToPlay(
  context: Context,
  moment: Pick<FlowMoment, 'workspaceId' | 'workspace' | 'today' | 'now'>,
  input: { key: StepKey; draft: PlayDraft },
): Promise<string> {
  const { workspaceId, workspace, today, now } = moment;
  const db = context.database.of(workspaceId);
  const actor = systemActor(workspaceId, workspace.clockOffsetDays);
  const known = await findStepPlay(db, input.key);
  if (known) return known.playId;
  const playId = await inTransaction(db, async (db) => {
    await lockFlow(db, workspaceId, input.key.flowId);
    const made = await findStepPlay(db, input.key);
    if (made) return made.playId;
    const play = await createPlay(db, actor, input.draft, now);
    await insertStepPlay(db, { ...input.key, playId: play.playId });
    return play.playId;
  });
  await launchStepPlay(context, { workspaceId, workspace, today, now }, playId);
  return playId;
}

/** Launches the play of a step, unless somebody else is just doing it: the switch and the job may come to it at once. */
export async function launchStepPlay(
  context: Context,
  { workspaceId, workspace, today, now }: Pick<FlowMoment, 'workspaceId' | 'workspace' | 'today' | 'now'>,
  playId: string,
): Promise<void> {
  const actor = systemActor(workspaceId, workspace.clockOffsetDays);
  await launchPlay(context, actor, { playId, today, now }).catch((error: unknown) => {
    if (!(error instanceof AppError && error.code === 'conflict')) throw error;
  });
}
