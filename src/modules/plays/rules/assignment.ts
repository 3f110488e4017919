import { createHash } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';

/** What a person is to a play: left alone so that we can compare, or written to. */
export type Arm = 'holdout' | 'treatment';

/** MT-30: share of the audience left alone, unless the play says otherwise. */
export const DEFAULT_HOLDOUT_RATE = 0.1;
/** MT-30: a small audience needs a larger share, or the held-out group is too few people to compare with. */
export const SMALL_AUDIENCE_HOLDOUT_RATE = 0.2;
/** MT-30: an audience below this many people is small. */
export const SMALL_AUDIENCE_BELOW = 1_000;
/** More than half left alone would send to the smaller part and measure worse with every further person. */
export const MAX_HOLDOUT_RATE = 0.5;

/** 48 bits of the hash: exact in a double, and far finer than any audience. */
const HASH_BYTES = 6;
const HASH_RANGE = 2 ** (8 * HASH_BYTES);

/**
 * Share of the audience (0–0.5) to leave alone (MT-30): `configured` when given (0 means: measure nothing), else 0.10,
 * or 0.20 for an audience below 1,000. Worked: 999 people → 0.20, 1,000 people → 0.10.
 * @throws AppError invalid_input when `configured` lies outside 0–0.5
 */
export function decideHoldoutRate(audienceSize: number, configured?: number): number {
  if (configured === undefined) {
    return audienceSize < SMALL_AUDIENCE_BELOW ? SMALL_AUDIENCE_HOLDOUT_RATE : DEFAULT_HOLDOUT_RATE;
  }
  if (!(configured >= 0 && configured <= MAX_HOLDOUT_RATE)) {
    throw new AppError('invalid_input', `hold-out rate must lie between 0 and ${MAX_HOLDOUT_RATE}`);
  }
  return configured;
}

interface Assignment {
  playId: string;
  /** Salt of the play, written down with it: another seed is another draw. */
  playSeed: string;
  customerId: string;
  /** 0–1, from `decideHoldoutRate`. */
  holdoutRate: number;
}

/**
 * The arm of one person in one play (MT-30): the first 48 bits of SHA-256 over play, seed and person, as a number in
 * [0, 1), are compared with the hold-out rate. The same answer at any time and in any order; independent between plays
 * and seeds; a person held out at one rate stays held out at every higher rate. About 2 µs a person.
 * @throws AppError invalid_input when the rate lies outside 0–1
 */
export function assignArm({ playId, playSeed, customerId, holdoutRate }: Assignment): Arm {
  if (!(holdoutRate >= 0 && holdoutRate <= 1)) {
    throw new AppError('invalid_input', 'hold-out rate must lie between 0 and 1');
  }
  // JSON keeps the three parts apart: ('a', 'bc') and ('ab', 'c') must not meet in one hash.
  const digest = createHash('sha256')
    .update(JSON.stringify([playId, playSeed, customerId]))
    .digest();
  return digest.readUIntBE(0, HASH_BYTES) / HASH_RANGE < holdoutRate ? 'holdout' : 'treatment';
}

/** Keys of the arms of a play, in order: up to five (MT-30). */
export const VARIANTS = ['a', 'b', 'c', 'd', 'e'] as const;
export type Variant = (typeof VARIANTS)[number];

/**
 * Which of `count` equally large arms a treated person is in: another 48 bits of hash than those that decided about the
 * hold-out, so that an arm is as mixed as the audience. The same answer at any time and in any order; with one arm
 * always the first. Worked: 3 arms → each person a third of the time in each.
 */
export function assignVariant({
  playId,
  playSeed,
  customerId,
  count,
}: {
  playId: string;
  playSeed: string;
  customerId: string;
  count: number;
}): Variant {
  if (count === 1) return 'a';
  const digest = createHash('sha256')
    .update(JSON.stringify(['arm', playId, playSeed, customerId]))
    .digest();
  const at = Math.floor((digest.readUIntBE(0, HASH_BYTES) / HASH_RANGE) * count);
  return VARIANTS[Math.min(at, count - 1)] ?? 'a';
}

/**
 * Where a person stands in the draw of a period's standing hold-out, in [0, 1): below the rate she gets no advertising of
 * any play. plays.standing_draw in SQL gives the same number. About 2 µs a person.
 */
export function drawStanding(seed: string, customerId: string): number {
  const digest = createHash('sha256')
    .update(JSON.stringify(['everything', seed, customerId]))
    .digest();
  return digest.readUIntBE(0, HASH_BYTES) / HASH_RANGE;
}
