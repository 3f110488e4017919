/** Letters and digits that cannot be taken for each other on paper; 32 of them, so that a byte chooses evenly. */
const SIGNS = 'abcdefghjklmnpqrstuvwxyz23456789';
const GROUPS = 3;
const SIGNS_PER_GROUP = 4;

/** How many random bytes a first password is made of. */
export const FIRST_PASSWORD_BYTES = GROUPS * SIGNS_PER_GROUP;

/**
 * A first password that can be read out and typed once: `k7mq-2xfa-hd9p`, 60 bits.
 * Worked: twelve zero bytes → `aaaa-aaaa-aaaa`.
 */
export function makeFirstPassword(random: Uint8Array): string {
  const signs = Array.from(random.slice(0, FIRST_PASSWORD_BYTES), (byte) => SIGNS[byte % SIGNS.length]);
  return Array.from({ length: GROUPS }, (_unused, at) =>
    signs.slice(at * SIGNS_PER_GROUP, (at + 1) * SIGNS_PER_GROUP).join(''),
  ).join('-');
}
