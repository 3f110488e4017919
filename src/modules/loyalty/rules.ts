/**
 * Signs of a coupon code: no 0/O, 1/I/L, which are read for each other. 31 is prime, so the check sign finds every
 * mistyped sign and every two that changed places.
 */
export const CODE_SIGNS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** Random signs before the check sign: 31^8 ≈ 8.5·10¹¹, so that nobody guesses one at the counter. */
export const CODE_RANDOM_SIGNS = 8;
const CODE_LENGTH = CODE_RANDOM_SIGNS + 1;
const GROUP = 3;

function checkSign(signs: string): string {
  let sum = 0;
  for (let at = 0; at < signs.length; at += 1) sum += (at + 1) * CODE_SIGNS.indexOf(signs.charAt(at));
  return CODE_SIGNS.charAt(sum % CODE_SIGNS.length);
}

/**
 * A code of nine signs from random bytes: eight random ones and the check sign. A byte of 248 or more is left out, since
 * 256 is no multiple of 31 and the first signs would come more often; `undefined` when too few bytes are left.
 */
export function codeFromBytes(bytes: Uint8Array): string | undefined {
  let signs = '';
  for (const byte of bytes) {
    if (byte >= CODE_SIGNS.length * Math.floor(256 / CODE_SIGNS.length)) continue;
    signs += CODE_SIGNS.charAt(byte % CODE_SIGNS.length);
    if (signs.length === CODE_RANDOM_SIGNS) return signs + checkSign(signs);
  }
  return undefined;
}

/**
 * What somebody typed as a stored code: capitals, without blanks and dashes. Undefined when it cannot be a code: wrong
 * length, a sign that no code has, or a check sign that does not fit. `k7m 4rx-92d` → `K7M4RX92D` if its check fits.
 */
export function parseCode(text: string): string | undefined {
  const code = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  if (code.length !== CODE_LENGTH || [...code].some((sign) => !CODE_SIGNS.includes(sign))) return undefined;
  return checkSign(code.slice(0, -1)) === code.slice(-1) ? code : undefined;
}

/** A stored code in groups of three, as it is printed and read aloud: `K7M-4RX-92D`. */
export function formatCode(code: string): string {
  return code.match(new RegExp(`.{1,${GROUP}}`, 'g'))?.join('-') ?? code;
}

/** What a coupon takes off a bill, minor units; 0 below its least spend. Never more than the bill. */
export function computeDiscount(
  coupon: { kind: string; value: number; minSpendMinor: number },
  billMinor: number,
): number {
  if (billMinor < coupon.minSpendMinor || billMinor <= 0) return 0;
  const discount = coupon.kind === 'amount' ? coupon.value : Math.floor((billMinor * coupon.value) / 100);
  return Math.min(discount, billMinor);
}

/**
 * What a coupon took off, from what was paid after it (tills report only that): 10 % of a bill of 20,000 leaves 18,000,
 * and 18,000 gives 2,000 back. 100 % → 0, because nothing paid tells nothing.
 */
export function computeDiscountFromPaid(coupon: { kind: string; value: number }, paidMinor: number): number {
  if (coupon.kind === 'amount') return coupon.value;
  if (coupon.value >= 100 || paidMinor <= 0) return 0;
  return Math.round((paidMinor * coupon.value) / (100 - coupon.value));
}
