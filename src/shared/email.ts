/** RFC 5321: 64 characters before the @, 254 in all. */
const MAX_LOCAL = 64;
const MAX_LENGTH = 254;

const LOCAL_PART = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const LABEL = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?';
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)+(?:\\p{L}{2,63}|xn--[a-z0-9-]{2,59})$`, 'u');

/**
 * An e-mail address as it is stored and compared: trimmed, full-width signs made plain, lower-cased.
 * Undefined when it is not plausibly one address (no domain with a dot, blanks, two @, a name around it).
 */
export function normaliseEmail(text: string): string | undefined {
  const email = text
    .normalize('NFKC')
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .trim()
    .replace(/^mailto:/i, '')
    .toLowerCase();
  const at = email.indexOf('@');
  if (email.length > MAX_LENGTH || at < 1 || at > MAX_LOCAL) return undefined;
  return LOCAL_PART.test(email.slice(0, at)) && DOMAIN.test(email.slice(at + 1)) ? email : undefined;
}
