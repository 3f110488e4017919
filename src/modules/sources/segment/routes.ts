import { type KeyCall, keyRoute, type Route } from '../../../platform/http/route.ts';
import type { Endpoint } from '../../../shared/endpoint.ts';
import { MAX_BODY_BYTES } from '../fields.ts';
import { recordWebEvents } from '../web-service.ts';
import { segmentBatch, segmentCalls } from './contract.ts';
import { readSegmentEvents } from './read.ts';

/** Libraries run on servers with a secret key, and in pages with a public one. */
const OPTIONS = { kinds: ['secret', 'public'] as const, bodyLimitBytes: MAX_BODY_BYTES, fromPages: true, byRow: true };

async function record(
  { db, actor, key, now }: KeyCall<Endpoint>,
  batch: { messages: readonly unknown[]; sentAt?: string | number | undefined },
): Promise<{ success: true }> {
  const events = readSegmentEvents(batch.messages, { key, now, sentAt: batch.sentAt });
  await recordWebEvents(db, actor, { key, way: 'segment', events, now });
  return { success: true };
}

export const segmentRoutes: Route[] = [
  ...segmentCalls.map(({ type, endpoint }) =>
    keyRoute(endpoint, (call) => record(call, { messages: [{ ...call.body, type }] }), OPTIONS),
  ),
  keyRoute(segmentBatch, (call) => record(call, { messages: call.body.batch, sentAt: call.body.sentAt }), OPTIONS),
];
