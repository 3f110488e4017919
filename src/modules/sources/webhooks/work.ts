import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Actor, systemActor } from '../../../platform/actor.ts';
import { shiftDays } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import { type Db, inYieldingTransaction } from '../../../platform/db.ts';
import { looksLikeResidentNumber } from '../../../shared/resident-number.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { resolvePeople } from '../../customers/index.ts';
import { amendOrder } from '../../orders/index.ts';
import { addArrivals, recordTouchpoints } from '../../touchpoints/index.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import { arrivalsFrom } from './address.ts';
import { blotOut } from './blot-out.ts';
import type { DeliveryResult } from './contract.ts';
import { type FoldedOrder, foldParts } from './journal.ts';
import type { PartVersion } from './parts.ts';
import { type Problem, ReadingProblem } from './problem.ts';
import { readBody } from './reader.ts';
import { type ConnectionRow, findConnectionRow } from './store/connections.ts';
import { lockDelivery, updateDelivery } from './store/deliveries.ts';
import { insertParts, listParts, lockOrderLink, updateOrderLink } from './store/order-links.ts';

/**
 * Works on one delivery, in one transaction with the note that it is done: killed at any moment, it is done wholly or not
 * at all, and done once. What cannot be read becomes a dead letter with its reason; any other failure is tried again.
 */
export async function workDelivery(
  context: Context,
  job: { workspaceId: string; deliveryId: string; maxAttempts: number },
): Promise<void> {
  const { workspaceId, deliveryId, maxAttempts } = job;
  const db = context.database.of(workspaceId);
  try {
    await inYieldingTransaction(db, (db) => workOn(context, db, job));
  } catch (error) {
    const problem: Problem = error instanceof ReadingProblem ? error.problem : { code: 'unexpected' };
    const isFinal = error instanceof ReadingProblem;
    const isDead = await noteFailure(context, db, { workspaceId, deliveryId, problem, maxAttempts, isFinal });
    if (!isDead) throw error;
  }
}

async function workOn(context: Context, db: Db, job: { workspaceId: string; deliveryId: string }): Promise<void> {
  const { workspaceId, deliveryId } = job;
  const delivery = await lockDelivery(db, workspaceId, deliveryId);
  if (!delivery || delivery.state === 'done' || delivery.state === 'dead') return;
  const connection = await findConnectionRow(db, workspaceId, delivery.connectionId);
  if (!connection) return;
  if (!delivery.body) throw new ReadingProblem({ code: 'body_gone' });
  const workspace = await getRecentWorkspace(db, workspaceId);
  const { currency, timeZone, dayEndsAtHour, clockOffsetDays } = workspace;
  const now = shiftDays(context.clock.now(), clockOffsetDays);
  const { receivedAt, eventId } = delivery;
  const reading = readBody(delivery.body, connection, {
    headers: z.record(z.string(), z.string()).parse(delivery.headers),
    currency,
    timeZone,
    dayEndsAtHour,
    receivedAt,
    eventId,
    source: connection.source,
  });
  const actor = systemActor(workspaceId, clockOffsetDays);
  const orders = await recordParts(db, actor, { connection, parts: reading.parts.map(blotOut), receivedAt, now });
  const touchpoints = await recordTouchpoints(db, actor, {
    from: arrivalsFrom(connection),
    touchpoints: reading.touchpoints,
    now,
  });
  if (touchpoints.some(({ status }) => status === 'refused')) throw new ReadingProblem({ code: 'resident_number' });
  // Touchpoints count themselves; a delivery of orders counts as what it brought.
  if (reading.touchpoints.length === 0) {
    const sales = orders.filter(({ what }) => what === 'created');
    const toldAt = orders.map(({ at }) => at.getTime());
    const lastAt = toldAt.length > 0 ? new Date(Math.max(...toldAt)) : receivedAt;
    await addArrivals(db, {
      workspaceId,
      from: arrivalsFrom(connection),
      now,
      day: businessDayOf(receivedAt, workspace),
      lastAt,
      received: Math.max(1, orders.length),
      duplicates: 0,
      refused: 0,
      withPerson: orders.filter(({ hasPerson }) => hasPerson).length,
      sales: sales.length,
      salesWithPerson: sales.filter(({ hasPerson }) => hasPerson).length,
      lagMs: Math.max(0, receivedAt.getTime() - lastAt.getTime()),
    });
  }
  const result: DeliveryResult = {
    orders: orders.map(({ orderId, what }) => ({ orderId, what })),
    touchpoints: touchpoints.filter(({ status }) => status === 'recorded').length,
    ignored: reading.ignored,
    notes: [...reading.notes],
  };
  await updateDelivery(db, workspaceId, deliveryId, {
    state: 'done',
    attempts: delivery.attempts + 1,
    error: null,
    result: JSON.stringify(result),
    // What may not be kept in an order may not be kept beside it either (PV-12).
    ...(looksLikeResidentNumber(delivery.body.toString('utf8')) ? { body: null } : {}),
    workedAt: now,
  });
}

interface WorkedOrder {
  orderId: string | null;
  what: DeliveryResult['orders'][number]['what'];
  hasPerson: boolean;
  /** When it last changed at its source. */
  at: Date;
}

/** What a delivery and everything before it tell of one order. */
interface ToldOrder {
  key: { connectionId: string; externalOrderId: string };
  link: { orderId: string | null; personVersion: string };
  at: Date;
  /** Undefined while there is nothing to book. */
  folded: FoldedOrder | undefined;
  /** Says whose order it is. */
  teller: PartVersion | undefined;
}

/** Keeps what was told of orders and books what follows from everything told so far. */
async function recordParts(
  db: Db,
  actor: Actor,
  input: { connection: ConnectionRow; parts: readonly PartVersion[]; receivedAt: Date; now: Date },
): Promise<WorkedOrder[]> {
  const { connection, parts, receivedAt, now } = input;
  if (parts.length === 0) return [];
  const { workspaceId } = actor;
  const { connectionId, source } = connection;
  const versions = parts.map((part) => ({ ...part, version: `${part.version} ${hashOf(part)}` }));
  // Everything is locked in one order everywhere, the orders before the people: two deliveries that tell of the same
  // would wait for each other.
  const told: ToldOrder[] = [];
  for (const externalOrderId of [...new Set(parts.map((part) => part.externalOrderId))].sort()) {
    const key = { connectionId, externalOrderId };
    const own = versions.filter((part) => part.externalOrderId === externalOrderId);
    const link = await lockOrderLink(db, workspaceId, key);
    await insertParts(db, workspaceId, connectionId, own);
    const folded = foldParts(await listParts(db, workspaceId, key));
    const isWaiting = !folded || (link.orderId === null && folded.lines.length === 0);
    // Only the newest that says whose order it is says it.
    const teller = isWaiting
      ? undefined
      : own
          .filter(({ part, person, version }) => part.isSettled && person && version > link.personVersion)
          .toSorted((a, b) => (a.version < b.version ? 1 : -1))[0];
    told.push({ key, link, at: toldAtOf(own) ?? receivedAt, folded: isWaiting ? undefined : folded, teller });
  }
  const clues = told.flatMap(({ teller }) => teller?.person ?? []);
  const people = clues.length > 0 ? await resolvePeople(db, { workspaceId, clues, source, now }) : [];
  const worked: WorkedOrder[] = [];
  for (const { key, link, at, folded, teller } of told) {
    const person = teller?.person && people[clues.indexOf(teller.person)];
    if (!folded) {
      worked.push({ orderId: null, what: 'waiting', hasPerson: false, at });
      continue;
    }
    const { orderId, what, hasPerson } = await amendOrder(db, actor, {
      ...folded.order,
      orderId: link.orderId,
      source,
      orderedAt: new Date(folded.order.orderedAt),
      person: person && { customerId: person.customerId, mergedFrom: person.mergedFrom },
      lines: folded.lines,
    });
    await updateOrderLink(db, workspaceId, key, {
      orderId,
      personVersion: person && teller ? teller.version : link.personVersion,
    });
    worked.push({ orderId, what, hasPerson, at });
  }
  return worked;
}

/** When the source says that it changed; most versions begin with that. */
function toldAtOf(parts: readonly PartVersion[]): Date | undefined {
  const times = parts.map(({ version }) => Date.parse(version.slice(0, 24))).filter((time) => !Number.isNaN(time));
  return times.length > 0 ? new Date(Math.max(...times)) : undefined;
}

/** Two versions of one time that say different things are both kept, in an order that does not depend on their coming. */
const hashOf = ({ part }: PartVersion) => createHash('sha256').update(JSON.stringify(part)).digest('hex').slice(0, 12);

/** @returns whether it is not tried again */
async function noteFailure(
  context: Context,
  db: Db,
  failure: { workspaceId: string; deliveryId: string; problem: Problem; maxAttempts: number; isFinal: boolean },
): Promise<boolean> {
  const { workspaceId, deliveryId, problem, maxAttempts, isFinal } = failure;
  return inYieldingTransaction(db, async (db) => {
    const delivery = await lockDelivery(db, workspaceId, deliveryId);
    if (!delivery || delivery.state === 'done') return true;
    const attempts = delivery.attempts + 1;
    const isDead = isFinal || attempts >= maxAttempts;
    const workspace = await getRecentWorkspace(db, workspaceId);
    const now = shiftDays(context.clock.now(), workspace.clockOffsetDays);
    await updateDelivery(db, workspaceId, deliveryId, {
      state: isDead ? 'dead' : 'failed',
      attempts,
      error: JSON.stringify(problem),
      ...(problem.code === 'resident_number' ? { body: null } : {}),
      workedAt: now,
    });
    const connection = isDead ? await findConnectionRow(db, workspaceId, delivery.connectionId) : undefined;
    if (connection) {
      await addArrivals(db, {
        workspaceId,
        from: arrivalsFrom(connection),
        now,
        day: businessDayOf(delivery.receivedAt, workspace),
        lastAt: delivery.receivedAt,
        received: 0,
        duplicates: 0,
        refused: 1,
        withPerson: 0,
        lagMs: 0,
      });
    }
    return isDead;
  });
}
