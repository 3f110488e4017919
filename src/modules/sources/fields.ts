/** What values from outside look like, whichever way they come in. */
import { z } from 'zod';
import { looksLikeResidentNumber, RESIDENT_NUMBER_WORDS } from '../../shared/resident-number.ts';

/** Rows of one request. */
export const MAX_ROWS = 5_000;
/** Room for 5,000 rows of a kilobyte and a half. */
export const MAX_BODY_BYTES = 8 * 1_048_576;
/** What one row may say beyond its named fields, as JSON. */
export const MAX_PAYLOAD_BYTES = 16_384;
/** Deeper than this nothing is a fact any more. */
export const MAX_PAYLOAD_DEPTH = 8;
/** How far ahead of the shop's clock a sender's may be. */
export const MAX_AHEAD_MS = 86_400_000;
/** Nothing of a shop's customers is older. */
const OLDEST_MS = 0;

const RESIDENT = { params: { words: RESIDENT_NUMBER_WORDS } };

/** Text that a database can keep: no NUL sign and no half of a sign. */
const isKeepable = (text: string) => !text.includes('\u0000') && text.isWellFormed();

/** A line of text from outside, trimmed; resident numbers are refused in every one of them (PV-12). */
export const zText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine(isKeepable, { error: 'unreadable signs' })
    .refine((text) => !looksLikeResidentNumber(text), RESIDENT);

/** A key or an id of another system: as it is, because two that differ are two. */
export const zKey = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine(isKeepable, { error: 'unreadable signs' })
    .refine((text) => !isWrittenResidentNumber(text), RESIDENT);

/** Thirteen digits in a row are many an id; with the sign in the middle they are a resident number. */
function isWrittenResidentNumber(text: string): boolean {
  return looksLikeResidentNumber(text) && !looksLikeResidentNumber(text.replace(/[^\d]/g, 'x'));
}

/** What is wrong with an instant; undefined when something can have happened then. Worked: tomorrow noon at 11:00 today → `more than a day ahead`. */
export function refuseInstant(at: Date, now: Date): string | undefined {
  if (at.getTime() < OLDEST_MS) return 'before 1970';
  if (at.getTime() > now.getTime() + MAX_AHEAD_MS) return 'more than a day ahead';
  return undefined;
}

/** What is wrong with a payload; undefined when it can be kept. Its depth, its size, its signs, resident numbers (PV-12). */
export function refusePayload(payload: unknown): string | undefined {
  if (!isShallow(payload, MAX_PAYLOAD_DEPTH)) return `deeper than ${MAX_PAYLOAD_DEPTH}`;
  const json = JSON.stringify(payload);
  if (Buffer.byteLength(json) > MAX_PAYLOAD_BYTES) return `larger than ${MAX_PAYLOAD_BYTES} bytes`;
  if (/\\u(0000|d[89a-f])/.test(json)) return 'unreadable signs';
  return undefined;
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}
