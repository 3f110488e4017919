/** How long a link to one's own page works (product rule). */
export const SELF_LINK_MS = 24 * 3_600_000;
/** How long a visit lasts after the code. */
export const SELF_SESSION_MS = 30 * 60_000;
/** Wrong codes after which a link is dead: five of a million. */
export const MAX_WRONG_CODES = 5;

/** A link that can be opened, one that was, and one that ran out or died of wrong codes. */
export type SelfLinkState = 'open' | 'used' | 'over';

/** What a link to one's own page is at `now` (PV-32): it works once, for a day, and five wrong codes end it. */
export function stateOfSelfLink(
  link: { openedAt: Date | null; expiresAt: Date; wrongCodes: number },
  now: Date,
): SelfLinkState {
  if (link.openedAt !== null) return 'used';
  return link.expiresAt <= now || link.wrongCodes >= MAX_WRONG_CODES ? 'over' : 'open';
}

/**
 * What becomes of a try to open a link. Nothing but `used` is told of one that does not work any more: whoever has its address
 * was sent it, and the code is not looked at.
 */
export function decideSelfLink(
  link: { openedAt: Date | null; expiresAt: Date; wrongCodes: number },
  { isRight, now }: { isRight: boolean; now: Date },
): 'open' | 'wrong_code' | 'used' | 'unknown' {
  const state = stateOfSelfLink(link, now);
  if (state !== 'open') return state === 'used' ? 'used' : 'unknown';
  return isRight ? 'open' : 'wrong_code';
}
