import { createHash } from 'node:crypto';
import { type KeyCall, keyRoute, type Route } from '../../../platform/http/route.ts';
import type { Endpoint } from '../../../shared/endpoint.ts';
import { MAX_BODY_BYTES } from '../fields.ts';
import { type ReadEvent, recordWebEvents } from '../web-service.ts';
import { segmentBatch, segmentCalls, zSegmentEvent } from './contract.ts';
import { readClock, toTouchpoint } from './rules.ts';

/** Libraries run on servers with a secret key, and in pages with a public one. */
const OPTIONS = { kinds: ['secret', 'public'] as const, bodyLimitBytes: MAX_BODY_BYTES, fromPages: true };

async function record(
  { db, actor, key, now }: KeyCall<Endpoint>,
  batch: { events: readonly unknown[]; sentAt: string | number | undefined },
): Promise<{ success: true }> {
  const sentAt = readClock(batch.sentAt);
  const events = batch.events.map((message): ReadEvent => {
    const read = zSegmentEvent.safeParse(message);
    if (!read.success) return undefined;
    const touchpoint = toTouchpoint(read.data, {
      source: key.source,
      receivedAt: now,
      sentAt,
      // Without an id of its own an event is what it says.
      fallbackKey: () => createHash('sha256').update(JSON.stringify(message)).digest('base64url'),
      isAttested: key.kind === 'secret',
    });
    return 'missing' in touchpoint ? undefined : touchpoint;
  });
  await recordWebEvents(db, actor, { key, way: 'segment', events, now });
  return { success: true };
}

export const segmentRoutes: Route[] = [
  ...segmentCalls.map(({ type, endpoint }) =>
    keyRoute(endpoint, (call) => record(call, { events: [{ ...call.body, type }], sentAt: undefined }), OPTIONS),
  ),
  keyRoute(segmentBatch, (call) => record(call, { events: call.body.batch, sentAt: call.body.sentAt }), OPTIONS),
];
