import { decideReplaces, decideStanding, GRANTING_STATES } from '../rules.ts';

/** What was said, by whom before she was merged. */
interface SaidBy {
  kind: string;
  state: string;
  method: string;
  evidence: string;
  at: Date;
  customerId: string;
  mergedFrom?: string | null | undefined;
}

const isEnding = (event: SaidBy) => event.method === 'import' && event.state === 'expired';

/** What one of the people said last about a kind; where only files spoke that were taken back, their end. */
function standingOf<Event extends SaidBy>(events: readonly Event[]): Event | undefined {
  const standing = decideStanding(events);
  if (standing) return standing;
  return events
    .filter(isEnding)
    .reduce<Event | undefined>((latest, event) => (latest && latest.at >= event.at ? latest : event), undefined);
}

/**
 * What holds of everything that one kind was said about, for somebody who may be several people merged into one. What was
 * said after the last merge is hers as a whole: the newest holds. Until then the strictest of what each of them had said:
 * refused, withdrawn or expired before absent before granted, so that nobody is written to whom one of them had not
 * allowed. `undefined`: nothing holds. `people`: all of them, also those who never said anything.
 * Worked: A granted on the 1st, B withdrew on the 2nd, merged on the 3rd → withdrawn; A grants on the 4th → granted.
 */
export function decideMergedStanding<Event extends SaidBy>(
  events: readonly Event[],
  { people, mergedAt }: { people: readonly string[]; mergedAt: Date | null },
): Event | undefined {
  if (mergedAt === null) return standingOf(events);
  // A file that was taken back after the merge takes back what it said before.
  const counting = (event: Event) => event.at > mergedAt || isEnding(event);
  const after = decideStanding(events.filter(counting));
  if (after) return after;
  const each = people.map((person) =>
    standingOf(events.filter((event) => (event.mergedFrom ?? event.customerId) === person)),
  );
  const refusals = each.filter((event) => event !== undefined && !GRANTING_STATES.includes(event.state));
  if (refusals.length > 0) return newest(refusals);
  if (each.some((event) => event === undefined)) return undefined;
  return oldest(each);
}

function newest<Event extends SaidBy>(events: readonly (Event | undefined)[]): Event | undefined {
  return events.reduce((latest, event) => (event && decideReplaces(event, latest) ? event : latest), undefined);
}

/** Of consents that all say yes the oldest counts: it is the first to be confirmed again (AD-15). */
function oldest<Event extends SaidBy>(events: readonly (Event | undefined)[]): Event | undefined {
  return events.reduce((first, event) => (event && (!first || event.at < first.at) ? event : first), undefined);
}
