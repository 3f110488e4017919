import type { Context } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { decideRecipients, type RecipientDecision } from '../../messaging/index.ts';
import { listMembers, momentOf } from '../../segments/index.ts';
import type { Play } from '../contract.ts';

/** Who a play is about, as things stand at `now`. */
export interface Audience {
  /** People the rule finds. */
  found: number;
  /** People who may be written to: only among them is the hold-out drawn, or the arms could not be compared. */
  eligible: RecipientDecision[];
  /** Why the others are left out, most first. */
  excluded: { reason: string; count: number }[];
}

/** Finds the people of a play and asks for each whether it may go to her. */
export async function findAudience(
  context: Context,
  db: Db,
  input: { workspaceId: string; play: Pick<Play, 'playId' | 'rule' | 'channel'>; today: string; now: Date },
): Promise<Audience> {
  const { workspaceId, play, today, now } = input;
  const customerIds = await listMembers(db, {
    workspaceId,
    rule: play.rule,
    today,
    hour: (await momentOf(db, workspaceId, now)).hour,
  });
  const decided = await decideRecipients(context, {
    workspaceId,
    customerIds,
    class: 'ad',
    channel: play.channel,
    now,
    today,
    exceptPlayId: play.playId,
    db,
  });
  const eligible: RecipientDecision[] = [];
  const reasons = new Map<string, number>();
  for (const one of decided) {
    const { outcome, reason } = one.decision;
    // What is only put off till the morning will be sent, so the person belongs to the play.
    if (outcome === 'send' || outcome === 'defer') eligible.push(one);
    else reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const excluded = [...reasons].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
  return { found: customerIds.length, eligible, excluded };
}
