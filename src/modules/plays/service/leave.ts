import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { linkBase } from '../../messaging/index.ts';
import { legalRule } from '../../privacy/index.ts';
import { recordAccess } from '../../staff/index.ts';
import { getWorkspace } from '../../workspace/index.ts';
import { listArms } from '../contract/arms.ts';
import type { Play } from '../contract/play.ts';
import type { LaunchedPlay } from '../contract.ts';
import { computeCost, DEFAULT_HOLDOUT_RATE, decideHoldoutRate, lastMeasuredDay } from '../rules/index.ts';
import { lockLaunches, lockPlay, type PlayRow, updatePlayIn } from '../store.ts';
import { findAudience } from './audience.ts';
import { sumMonth } from './budget.ts';
import { armOf, type Drawn, drawArms, handOut } from './hand-out.ts';
import { listSoldOut } from './marked.ts';
import { notInState, toPlay } from './play.ts';
import { getPolicy } from './policy.ts';
import { listWarnings, type Warning } from './warnings.ts';
import { dearestPriceMinor, findWaysOut, priceOf, type WaysOut } from './way-out.ts';

/** What a launch is told. */
export interface LaunchInput {
  playId: string;
  expectedAudience?: number | undefined;
  /** Another salt of the draw than the play's own: for checking the measurement. */
  seed?: string | undefined;
  /** By how much the audience may differ from the one agreed to, where it leaves later. */
  mostChange?: { of: number; share: number } | undefined;
  today: string;
  now: Date;
}

/**
 * Does it, in one transaction: the rule is frozen, arms are drawn among those who may be written to, coupons are given
 * out, messages are queued. Either all of it happens or nothing does; the second of two launches is refused.
 * @throws AppError not_found | conflict | invalid_input
 */
export async function leaveNow(
  context: Context,
  actor: Actor,
  input: LaunchInput & { states: readonly string[] },
): Promise<LaunchedPlay> {
  const { workspaceId } = actor;
  const { playId, today, now } = input;
  return inTransaction(context.database.of(workspaceId), async (db) => {
    // Two plays launched at once would each miss whom the other holds out; a change of this one must wait or be seen.
    await lockLaunches(db, workspaceId);
    const checked = await checkLaunch(context, db, { ...input, workspaceId });
    const { before, play, workspace, found, excluded, treated, holdout, drawn, holdoutRate, seed, priceMinor } =
      checked;
    const row = await updatePlayIn(db, {
      workspaceId,
      playId,
      states: input.states,
      change: {
        state: 'running',
        seed,
        ...(play.kind === 'offline' ? {} : { holdoutRate }),
        launchedAt: now,
        launchedOn: today,
        plannedEndOn: plannedEnd(play, today),
        messagePriceMinor: priceMinor,
        foodCostRate: workspace.foodCostRate,
        excluded: JSON.stringify(excluded),
        leavesAt: null,
        sentBackNote: '',
        ...(before.state === 'leaving' ? {} : { approvedBy: actor.accountId, approvedAt: now }),
        updatedAt: now,
      },
    });
    if (!row) throw notInState();
    const queued = await handOut(context, db, { workspace, play, drawn, today, now });
    await recordAccess(
      db,
      actor,
      { action: 'send', subject: `play ${playId}`, result: `${treated} treated, ${holdout} held out` },
      now,
    );
    return { play: toPlay(row), found, excluded, treated, holdout, queued };
  });
}

/** A rolling play is read after a year at the latest; its people each count their own days. */
const ROLLING_DAYS = 366;

function plannedEnd(play: Play, today: string): string {
  return lastMeasuredDay(today, play.kind === 'rolling' ? ROLLING_DAYS : play.measureDays);
}

/** Everything that must hold before a play goes, with the draw as it will be. @throws AppError */
export async function checkLaunch(
  context: Context,
  db: Db,
  input: LaunchInput & { workspaceId: string; states: readonly string[] },
) {
  const { workspaceId, playId, today, now } = input;
  const before: PlayRow | undefined = await lockPlay(db, workspaceId, playId);
  if (!before) throw new AppError('not_found', 'no such play');
  if (!input.states.includes(before.state)) throw notInState();
  const play = toPlay(before);
  // All of it by the connection of the transaction: launches that each wait for a second one empty the pool for good.
  const workspace = await getWorkspace(db, workspaceId);
  const policy = await getPolicy(db, workspaceId);
  const ways = await findWaysOut(context, workspace, listArms(play), db);
  // People enter a rolling play by themselves, and nobody is assigned to a leaflet.
  const { found, eligible, excluded } =
    play.kind === 'once'
      ? await findAudience(context, db, { workspaceId, play, today, now })
      : { found: 0, eligible: [], excluded: [] };
  // MT-30: an automation's audience is not known when it begins, and its hold-out is always on.
  const holdoutRate =
    play.kind === 'rolling'
      ? (play.holdoutRate ?? DEFAULT_HOLDOUT_RATE)
      : decideHoldoutRate(eligible.length, play.holdoutRate ?? undefined);
  const seed = input.seed ?? before.seed;
  const drawn = drawArms(eligible, { playId, seed, holdoutRate, arms: listArms(play).length });
  const treated = drawn.filter(({ variant }) => variant !== null).length;
  const holdout = drawn.length - treated;
  const priceMinor = dearestPriceMinor(listArms(play), ways);
  const sure = computeCost({
    messagesMinor: estimateMessages(
      play,
      drawn.map(({ variant }) => variant),
      ways,
    ).messagesMinor,
    vatRate: legalRule('vat_rate', today),
    redemptions: [],
    fixedCostMinor: play.fixedCostMinor,
  }).totalFullPriceMinor;
  refuseIncomplete(
    listWarnings({
      play,
      workspace,
      linkBase: linkBase(workspace, context.config),
      ways,
      audience: drawn.length,
      treated,
      holdout,
      today,
      soldOut: await listSoldOut(db, { workspaceId, arms: listArms(play), today }),
      money: {
        sureMinor: sure,
        expectedMinor: sure,
        monthMinor: policy.monthlyBudgetMinor === null ? 0 : await sumMonth(db, workspace, today),
        monthlyBudgetMinor: policy.monthlyBudgetMinor,
      },
    }),
  );
  if (input.expectedAudience !== undefined && input.expectedAudience !== drawn.length) {
    throw audienceChanged(input.expectedAudience, drawn.length);
  }
  const { mostChange } = input;
  if (mostChange && Math.abs(drawn.length - mostChange.of) > Math.max(1, mostChange.of * mostChange.share)) {
    throw audienceChanged(mostChange.of, drawn.length);
  }
  return { before, play, workspace, found, eligible, excluded, treated, holdout, drawn, holdoutRate, seed, priceMinor };
}

/** Messages that the drawn people would get, none in an arm that is handed over by hand, and what they would cost before VAT. */
export function estimateMessages(
  play: Play,
  variants: readonly Drawn['variant'][],
  ways: WaysOut,
): { messages: number; messagesMinor: number } {
  const arms = listArms(play);
  const given = variants.flatMap((variant) => (variant === null ? [] : (armOf(arms, variant) ?? [])));
  const sent = given.filter(({ channel }) => channel !== 'none');
  return {
    messages: sent.length,
    messagesMinor: sent.reduce((sum, arm) => sum + priceOf(arm, ways), 0),
  };
}

function refuseIncomplete(warnings: readonly Warning[]): void {
  const blocking = warnings.filter((warning) => warning.blocking);
  if (blocking.length === 0) return;
  throw new AppError('invalid_input', `play cannot be launched: ${blocking.map(({ code }) => code).join(', ')}`, {
    userMessage: {
      ko: '아직 보낼 수 없어요. 표시된 것을 먼저 채워 주세요. 아무것도 보내지 않았어요.',
      en: 'It cannot be sent yet. Please complete what is marked. Nothing was sent.',
    },
    details: { issues: blocking.map(({ code, detail }) => ({ path: code, message: detail })), warnings: blocking },
  });
}

function audienceChanged(expected: number, found: number): AppError {
  return new AppError('conflict', 'the audience changed', {
    userMessage: {
      ko: `그사이 대상이 ${expected}명에서 ${found}명으로 바뀌었어요. 다시 확인하고 보내 주세요. 아무것도 보내지 않았어요.`,
      en: `The audience changed from ${expected} to ${found} meanwhile. Please look again. Nothing was sent.`,
    },
    details: { expected, found },
  });
}
