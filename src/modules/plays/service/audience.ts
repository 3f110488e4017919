import type { Context } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { decideRecipients, openOutlet, type RecipientDecision } from '../../messaging/index.ts';
import { listMembers, momentOf } from '../../segments/index.ts';
import { getWorkspace } from '../../workspace/index.ts';
import { listArms } from '../contract/arms.ts';
import type { Play } from '../contract/play.ts';
import { listSoldOut } from './marked.ts';
import { findStanding, isHeldOutOfEverything } from './standing.ts';

/** Who a play is about, as things stand at `now`. */
export interface Audience {
  /** People the rule finds. */
  found: number;
  /** People who may be written to: only among them is the hold-out drawn, or the arms could not be compared. */
  eligible: RecipientDecision[];
  /** Why the others are left out, most first. */
  excluded: { reason: string; count: number }[];
  /** The others by the reason. */
  leftOut: ReadonlyMap<string, readonly string[]>;
}

/** Why nobody is called for what is not there. */
export const ITEM_SOLD_OUT = 'item_sold_out';

/** What has to be known of a play to ask whom it may reach. */
type AskedPlay = Pick<Play, 'playId' | 'armName' | 'channel' | 'offer' | 'message' | 'otherArms'>;

/** Finds the people of a play and asks for each whether it may go to her, in every arm. */
export async function findAudience(
  context: Context,
  db: Db,
  input: { workspaceId: string; play: Play; today: string; now: Date },
): Promise<Audience> {
  const { workspaceId, play, today, now } = input;
  const customerIds = await listMembers(db, {
    workspaceId,
    rule: play.rule,
    today,
    hour: (await momentOf(db, workspaceId, now)).hour,
  });
  return {
    found: customerIds.length,
    ...(await decideAudience(context, db, { workspaceId, play, customerIds, today, now })),
  };
}

/**
 * Which of these people a play may reach, and why it may not reach the others. Somebody who may be written to on the
 * channel of one arm and not on that of another belongs to none: the arms would not be alike.
 */
export async function decideAudience(
  context: Context,
  db: Db,
  input: { workspaceId: string; play: AskedPlay; customerIds: readonly string[]; today: string; now: Date },
): Promise<Omit<Audience, 'found'>> {
  const { workspaceId, play, today, now } = input;
  const leftOut = new Map<string, string[]>();
  const leaveOut = (reason: string, customerId: string) => {
    const known = leftOut.get(reason);
    if (known) known.push(customerId);
    else leftOut.set(reason, [customerId]);
  };
  // Of one arm is of all: the arms would not be alike.
  if (
    input.customerIds.length > 0 &&
    (await listSoldOut(db, { workspaceId, arms: listArms(play), today })).length > 0
  ) {
    return {
      eligible: [],
      excluded: [{ reason: ITEM_SOLD_OUT, count: input.customerIds.length }],
      leftOut: new Map([[ITEM_SOLD_OUT, input.customerIds]]),
    };
  }
  const standing = await findStanding(db, workspaceId, today);
  let left: readonly string[] = input.customerIds.filter((customerId) => {
    const isOut = isHeldOutOfEverything(standing, customerId);
    if (isOut) leaveOut('in_standing_holdout', customerId);
    return !isOut;
  });
  // A provider without brand messages reaches nobody by KakaoTalk, and a count must not say otherwise (§2.7).
  if (listArms(play).some(({ channel }) => channel === 'kakao') && !(await sendsBrand(context, db, workspaceId))) {
    for (const customerId of left) leaveOut('no_brand_message', customerId);
    left = [];
  }
  let eligible: RecipientDecision[] = [];
  for (const channel of new Set(listArms(play).map((arm) => arm.channel))) {
    const decided = await decideRecipients(context, {
      workspaceId,
      customerIds: left,
      class: 'ad',
      channel,
      now,
      today,
      exceptPlayId: play.playId,
      db,
    });
    eligible = [];
    for (const one of decided) {
      const { outcome, reason } = one.decision;
      // What is only put off till the morning will be sent, so the person belongs to the play.
      if (outcome === 'send' || outcome === 'defer') eligible.push(one);
      else leaveOut(reason, one.recipient.customerId);
    }
    left = eligible.map((one) => one.recipient.customerId);
  }
  const excluded = [...leftOut]
    .map(([reason, people]) => ({ reason, count: people.length }))
    .sort((a, b) => b.count - a.count);
  return { eligible, excluded, leftOut };
}

/** True where no provider is connected yet: that is said apart. */
async function sendsBrand(context: Context, db: Db, workspaceId: string): Promise<boolean> {
  const outlet = await openOutlet(context, await getWorkspace(db, workspaceId), 'kakao', db);
  outlet?.provider.close?.();
  return outlet?.sendsBrand ?? true;
}
