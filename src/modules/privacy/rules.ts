import type { ConsentKind } from './contract.ts';

/** One thing a person said: the newest by `at` holds. */
interface Said {
  state: string;
  at: Date;
}

/** States that let the shop write; everything else, and nothing at all, does not (AD-10: silence is no consent). */
export const GRANTING_STATES: readonly string[] = ['granted', 'reconfirmed'];

/**
 * Whether what was said replaces what holds: the newer one, and at the same moment the refusal, so that a withdrawal is
 * never lost to a grant that is not newer (AD-11). Nothing before → yes.
 */
export function decideReplaces(said: Said, holding: Said | undefined): boolean {
  if (!holding) return true;
  const distanceMs = said.at.getTime() - holding.at.getTime();
  if (distanceMs !== 0) return distanceMs > 0;
  return GRANTING_STATES.includes(holding.state) && !GRANTING_STATES.includes(said.state);
}

/**
 * When something that a file says was said counts as said: a consent later than `now` is none, for nobody agreed to it
 * yet (PV-16), and a refusal later than `now` counts from now. Undefined: treat it as absent.
 */
export function decideSaidAt(said: Said, now: Date): Date | undefined {
  if (said.at <= now) return said.at;
  return GRANTING_STATES.includes(said.state) ? undefined : now;
}

/**
 * The moment under which something said just now is kept: `now`, or for a refusal the first moment after what holds, so
 * that it replaces that whatever a file once claimed (AD-11).
 */
export function decideMomentNow(state: string, heldAt: Date | undefined, now: Date): Date {
  if (heldAt === undefined || heldAt < now || GRANTING_STATES.includes(state)) return now;
  return new Date(heldAt.getTime() + 1);
}

/** An event with where it came from. */
interface SaidFrom extends Said {
  method: string;
  evidence: string;
}

/**
 * What still holds of everything that was said about one kind, in any order, once the files that were taken back no
 * longer count. Undefined when nothing remains.
 */
export function decideStanding<Event extends SaidFrom>(events: readonly Event[]): Event | undefined {
  const isEnding = (event: SaidFrom) => event.method === 'import' && event.state === 'expired';
  const undone = new Set(events.filter(isEnding).map(({ evidence }) => evidence));
  let standing: Event | undefined;
  for (const event of events) {
    if (isEnding(event) || (event.method === 'import' && undone.has(undoneEvidenceOf(event.evidence)))) continue;
    if (decideReplaces(event, standing)) standing = event;
  }
  return standing;
}

/**
 * Whether the list of refused addresses still bars one: yes until the person gives consent herself, after it and not
 * through a file (domain 2.4: a re-import cannot re-activate her).
 */
export function decideSuppressed(
  suppressedAt: Date | undefined,
  consent: { state: string; method: string; at: Date } | undefined,
): boolean {
  if (!suppressedAt) return false;
  if (!consent || consent.method === 'import' || !GRANTING_STATES.includes(consent.state)) return true;
  return consent.at <= suppressedAt;
}

/** Ways of saying yes that leave something with the shop to look at. */
const PROVING_METHODS: ReadonlySet<string> = new Set(['paper', 'phone', 'email']);

/**
 * A consent that staff take down needs proof that somebody can look at (PV-08): staff ticking for the person is none, and
 * neither is a tablet or a page on which she did not press herself.
 */
export function isProven(choice: { state: string }, proof: { method: string; evidence: string }): boolean {
  if (!GRANTING_STATES.includes(choice.state)) return true;
  return PROVING_METHODS.has(proof.method) && proof.evidence !== '';
}

/** Where the proof of an imported consent is: batch and line of the file. */
export function importEvidence(batchId: string, line: number): string {
  return `batch ${batchId} line ${line}`;
}

/** What ends the events of a file that was taken back. */
export function undoneEvidence(batchId: string): string {
  return `batch ${batchId} undone`;
}

function undoneEvidenceOf(evidence: string): string {
  return undoneEvidence(/^batch (\S+) line /.exec(evidence)?.[1] ?? '');
}

/** Channels on which advertising must stop. */
export type StoppedChannels = 'all' | readonly ('email' | 'sms' | 'kakao')[];

/**
 * On which channels a refusal of one kind stops advertising (AD-11): one of promotion as a whole on all of them, one of a
 * channel on that channel, one of the night or of membership on none (the hour is asked for at dispatch, AD-12).
 */
export function channelsStoppedBy(kind: ConsentKind): StoppedChannels {
  if (kind === 'marketing_use') return 'all';
  if (kind === 'ad_email') return ['email'];
  if (kind === 'ad_kakao') return ['kakao'];
  return kind === 'ad_sms' ? ['sms'] : [];
}
