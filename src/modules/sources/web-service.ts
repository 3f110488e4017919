import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import type { ApiKey } from '../../platform/http/route.ts';
import { type NewTouchpoint, recordTouchpoints, type SourceWay } from '../touchpoints/index.ts';
import { refuseInstant, refusePayload } from './fields.ts';

/** An event as it is stored, or undefined for one that could not be read. */
export type ReadEvent = NewTouchpoint | undefined;

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
  const touchpoints = events.filter((event) => event !== undefined).filter((event) => isKeepable(event, now));
  await recordTouchpoints(db, actor, {
    from: { source: key.source, way, label: key.label, phase: 'before' },
    touchpoints,
    refusedBefore: events.length - touchpoints.length,
    now,
  });
}

function isKeepable(event: NewTouchpoint, now: Date): boolean {
  return refuseInstant(event.at, now) === undefined && refusePayload(event.payload ?? {}) === undefined;
}
