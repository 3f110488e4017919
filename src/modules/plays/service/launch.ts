import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { issueCoupons } from '../../loyalty/index.ts';
import { linkBase, queueMessages, type RecipientDecision } from '../../messaging/index.ts';
import { recordAccess } from '../../staff/index.ts';
import { getWorkspace } from '../../workspace/index.ts';
import type { LaunchedPlay } from '../contract.ts';
import { assignArm, decideHoldoutRate, lastMeasuredDay } from '../rules/index.ts';
import { insertAssignments, lockLaunches, lockPlay, updatePlayIn } from '../store.ts';
import { findAudience } from './audience.ts';
import { renderMessage, validUntil } from './message.ts';
import { notInState, toPlay } from './play.ts';
import { findWayOut, listWarnings } from './way-out.ts';

const ASSIGNMENTS_A_STATEMENT = 10_000;

/**
 * Launches a draft in one transaction: the rule is frozen, arms are drawn among those who may be written to, coupons are
 * given out, messages are queued. Either all of it happens or nothing does; the second of two launches is refused.
 * @param input.seed another salt of the draw than the play's own: for checking the measurement
 * @throws AppError forbidden | not_found | conflict (launched already, or the audience changed) | invalid_input (incomplete)
 */
export async function launchPlay(
  context: Context,
  actor: Actor,
  input: { playId: string; expectedAudience?: number | undefined; seed?: string | undefined; today: string; now: Date },
): Promise<LaunchedPlay> {
  actor.require('plays:send');
  const { workspaceId } = actor;
  const { playId, today, now } = input;
  const outer = context.database.of(workspaceId);
  const workspace = await getWorkspace(outer, workspaceId);

  return inTransaction(outer, async (db) => {
    // Two plays launched at once would each miss whom the other holds out; a change of this one must wait or be seen.
    await lockLaunches(db, workspaceId);
    const before = await lockPlay(db, workspaceId, playId);
    if (!before) throw new AppError('not_found', 'no such play');
    if (before.state !== 'draft') throw notInState();
    const play = toPlay(before);
    const wayOut = await findWayOut(context, workspace, play.channel);
    const { found, eligible, excluded } = await findAudience(context, db, { workspaceId, play, today, now });
    const holdoutRate = decideHoldoutRate(eligible.length, play.holdoutRate ?? undefined);
    const seed = input.seed ?? before.seed;
    const arms = eligible.map((one) => ({
      one,
      customerId: one.recipient.customerId,
      arm: assignArm({ playId, playSeed: seed, customerId: one.recipient.customerId, holdoutRate }),
    }));
    const treated = arms.filter(({ arm }) => arm === 'treatment').map(({ one }) => one);
    const holdout = arms.length - treated.length;
    refuseIncomplete(
      listWarnings({
        play,
        workspace,
        linkBase: linkBase(workspace, context.config),
        wayOut,
        audience: arms.length,
        treated: treated.length,
        holdout,
        today,
      }),
    );
    if (input.expectedAudience !== undefined && input.expectedAudience !== arms.length)
      throw audienceChanged(input.expectedAudience, arms.length);

    const row = await updatePlayIn(db, {
      workspaceId,
      playId,
      states: ['draft'],
      change: {
        state: 'running',
        seed,
        holdoutRate,
        launchedAt: now,
        launchedOn: today,
        plannedEndOn: lastMeasuredDay(today, play.measureDays),
        messagePriceMinor: wayOut?.priceMinor ?? 0,
        foodCostRate: workspace.foodCostRate,
        excluded: JSON.stringify(excluded),
        updatedAt: now,
      },
    });
    if (!row) throw notInState();
    for (let from = 0; from < arms.length; from += ASSIGNMENTS_A_STATEMENT) {
      await insertAssignments(db, {
        workspaceId,
        playId,
        assignments: arms.slice(from, from + ASSIGNMENTS_A_STATEMENT),
      });
    }
    const until = validUntil(play.offer, today);
    const codes =
      play.offer.kind === 'none' || until === null
        ? new Map<string, string>()
        : await issueCoupons(db, {
            workspaceId,
            playId,
            customerIds: treated.map(({ recipient }) => recipient.customerId),
            offer: play.offer,
            validUntil: until,
            now,
          });
    const toMessage = ({ recipient }: RecipientDecision) => {
      const couponCode = codes.get(recipient.customerId) ?? '';
      const { subject, body, couponNote } = renderMessage({ play, workspace, person: recipient, couponCode, today });
      const { customerId, contactPointId, address } = recipient;
      return {
        customerId,
        contactPointId,
        address,
        subject,
        body,
        couponCode,
        couponNote: couponCode === '' ? '' : couponNote,
      };
    };
    const queued =
      play.channel === 'none'
        ? 0
        : await queueMessages(context, db, {
            workspaceId,
            playId,
            class: 'ad',
            channel: play.channel,
            locale: play.message.locale,
            now,
            messages: treated.map(toMessage),
          });
    await recordAccess(
      db,
      actor,
      { action: 'send', subject: `play ${playId}`, result: `${treated.length} treated, ${holdout} held out` },
      now,
    );
    return { play: toPlay(row), found, excluded, treated: treated.length, holdout, queued };
  });
}

function refuseIncomplete(warnings: ReturnType<typeof listWarnings>): void {
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
