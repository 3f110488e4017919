import type { Context } from '../../../platform/context.ts';
import { type Db, noteGrowth } from '../../../platform/db.ts';
import { cutInto, workAhead } from '../../../shared/work-ahead.ts';
import { issueCoupons } from '../../loyalty/index.ts';
import { queueMessages, type RecipientDecision } from '../../messaging/index.ts';
import type { Workspace } from '../../workspace/index.ts';
import { listArms } from '../contract/arms.ts';
import { localeOf, validUntil } from '../contract/offer-words.ts';
import type { ArmDraft, Play } from '../contract/play.ts';
import { assignArm, assignVariant, VARIANTS, type Variant } from '../rules/index.ts';
import { insertAssignments } from '../store.ts';
import { nameSurplus } from './marked.ts';
import { prepareMessage } from './message.ts';

const ASSIGNMENTS_A_STATEMENT = 10_000;
/** People whose coupons and messages are written at a time. */
const PEOPLE_AT_ONCE = 2_000;

/** A person with what was drawn for her: the key of an arm, or null when she is held out. */
export interface Drawn {
  one: RecipientDecision;
  customerId: string;
  variant: Variant | null;
}

/** Draws everybody's arm: the same people, play and seed give the same draw. */
export function drawArms(
  people: readonly RecipientDecision[],
  input: { playId: string; seed: string; holdoutRate: number; arms: number },
): Drawn[] {
  const { playId, seed: playSeed, holdoutRate, arms } = input;
  return people.map((one) => {
    const { customerId } = one.recipient;
    const isHeldOut = assignArm({ playId, playSeed, customerId, holdoutRate }) === 'holdout';
    return {
      one,
      customerId,
      variant: isHeldOut ? null : assignVariant({ playId, playSeed, customerId, count: arms }),
    };
  });
}

/** The arm a drawn key stands for: keys are given by place, so that a removed arm leaves no hole in the draw. */
export function armOf(arms: readonly ArmDraft[], variant: Variant): ArmDraft | undefined {
  return arms[VARIANTS.indexOf(variant)];
}

/**
 * Writes down who is in which arm, gives out the coupons and queues the messages, in the transaction of `db`. Returns how
 * many messages were queued.
 */
export async function handOut(
  context: Context,
  db: Db,
  input: { workspace: Workspace; play: Play; drawn: readonly Drawn[]; today: string; now: Date; enteredAt?: Date },
): Promise<number> {
  const { workspace, play, drawn, today, now, enteredAt } = input;
  const { workspaceId } = workspace;
  const { playId } = play;
  const arms = listArms(play);
  const assignments = drawn.map(({ customerId, variant }) => ({
    customerId,
    variant: variant === null ? null : (armOf(arms, variant)?.key ?? 'a'),
  }));
  for (let from = 0; from < assignments.length; from += ASSIGNMENTS_A_STATEMENT) {
    await insertAssignments(db, {
      workspaceId,
      playId,
      assignments: assignments.slice(from, from + ASSIGNMENTS_A_STATEMENT),
      enteredAt,
    });
  }
  await noteGrowth(db, ['plays.assignment'], assignments.length);
  const surplus = await nameSurplus(db, workspaceId, today);
  let queued = 0;
  for (const arm of arms) {
    const people = drawn.filter(({ variant }) => variant !== null && armOf(arms, variant)?.key === arm.key);
    queued += await handOutArm(context, db, {
      workspace,
      playId,
      arm,
      people: people.map(({ one }) => one),
      today,
      now,
      surplus,
    });
  }
  return queued;
}

async function handOutArm(
  context: Context,
  db: Db,
  input: {
    workspace: Workspace;
    playId: string;
    arm: ArmDraft;
    people: readonly RecipientDecision[];
    today: string;
    now: Date;
    surplus: string;
  },
): Promise<number> {
  const { workspace, playId, arm, people, today, now, surplus } = input;
  const { workspaceId } = workspace;
  const until = validUntil(arm.offer, today);
  const render = prepareMessage({ play: arm, workspace, today, surplus });
  let queued = 0;
  await workAhead(cutInto(people, PEOPLE_AT_ONCE), async (some) => {
    const codes =
      arm.offer.kind === 'none' || until === null
        ? new Map<string, string>()
        : await issueCoupons(db, {
            workspaceId,
            playId,
            customerIds: some.map(({ recipient }) => recipient.customerId),
            offer: arm.offer,
            validUntil: until,
            now,
          });
    if (arm.channel === 'none') return;
    const messages = some.map(({ recipient }) => {
      const { customerId, contactPointId, address } = recipient;
      const couponCode = codes.get(customerId) ?? '';
      const { subject, body, couponNote } = render({ person: recipient, couponCode });
      const note = couponCode === '' ? '' : couponNote;
      const fallbackBody = arm.channel === 'kakao' && arm.message.smsFallback ? body : null;
      return { customerId, contactPointId, address, subject, body, couponCode, couponNote: note, fallbackBody };
    });
    const pictureId = arm.channel === 'sms' ? arm.message.pictureId : undefined;
    const locale = localeOf(arm.message);
    const common = { workspaceId, playId, class: 'ad', channel: arm.channel, pictureId, locale, now } as const;
    const added = await queueMessages(context, db, { ...common, messages });
    queued += added;
  });
  return queued;
}
