import type { Actor } from '../../platform/actor.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { newId } from '../../shared/ids.ts';
import { businessDayOf } from '../../shared/time.ts';
import { type PersonClue, resolvePeople } from '../customers/index.ts';
import { getRecentWorkspace } from '../workspace/index.ts';
import type { Phase } from './contract.ts';
import { hasResidentNumber } from './rules.ts';
import { addArrivals, attachBrowsers, insertTouchpoints, type SourceWay } from './store.ts';

/** Where something comes from: `source` is the key of the till, site or file, `way` how it comes in. */
export interface Source {
  source: string;
  way: SourceWay;
  /** What people call it; empty keeps the label it has. */
  label?: string;
  /** The phase most of what it says belongs to. */
  phase: Phase;
}

/** Something that happened, to be appended. */
export interface NewTouchpoint {
  at: Date;
  phase: Phase;
  /** `web.page_viewed`, `survey.answered`, `review.received` … (domain 3.13). */
  kind: string;
  channel?: string;
  /** The source's own key of it: said again, it is the same. */
  idempotencyKey: string;
  person?: PersonClue;
  /** A browser that nobody knows yet. */
  anonymousId?: string;
  payload?: Readonly<Record<string, unknown>>;
  schemaVersion?: number;
  /** The touchpoint that this one corrects (OP-89). */
  corrects?: string;
}

/** What became of one row, in the order given. */
export type Recorded =
  | { status: 'recorded' | 'duplicate'; touchpointId: string; customerId: string | null }
  | { status: 'refused'; reason: 'resident_number' };

/**
 * Appends what happened to the log, in one transaction: each person found or made, each row once whatever is sent
 * again, and the source's counters moved. Carries no consent of any kind (PV-08).
 * @throws AppError forbidden
 */
export async function recordTouchpoints(
  db: Db,
  actor: Actor,
  input: { from: Source; touchpoints: readonly NewTouchpoint[]; batchId?: string; now: Date },
): Promise<Recorded[]> {
  actor.require('touchpoints:write');
  const { workspaceId } = actor;
  const { from, touchpoints, batchId, now } = input;
  if (touchpoints.length === 0) return [];
  const shop = await getRecentWorkspace(db, workspaceId);
  const refused = touchpoints.map((touchpoint) => hasResidentNumber(touchpoint.payload));
  const taken = touchpoints.filter((_, index) => !refused[index]);
  return inTransaction(db, async (db) => {
    const clues = taken.map(({ person, anonymousId }) => withBrowser(person, anonymousId, from.source));
    const people = await resolvePeople(db, {
      workspaceId,
      clues,
      source: from.source,
      now,
      ...(batchId === undefined ? {} : { batchId }),
    });
    const browsers = taken.flatMap(({ anonymousId }, index) => {
      const person = people[index];
      return anonymousId !== undefined && person?.linkedBrowser ? [{ anonymousId, ...person }] : [];
    });
    await attachBrowsers(db, { workspaceId, source: from.source, browsers });
    const rows = taken.map((touchpoint, index) => ({
      touchpointId: newId(),
      at: touchpoint.at,
      businessDay: businessDayOf(touchpoint.at, shop),
      phase: touchpoint.phase,
      kind: touchpoint.kind,
      channel: touchpoint.channel ?? '',
      idempotencyKey: touchpoint.idempotencyKey,
      customerId: people[index]?.customerId ?? null,
      mergedFrom: people[index]?.mergedFrom ?? null,
      anonymousId: touchpoint.anonymousId ?? null,
      payload: touchpoint.payload ?? {},
      schemaVersion: touchpoint.schemaVersion ?? 1,
      corrects: touchpoint.corrects ?? null,
    }));
    const stored = await insertTouchpoints(db, {
      workspaceId,
      shopId: shop.shopId,
      source: from.source,
      batchId: batchId ?? null,
      receivedAt: now,
      rows,
    });
    const fresh = rows.filter(
      ({ idempotencyKey, touchpointId }) => stored.get(idempotencyKey)?.touchpointId === touchpointId,
    );
    await addArrivals(db, {
      workspaceId,
      from,
      now,
      day: businessDayOf(now, shop),
      lastAt: new Date(Math.max(...touchpoints.map(({ at }) => at.getTime()))),
      received: fresh.length,
      duplicates: rows.length - fresh.length,
      refused: touchpoints.length - rows.length,
      withPerson: fresh.filter(({ customerId }) => customerId !== null).length,
      lagMs: fresh.reduce((sum, { at }) => sum + Math.max(0, now.getTime() - at.getTime()), 0),
    });
    const freshKeys = new Set(fresh.map(({ touchpointId }) => touchpointId));
    let next = 0;
    return refused.map((isRefused): Recorded => {
      if (isRefused) return { status: 'refused', reason: 'resident_number' };
      const row = rows[next++];
      const known = row && stored.get(row.idempotencyKey);
      if (!row || !known) throw new Error('every row is stored or was there before');
      return { status: freshKeys.has(row.touchpointId) ? 'recorded' : 'duplicate', ...known };
    });
  });
}

/** A browser that somebody has signed in with is known by its id from then on (`web` ids of one source). */
function withBrowser(person: PersonClue | undefined, anonymousId: string | undefined, source: string): PersonClue {
  if (anonymousId === undefined) return person ?? {};
  return { ...person, browser: { source: `web:${source}`, externalId: anonymousId } };
}
