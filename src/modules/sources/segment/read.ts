import { createHash } from 'node:crypto';
import type { ApiKey } from '../../../platform/http/route.ts';
import type { ReadEvent } from '../web-service.ts';
import { zSegmentEvent } from './contract.ts';
import { readClock, toTouchpoint } from './rules.ts';

/** Events of the Segment specification as they are stored; undefined for what cannot be read. */
export function readSegmentEvents(
  messages: readonly unknown[],
  input: { key: ApiKey; now: Date; sentAt: string | number | undefined; mayBeNobody?: boolean },
): ReadEvent[] {
  const { key, now, mayBeNobody = false } = input;
  const sentAt = readClock(input.sentAt);
  return messages.map((message) => {
    const read = zSegmentEvent.safeParse(message);
    if (!read.success) return undefined;
    const touchpoint = toTouchpoint(read.data, {
      source: key.source,
      receivedAt: now,
      sentAt,
      // Without an id of its own an event is what it says.
      fallbackKey: () => createHash('sha256').update(JSON.stringify(message)).digest('base64url'),
      isAttested: key.kind === 'secret',
      mayBeNobody,
    });
    return 'missing' in touchpoint ? undefined : touchpoint;
  });
}
