import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { AppError } from '../../../shared/errors.ts';
import { recordAccess } from '../../staff/index.ts';
import { takeRefusedBack } from '../../touchpoints/index.ts';
import {
  DELIVERY_STATES,
  type Delivery,
  type getDelivery as getEndpoint,
  type listDeliveries as listEndpoint,
  zDeliveryResult,
  zProblem,
} from './contract.ts';
import { MAX_ATTEMPTS, workDeliveryJob } from './jobs.ts';
import { maskBody } from './mask-body.ts';
import { parseBody } from './reader.ts';
import { findConnectionRow } from './store/connections.ts';
import { findDeliveryRow, listDeliveryRows, reopenDeliveries } from './store/deliveries.ts';

type Row = Awaited<ReturnType<typeof listDeliveryRows>>[number];

function show(row: Row): Delivery {
  const { error, result, receivedAt, workedAt, state, deliveryId, connectionId, label, topic, repeats, attempts } = row;
  return {
    deliveryId,
    connectionId,
    label,
    topic,
    repeats,
    attempts,
    receivedAt: receivedAt.toISOString(),
    workedAt: workedAt?.toISOString() ?? null,
    state: DELIVERY_STATES.find((one) => one === state) ?? 'received',
    problem: error === null ? null : zProblem.parse(error),
    result: result === null ? null : zDeliveryResult.parse(result),
  };
}

/** A page of what came by webhook, newest first. @throws AppError forbidden */
export async function listDeliveries(
  db: Db,
  actor: Actor,
  query: z.output<(typeof listEndpoint)['query']>,
): Promise<z.output<(typeof listEndpoint)['output']>> {
  actor.require('sources:read');
  const { connectionId, source, state, day, limit } = query;
  const [at, id] = query.before?.split(',') ?? [];
  const before = at && id ? { at: new Date(at), id } : undefined;
  const page = { connectionId, source, state, day, before, limit: limit + 1 };
  const rows = await listDeliveryRows(db, actor.workspaceId, page);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    deliveries: shown.map(show),
    next: rows.length > limit && last ? `${last.receivedAt.toISOString()},${last.deliveryId}` : null,
  };
}

/** One delivery with its masked body; logged. @throws AppError forbidden | not_found */
export async function getDelivery(
  db: Db,
  actor: Actor,
  { deliveryId, now }: { deliveryId: string; now: Date },
): Promise<z.input<(typeof getEndpoint)['output']>> {
  actor.require('sources:read');
  const row = await findDeliveryRow(db, actor.workspaceId, deliveryId);
  if (!row) throw new AppError('not_found', 'no such delivery');
  await recordAccess(db, actor, { action: 'view', subject: `delivery ${deliveryId}`, result: 'masked' }, now);
  return {
    ...show(row),
    maskedBody: row.body === null ? null : maskedText(row.body),
    headers: row.headers as Record<string, string>,
  };
}

function maskedText(body: Buffer): string {
  try {
    return JSON.stringify(maskBody(parseBody(body)), null, 2);
  } catch {
    // No JSON, so nobody can say what of it is personal.
    return `(${body.length} bytes)`;
  }
}

/** A delivery that waits longer than this for its first try has lost its job. */
const LOST_AFTER_MS = 600_000;

/**
 * Works on failed and on lost deliveries again: one, or all of a connection.
 * @throws AppError forbidden | not_found | conflict (nothing to work on, or the body is destroyed)
 */
export async function replayDeliveries(
  db: Db,
  actor: Actor,
  { now, ...which }: ({ deliveryId: string } | { connectionId: string }) & { now: Date },
): Promise<number> {
  actor.require('sources:manage');
  const { workspaceId } = actor;
  return inTransaction(db, async (db) => {
    const isThere =
      'deliveryId' in which
        ? await findDeliveryRow(db, workspaceId, which.deliveryId)
        : await findConnectionRow(db, workspaceId, which.connectionId);
    if (!isThere) throw new AppError('not_found', 'nothing to replay');
    const reopened = await reopenDeliveries(db, workspaceId, which, new Date(now.getTime() - LOST_AFTER_MS));
    for (const { deliveryId } of reopened)
      await enqueue(db, workDeliveryJob, { workspaceId, deliveryId }, { maxAttempts: MAX_ATTEMPTS });
    await countNoLonger(db, workspaceId, reopened);
    if (reopened.length === 0) {
      throw new AppError('conflict', 'no failed delivery with a body', {
        userMessage: {
          ko: '다시 처리할 것이 없어요. 이미 처리됐거나, 보관 기간이 지나 내용이 지워졌어요.',
          en: 'There is nothing to replay: it was taken already, or its body was destroyed after its time.',
        },
      });
    }
    return reopened.length;
  });
}

/** A dead delivery is counted as refused; tried again it is not, until it dies again. */
async function countNoLonger(
  db: Db,
  workspaceId: string,
  reopened: readonly { connectionId: string; day: string; wasDead: boolean }[],
): Promise<void> {
  const dead = reopened.filter(({ wasDead }) => wasDead);
  for (const [connectionId, ofConnection] of Map.groupBy(dead, (row) => row.connectionId)) {
    const connection = await findConnectionRow(db, workspaceId, connectionId);
    if (!connection) continue;
    for (const [day, { length: count }] of Map.groupBy(ofConnection, (row) => row.day))
      await takeRefusedBack(db, { workspaceId, source: connection.source, day, count });
  }
}
