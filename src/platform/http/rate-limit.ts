import { AppError, type UserMessage } from '../../shared/errors.ts';

/** A bucket of tokens: how many there are, and when that was. */
export interface Bucket {
  tokens: number;
  atMs: number;
}

/** How fast a bucket fills, and how much it holds. */
export interface RateLimit {
  perSecond: number;
  burst: number;
}

/**
 * Takes one token, or says how long to wait for it. A bucket not seen before is full.
 * Worked: 10 a second, empty bucket, 50 ms later → wait 50 ms; 100 ms later → taken, 0 left.
 */
export function takeToken(
  bucket: Bucket | undefined,
  limit: RateLimit,
  nowMs: number,
): { bucket: Bucket; waitMs: number } {
  const filled = bucket
    ? Math.min(limit.burst, bucket.tokens + (Math.max(0, nowMs - bucket.atMs) / 1_000) * limit.perSecond)
    : limit.burst;
  if (filled >= 1) return { bucket: { tokens: filled - 1, atMs: nowMs }, waitMs: 0 };
  return { bucket: { tokens: filled, atMs: nowMs }, waitMs: ((1 - filled) / limit.perSecond) * 1_000 };
}

const MAX_BUCKETS = 20_000;

/** Buckets of many callers, in this process. */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();

  /** Lets a caller pass. @throws AppError too_many_requests with `details.retryAfterSeconds` */
  pass(caller: string, limit: RateLimit, userMessage: UserMessage): void {
    const { bucket, waitMs } = takeToken(this.#buckets.get(caller), limit, performance.now());
    // Nobody is kept out for ever: an attacker with many names empties the memory of names, not of the machine.
    if (this.#buckets.size >= MAX_BUCKETS) this.#buckets.clear();
    this.#buckets.set(caller, bucket);
    if (waitMs === 0) return;
    throw new AppError('too_many_requests', 'rate limit', {
      userMessage,
      details: { retryAfterSeconds: Math.ceil(waitMs / 1_000) },
    });
  }
}
