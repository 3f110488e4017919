import type { Actor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import { addDays, daysBetween } from '../../shared/time.ts';
import { reportMenu } from '../insights/index.ts';
import { summarisePlays } from '../plays/index.ts';
import type { Decided, DecisionKind } from './contract.ts';
import type { Found } from './rules.ts';
import { MENU_DAYS } from './sources.ts';

interface Row {
  decisionId: string;
  kind: DecisionKind;
  subject: string;
  reason: unknown;
  choice: string;
  decidedOn: string;
}

type Outcome = NonNullable<Decided['outcome']>;

/** Days after which a changed menu item can be set against the weeks before. */
const MENU_AFTER_DAYS = 14;

const isOfPlay = (kind: DecisionKind) => kind === 'play_waiting' || kind === 'play_due';

/**
 * What came of what was done or looked at, from the figures of today: the result of a play, an item's share before and since, whether a
 * source speaks again. A decision of which nothing can be said yet is absent. No cause is claimed for an item or a source:
 * nobody was held out. `found`: what waits now.
 */
export async function describeOutcomes(
  context: Context,
  actor: Actor,
  { rows, found, today }: { rows: readonly Row[]; found: readonly Found[]; today: string },
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const done = rows.filter((row) => row.choice === 'done' || row.choice === 'look');
  if (done.length === 0) return outcomes;
  const db = context.database.of(actor.workspaceId);
  const playIds = done.filter(({ kind }) => isOfPlay(kind)).map(({ subject }) => subject);
  const plays =
    actor.can('plays:read') && playIds.length > 0 ? await summarisePlays(context, actor, { playIds, today }) : [];
  for (const row of done) {
    const numbers = row.reason as Record<string, string | number>;
    if (isOfPlay(row.kind)) {
      const result = plays.find(({ play }) => play.playId === row.subject)?.result;
      if (result) outcomes.set(row.decisionId, { key: 'play', params: { verdict: result.verdict } });
    } else if (row.kind === 'menu_puzzle' || row.kind === 'menu_dog') {
      const days = daysBetween(row.decidedOn, today);
      if (days < MENU_AFTER_DAYS) continue;
      const from = addDays(today, -Math.min(days, MENU_DAYS));
      const since = (await reportMenu(db, actor, { from, until: addDays(today, -1) })).find(
        ({ name }) => name === row.subject,
      );
      outcomes.set(row.decisionId, {
        key: 'share',
        params: { before: Number(numbers['share'] ?? 0), since: since?.share ?? 0 },
      });
    } else {
      const open = found.find((one) => one.kind === row.kind && one.subject === row.subject);
      const left = open ? Number(open.reason['count'] ?? open.reason['overdue'] ?? 1) : 0;
      outcomes.set(row.decisionId, { key: open ? 'still' : 'gone', params: { left } });
    }
  }
  return outcomes;
}
