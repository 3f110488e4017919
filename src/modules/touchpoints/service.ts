import type { z } from 'zod';
import { listTimelineRows } from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { findCustomer } from '../customers/index.ts';
import { recordAccess } from '../staff/index.ts';
import { type Touchpoint, type listTimeline as timelineEndpoint, zTouchpoint } from './contract.ts';

const PHASE_OF: Readonly<Record<Exclude<Touchpoint['kind'], 'event'>, Touchpoint['phase']>> = {
  known_since: 'before',
  consent: 'before',
  message: 'before',
  coupon_issued: 'before',
  order: 'during',
  coupon_redeemed: 'during',
  points: 'during',
  refund: 'after',
};

/** Later than anything that can have happened. */
const END = { at: new Date('9999-12-31T00:00:00Z'), id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/** A page of what happened with one person, newest first; logged. @throws AppError forbidden | not_found */
export async function listTimeline(
  db: Db,
  actor: Actor,
  customerId: string,
  query: z.output<(typeof timelineEndpoint)['query']> & { now: Date },
): Promise<z.output<(typeof timelineEndpoint)['output']>> {
  actor.require('customers:read');
  const { workspaceId } = actor;
  const [at, id] = query.before?.split(',') ?? [];
  const before = at && id ? { at: new Date(at), id } : END;
  const [person, rows] = await Promise.all([
    findCustomer(db, workspaceId, customerId),
    listTimelineRows(db, {
      workspaceId,
      customerId,
      phases: query.phase,
      beforeAt: before.at,
      beforeId: before.id,
      limit: query.limit + 1,
    }),
    recordAccess(db, actor, { action: 'view', subject: customerId, result: 'timeline' }, query.now),
  ]);
  if (!person) throw new AppError('not_found', 'no such customer');
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    touchpoints: shown.map((row) => {
      const phase =
        row.kind === 'event'
          ? (row.data as { phase: string }).phase
          : PHASE_OF[row.kind as Exclude<Touchpoint['kind'], 'event'>];
      return zTouchpoint.parse({ ...row, at: row.at.toISOString(), phase });
    }),
    next: rows.length > query.limit && last ? `${last.at.toISOString()},${last.id}` : null,
  };
}
