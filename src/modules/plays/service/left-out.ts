import type { z } from 'zod';
import { findPeopleNames, findResolvedRule } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { maskName } from '../../../shared/mask.ts';
import { refuseSensitiveConditions } from '../../customers/index.ts';
import { recordAccess } from '../../staff/index.ts';
import { LEFT_OUT_SHOWN, type listLeftOut as listLeftOutEndpoint } from '../contract.ts';
import { findAudience } from './audience.ts';
import { getPlayRow, notInState, toPlay } from './play.ts';

/**
 * Who is passed over for one reason if the play left now; masked and logged. Of a launched play only the counts are kept:
 * asked again today, the reasons would be others. @throws AppError forbidden | not_found | conflict (launched, or no draft of messages)
 */
export async function listLeftOut(
  context: Context,
  actor: Actor,
  input: { playId: string; reason: string; today: string; now: Date },
): Promise<z.output<(typeof listLeftOutEndpoint)['output']>> {
  actor.require('plays:read');
  actor.require('customers:read');
  const { workspaceId } = actor;
  const { playId, reason, today, now } = input;
  const db = context.database.of(workspaceId);
  const play = toPlay(await getPlayRow(db, workspaceId, playId));
  if (play.launchedOn !== null || play.kind !== 'once') throw notInState();
  // To be found at all says that somebody meets the rule, so it takes the right to what the rule asks.
  await refuseSensitiveConditions(db, actor, await findResolvedRule(db, { workspaceId, rule: play.rule }));
  const { leftOut } = await findAudience(context, db, { workspaceId, play, today, now });
  const all = leftOut.get(reason) ?? [];
  const customerIds = all.slice(0, LEFT_OUT_SHOWN);
  const [names] = await Promise.all([
    findPeopleNames(db, { workspaceId, customerIds }),
    recordAccess(
      db,
      actor,
      { action: 'list', subject: `left out of play ${playId}: ${reason}`, result: `${customerIds.length} people` },
      now,
    ),
  ]);
  return {
    count: all.length,
    people: customerIds.map((customerId) => ({ customerId, name: maskName(names.get(customerId) ?? '') })),
  };
}
