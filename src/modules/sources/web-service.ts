import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import type { ApiKey } from '../../platform/http/route.ts';
import { type NewTouchpoint, type Refusal, recordTouchpoints, type SourceWay } from '../touchpoints/index.ts';
import { refuseInstant, refusePayload } from './fields.ts';

/** What a library sent cannot be taken for an event at all. */
const UNREADABLE: Refusal = { path: '', reason: 'unreadable' };

/** An event as it is stored, or what of it could not be read; undefined where that cannot be said. */
export type ReadEvent = NewTouchpoint | Refusal | undefined;

/**
 * Stores what sites and apps say, and leaves out what cannot be kept: their libraries send an answered batch never again,
 * so one bad event must not cost the others. What was left out is counted for the source.
 * @throws AppError forbidden
 */
export async function recordWebEvents(
  db: Db,
  actor: Actor,
  input: { key: ApiKey; way: SourceWay; events: readonly ReadEvent[]; now: Date },
): Promise<void> {
  const { key, way, events, now } = input;
  const touchpoints: NewTouchpoint[] = [];
  const refusedBefore: Refusal[] = [];
  for (const event of events) {
    if (event === undefined) refusedBefore.push(UNREADABLE);
    else if ('reason' in event) refusedBefore.push(event);
    else {
      const refusal = refuseEvent(event, now);
      if (refusal) refusedBefore.push(refusal);
      else touchpoints.push(event);
    }
  }
  await recordTouchpoints(db, actor, {
    from: { source: key.source, way, label: key.label, phase: 'before' },
    touchpoints,
    refusedBefore,
    now,
  });
}

function refuseEvent(event: NewTouchpoint, now: Date): Refusal | undefined {
  const ofInstant = refuseInstant(event.at, now);
  if (ofInstant !== undefined) return { path: 'at', reason: ofInstant };
  const ofPayload = refusePayload(event.payload ?? {});
  return ofPayload === undefined ? undefined : { path: 'payload', reason: ofPayload };
}
