/** What values from outside look like, whichever way they come in. */
import { z } from 'zod';
import type { UserMessage } from '../../shared/errors.ts';
import { isNestedDeeper } from '../../shared/json.ts';
import { mustBe } from '../../shared/must-be.ts';
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

const UNREADABLE_SIGNS = mustBe({ ko: '읽을 수 없는 글자가 있어요.', en: 'This has signs that cannot be read.' });
const RESIDENT = { params: { words: RESIDENT_NUMBER_WORDS } };

/** Text that a database can keep: no NUL sign and no half of a sign. */
const isKeepable = (text: string) => !text.includes('\u0000') && text.isWellFormed();

/** A line of text from outside, trimmed; resident numbers are refused in every one of them (PV-12). */
export const zText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine(isKeepable, UNREADABLE_SIGNS)
    .refine((text) => !looksLikeResidentNumber(text), RESIDENT);

/** A key or an id of another system: as it is, because two that differ are two. */
export const zKey = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine(isKeepable, UNREADABLE_SIGNS)
    .refine((text) => !isWrittenResidentNumber(text), RESIDENT);

/** Thirteen digits in a row are many an id; with the sign in the middle they are a resident number. */
function isWrittenResidentNumber(text: string): boolean {
  return looksLikeResidentNumber(text) && !looksLikeResidentNumber(text.replace(/[^\d]/g, 'x'));
}

/** Why a value is not kept, in the words of the answer; the health board has words of its own for each. */
export const FIELD_REFUSALS = {
  too_old: { ko: '1970년보다 앞선 때예요.', en: 'This is before 1970.' },
  too_far_ahead: { ko: '지금보다 하루 넘게 앞선 때예요.', en: 'This is more than a day ahead.' },
  too_deep: { ko: `${MAX_PAYLOAD_DEPTH}단계보다 깊어요.`, en: `This is deeper than ${MAX_PAYLOAD_DEPTH} levels.` },
  too_large: { ko: `${MAX_PAYLOAD_BYTES}바이트보다 커요.`, en: `This is larger than ${MAX_PAYLOAD_BYTES} bytes.` },
  unreadable_signs: UNREADABLE_SIGNS.params.words,
  missing: { ko: '빠져 있어요.', en: 'This is missing.' },
} satisfies Record<string, UserMessage>;
export type FieldRefusal = keyof typeof FIELD_REFUSALS;

/** What is wrong with an instant; undefined when something can have happened then. Worked: tomorrow noon at 11:00 today → `too_far_ahead`. */
export function refuseInstant(at: Date, now: Date): FieldRefusal | undefined {
  if (at.getTime() < OLDEST_MS) return 'too_old';
  if (at.getTime() > now.getTime() + MAX_AHEAD_MS) return 'too_far_ahead';
  return undefined;
}

/** What is wrong with a payload; undefined when it can be kept. Its depth, its size, its signs. */
export function refusePayload(payload: unknown): FieldRefusal | undefined {
  if (isNestedDeeper(payload, MAX_PAYLOAD_DEPTH)) return 'too_deep';
  const json = JSON.stringify(payload);
  if (Buffer.byteLength(json) > MAX_PAYLOAD_BYTES) return 'too_large';
  if (/\\u(0000|d[89a-f])/.test(json)) return 'unreadable_signs';
  return undefined;
}
