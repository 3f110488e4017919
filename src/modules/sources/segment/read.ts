import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { ApiKey } from '../../../platform/http/route.ts';
import { RESIDENT_NUMBER, RESIDENT_NUMBER_WORDS } from '../../../shared/resident-number.ts';
import type { Refusal } from '../../touchpoints/index.ts';
import type { ReadEvent } from '../web-service.ts';
import { zSegmentEvent } from './contract.ts';
import { readClock, toTouchpoint } from './rules.ts';

/** The first field of a message that is wrong, and how; undefined for what is no message at all. */
function refusalOf(issues: readonly z.core.$ZodIssue[], message: unknown): Refusal | undefined {
  const [issue] = issues;
  if (!issue || issue.path.length === 0) return undefined;
  const path = issue.path.join('.');
  const value = issue.path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[name] : undefined,
    message,
  );
  if (value === undefined || value === '') return { path, reason: 'missing' };
  if (path === 'type') return { path, reason: 'unknown_type' };
  const isNumber = issue.code === 'custom' && issue.params?.['words'] === RESIDENT_NUMBER_WORDS;
  return { path, reason: isNumber ? RESIDENT_NUMBER : 'wrong_value' };
}

/** Events of the Segment specification as they are stored, or what of them cannot be read. */
export function readSegmentEvents(
  messages: readonly unknown[],
  input: { key: ApiKey; now: Date; sentAt: string | number | undefined; mayBeNobody?: boolean },
): ReadEvent[] {
  const { key, now, mayBeNobody = false } = input;
  const sentAt = readClock(input.sentAt);
  return messages.map((message) => {
    const read = zSegmentEvent.safeParse(message);
    if (!read.success) return refusalOf(read.error.issues, message);
    const touchpoint = toTouchpoint(read.data, {
      source: key.source,
      receivedAt: now,
      sentAt,
      // Without an id of its own an event is what it says.
      fallbackKey: () => createHash('sha256').update(JSON.stringify(message)).digest('base64url'),
      isAttested: key.kind === 'secret',
      mayBeNobody,
    });
    return 'missing' in touchpoint ? { path: touchpoint.missing, reason: 'missing' } : touchpoint;
  });
}
