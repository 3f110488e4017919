/** How long a link to one's own page works (product rule). */
export const SELF_LINK_MS = 24 * 3_600_000;
/** How long a visit lasts after the code. */
export const SELF_SESSION_MS = 30 * 60_000;
/** Wrong codes after which a link is dead: five of a million. */
export const MAX_WRONG_CODES = 5;

/**
 * What becomes of a try to open a link (PV-32): it is used once, for a day, and dead after five wrong codes. `unknown` for
 * all of these alike, so that a stranger learns nothing.
 */
export function decideSelfLink(
  link: { openedAt: Date | null; expiresAt: Date; wrongCodes: number },
  { isRight, now }: { isRight: boolean; now: Date },
): 'open' | 'wrong_code' | 'unknown' {
  if (link.openedAt !== null || link.expiresAt <= now || link.wrongCodes >= MAX_WRONG_CODES) return 'unknown';
  return isRight ? 'open' : 'wrong_code';
}
