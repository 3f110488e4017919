import { sql } from 'kysely';
import type { Db } from '../../../../platform/db.ts';

/** What came from each connection and how it went. */
export async function countDeliveries(db: Db, workspaceId: string) {
  return db
    .selectFrom('sources.delivery')
    .select((eb) => [
      'connectionId',
      eb.fn.countAll<number>().as('received'),
      eb.fn.countAll<number>().filterWhere('state', '=', 'dead').as('dead'),
      eb.fn.countAll<number>().filterWhere('state', 'in', ['received', 'failed']).as('waiting'),
      eb.fn.max('receivedAt').as('lastReceivedAt'),
    ])
    .where('workspaceId', '=', workspaceId)
    .groupBy('connectionId')
    .execute();
}

/**
 * Stores a delivery once; undefined when the same event is there already, which is counted. One that was dead and comes with
 * another body begins anew: `diedOn` is the day on which it was counted as refused.
 */
export async function insertDelivery(
  db: Db,
  row: {
    workspaceId: string;
    deliveryId: string;
    connectionId: string;
    eventId: string;
    topic: string;
    headers: Readonly<Record<string, string>>;
    body: Buffer;
    receivedAt: Date;
    day: string;
  },
): Promise<{ deliveryId: string; diedOn: string | null } | undefined> {
  const stored = await db
    .insertInto('sources.delivery')
    .values({ ...row, headers: JSON.stringify(row.headers), bodyBytes: row.body.length, state: 'received' })
    .onConflict((oc) =>
      oc
        .columns(['workspaceId', 'connectionId', 'eventId'])
        .doUpdateSet((eb) => ({ repeats: eb('sources.delivery.repeats', '+', 1) })),
    )
    .returning('deliveryId')
    .executeTakeFirst();
  if (stored?.deliveryId === row.deliveryId) return { deliveryId: row.deliveryId, diedOn: null };
  const { workspaceId, connectionId, eventId, topic, body, receivedAt, day } = row;
  // Held since its repeat was counted, so nobody moves it in between.
  const before = await db
    .selectFrom('sources.delivery')
    .select('day')
    .where('workspaceId', '=', workspaceId)
    .where('deliveryId', '=', stored?.deliveryId ?? row.deliveryId)
    .executeTakeFirst();
  const renewed = await db
    .updateTable('sources.delivery')
    .set({ topic, headers: JSON.stringify(row.headers), body, bodyBytes: body.length, receivedAt, day })
    .set({ state: 'received', attempts: 0, error: null, workedAt: null })
    .where('workspaceId', '=', workspaceId)
    .where('connectionId', '=', connectionId)
    .where('eventId', '=', eventId)
    .where('state', '=', 'dead')
    .where('body', 'is distinct from', body)
    .returning('deliveryId')
    .executeTakeFirst();
  return renewed && { deliveryId: renewed.deliveryId, diedOn: before?.day ?? null };
}

/** A delivery, held until the transaction ends; undefined when it is gone. */
export function lockDelivery(db: Db, workspaceId: string, deliveryId: string) {
  return db
    .selectFrom('sources.delivery')
    .select(['connectionId', 'eventId', 'headers', 'body', 'receivedAt', 'state', 'attempts'])
    .where('workspaceId', '=', workspaceId)
    .where('deliveryId', '=', deliveryId)
    .forUpdate()
    .executeTakeFirst();
}

export function updateDelivery(
  db: Db,
  workspaceId: string,
  deliveryId: string,
  change: {
    state: string;
    attempts: number;
    error: string | null;
    result?: string;
    body?: null;
    workedAt: Date | null;
  },
) {
  return db
    .updateTable('sources.delivery')
    .set(change)
    .where('workspaceId', '=', workspaceId)
    .where('deliveryId', '=', deliveryId)
    .execute();
}

/** Puts failed deliveries, and those that lost their job, back into the queue. @returns them; a dead one was counted as refused */
export async function reopenDeliveries(
  db: Db,
  workspaceId: string,
  which: { deliveryId: string } | { connectionId: string },
  lostBefore: Date,
): Promise<{ deliveryId: string; connectionId: string; day: string; wasDead: boolean }[]> {
  const rows = await db
    .selectFrom('sources.delivery')
    .select(['deliveryId', 'connectionId', 'day', 'state'])
    .where('workspaceId', '=', workspaceId)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['failed', 'dead']),
        eb.and([eb('state', '=', 'received'), sql<boolean>`coalesce(worked_at, received_at) < ${lostBefore}`]),
      ]),
    )
    .where('body', 'is not', null)
    .$if('deliveryId' in which, (query) =>
      query.where('deliveryId', '=', 'deliveryId' in which ? which.deliveryId : ''),
    )
    .$if('connectionId' in which, (query) =>
      query.where('connectionId', '=', 'connectionId' in which ? which.connectionId : ''),
    )
    // In one order everywhere: two that replay the same would otherwise wait for each other.
    .orderBy('deliveryId')
    .forUpdate()
    .execute();
  if (rows.length === 0) return [];
  await db
    .updateTable('sources.delivery')
    .set({ state: 'received', attempts: 0, error: null })
    .where('workspaceId', '=', workspaceId)
    .where(sql<boolean>`delivery_id = any(${rows.map(({ deliveryId }) => deliveryId)}::uuid[])`)
    .execute();
  return rows.map(({ state, ...row }) => ({ ...row, wasDead: state === 'dead' }));
}

/** Deliveries on which nobody has worked since then, though they should. */
export async function listForgottenDeliveries(db: Db, workspaceId: string, since: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('sources.delivery')
    .select('deliveryId')
    .where('workspaceId', '=', workspaceId)
    .where('state', 'in', ['received', 'failed'])
    .where('body', 'is not', null)
    .where(sql<boolean>`coalesce(worked_at, received_at) < ${since}`)
    .orderBy('receivedAt')
    .limit(10_000)
    .execute();
  return rows.map(({ deliveryId }) => deliveryId);
}

export function listDeliveryRows(
  db: Db,
  workspaceId: string,
  page: {
    connectionId: string | undefined;
    source: string | undefined;
    state: string | undefined;
    day: string | undefined;
    before: { at: Date; id: string } | undefined;
    limit: number;
  },
) {
  const { connectionId, source, state, day, before, limit } = page;
  return deliveries(db, workspaceId)
    .$if(connectionId !== undefined, (query) => query.where('d.connectionId', '=', connectionId ?? ''))
    .$if(source !== undefined, (query) => query.where('c.source', '=', source ?? ''))
    .$if(state !== undefined, (query) => query.where('d.state', '=', state ?? ''))
    .$if(day !== undefined, (query) => query.where('d.day', '=', day ?? ''))
    .$if(before !== undefined, (query) =>
      query.where(sql<boolean>`(d.received_at, d.delivery_id) < (${before?.at}::timestamptz, ${before?.id}::uuid)`),
    )
    .orderBy('d.receivedAt', 'desc')
    .orderBy('d.deliveryId', 'desc')
    .limit(limit)
    .execute();
}

export function findDeliveryRow(db: Db, workspaceId: string, deliveryId: string) {
  return deliveries(db, workspaceId)
    .select(['d.body', 'd.headers'])
    .where('d.deliveryId', '=', deliveryId)
    .executeTakeFirst();
}

function deliveries(db: Db, workspaceId: string) {
  return db
    .selectFrom('sources.delivery as d')
    .innerJoin('sources.connection as c', (join) =>
      join.onRef('c.workspaceId', '=', 'd.workspaceId').onRef('c.connectionId', '=', 'd.connectionId'),
    )
    .select([
      'd.deliveryId',
      'd.connectionId',
      'c.label',
      'd.topic',
      'd.receivedAt',
      'd.workedAt',
      'd.repeats',
      'd.state',
      'd.attempts',
      'd.error',
      'd.result',
    ])
    .where('d.workspaceId', '=', workspaceId);
}

/** Destroys bodies that are no longer needed (PV-24). @returns how many */
export async function destroyBodies(
  db: Db,
  workspaceId: string,
  before: { done: Date; failed: Date },
): Promise<number> {
  const destroyed = await db
    .updateTable('sources.delivery')
    .set({ body: null })
    .where('workspaceId', '=', workspaceId)
    .where('body', 'is not', null)
    .where((eb) =>
      eb.or([
        eb('receivedAt', '<', before.failed),
        eb.and([eb('state', '=', 'done'), eb('workedAt', '<', before.done)]),
      ]),
    )
    .executeTakeFirst();
  return Number(destroyed.numUpdatedRows);
}

/** Bodies that are not destroyed yet. */
export function listKeptBodies(db: Db, workspaceId: string) {
  return db
    .selectFrom('sources.delivery')
    .select(['deliveryId', 'state', 'body'])
    .where('workspaceId', '=', workspaceId)
    .where('body', 'is not', null)
    .execute();
}

export async function destroyBodiesOf(db: Db, workspaceId: string, deliveryIds: readonly string[]): Promise<void> {
  if (deliveryIds.length === 0) return;
  await db
    .updateTable('sources.delivery')
    .set({ body: null })
    .where('workspaceId', '=', workspaceId)
    .where(sql<boolean>`delivery_id = any(${[...deliveryIds]}::uuid[])`)
    .execute();
}
