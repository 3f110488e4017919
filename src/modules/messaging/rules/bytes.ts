import iconv from 'iconv-lite';

/** A text as the carriers count it. */
export interface TextBytes {
  /** Bytes in KS X 1001: ASCII 1, Hangul 2, a line break 1. Signs that cannot be encoded count 2. */
  bytes: number;
  /** Signs a strict network replaces or refuses, each once, in the order of the text. */
  notEncodable: string[];
}

/** What could stand for a sign that carriers do not know; the composer offers it, nothing is replaced unasked. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  '₩': '원',
  '—': '-',
  '–': '-',
  '〜': '~',
  é: 'e',
  '\u00a0': ' ',
  '•': '·',
};

const LEAD_AND_TRAIL_MIN = 0xa1;
const BASIC_PLANE_END = 0x10000;
const NOT_ASKED = 0xff;
/** Bytes by code point, filled as signs are met: a play's texts are counted sign by sign for each of its people. */
const known = new Uint8Array(BASIC_PLANE_END).fill(NOT_ASKED);

/**
 * Bytes of one sign, 0 when it is not in KS X 1001. A library's `euc-kr` is really CP949 and takes 뷁, 펲, 똠, which a
 * strict network does not know; in KS X 1001 both bytes of a sign are at least 0xA1 (AD-30 a).
 */
function bytesOf(sign: string): number {
  const code = sign.codePointAt(0) ?? 0;
  if (code >= BASIC_PLANE_END) return 0;
  const found = known[code];
  if (found !== undefined && found !== NOT_ASKED) return found;
  let bytes = 0;
  if (code < 0x80) bytes = 1;
  else {
    const encoded = iconv.encode(sign, 'cp949');
    const inTable = encoded.length === 2 && encoded[0] !== undefined && encoded[1] !== undefined;
    if (inTable && encoded.every((byte) => byte >= LEAD_AND_TRAIL_MIN)) bytes = 2;
  }
  known[code] = bytes;
  return bytes;
}

/**
 * Counts a text as AD-30: the same line break for the meter and the provider (`\r\n` is one `\n`).
 * `온기식당 11/25(수) 18:30 2명 예약이 확정되었습니다.` is 51.
 */
export function countBytes(text: string): TextBytes {
  let bytes = 0;
  const notEncodable = new Set<string>();
  for (const sign of text.replaceAll('\r\n', '\n')) {
    const size = bytesOf(sign);
    bytes += size || 2;
    if (size === 0) notEncodable.add(sign);
  }
  return { bytes, notEncodable: [...notEncodable] };
}

/** The text with every sign that has a known stand-in replaced (₩2,000 → 원2,000 is offered, not done unasked). */
export function replaceNotEncodable(text: string): string {
  let replaced = text;
  for (const sign of countBytes(text).notEncodable) {
    const stand = REPLACEMENTS[sign];
    if (stand !== undefined) replaced = replaced.replaceAll(sign, stand);
  }
  return replaced;
}

/** The beginning of a text that fits into `limit` bytes; never half a sign. `가나다` in 5 → `가나`. */
export function cutToBytes(text: string, limit: number): string {
  let bytes = 0;
  let cut = '';
  for (const sign of text) {
    bytes += bytesOf(sign) || 2;
    if (bytes > limit) break;
    cut += sign;
  }
  return cut;
}

/** SMS 90 bytes, LMS and MMS 2,000, their subject 40 (§2.5). */
export const TEXT_LIMITS = { smsBytes: 90, lmsBytes: 2_000, subjectBytes: 40 } as const;

/** How long a text of a medium may be, in bytes as the carriers count them. */
export const limitBytesOf = (medium: string): number =>
  medium === 'sms' ? TEXT_LIMITS.smsBytes : TEXT_LIMITS.lmsBytes;

/** How a text leaves: by its length after personalisation, a picture makes it MMS (AD-31). Undefined: too long. */
export function decideTextMedium(bytes: number, { hasImage = false } = {}): 'sms' | 'lms' | 'mms' | undefined {
  if (bytes > TEXT_LIMITS.lmsBytes) return undefined;
  if (hasImage) return 'mms';
  return bytes <= TEXT_LIMITS.smsBytes ? 'sms' : 'lms';
}
