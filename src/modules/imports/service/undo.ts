import { rm } from 'node:fs/promises';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { type Db, inTransaction, metOthers } from '../../../platform/db.ts';
import { emit } from '../../../platform/jobs.ts';
import { AppError } from '../../../shared/errors.ts';
import { businessDayOf } from '../../../shared/time.ts';
import {
  listCustomersOfBatch,
  lockImports,
  lockPeople,
  removeAdditionsOfBatch,
  removeCustomers,
  removeToldByBatch,
} from '../../customers/index.ts';
import { takeBackOpenings } from '../../loyalty/index.ts';
import { removeItemsOfBatch } from '../../menu/index.ts';
import { findCustomersWithOrders, findUsedItems, ordersChanged, removeOrdersOfBatch } from '../../orders/index.ts';
import { expireImportedConsents, listConsents } from '../../privacy/index.ts';
import { recordAccess } from '../../staff/index.ts';
import { findCustomersWithTouchpoints, removeTouchpointsOfBatch } from '../../touchpoints/index.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import type { BatchUndo, KEPT_REASONS, UndoResult } from '../contract.ts';
import { deleteChangedOrders, findBatch, keepUndo, listChangedOrders, listOverlaps, markUndone } from '../store.ts';
import { errorFileOf } from './run-batch.ts';

type KeptReason = (typeof KEPT_REASONS)[number];

/** Says which of these people something depends on, and why; from modules above this one. */
export interface DependencyCheck {
  reason: KeptReason;
  find(db: Db, workspaceId: string, customerIds: readonly string[]): Promise<readonly string[]>;
}

const checks: DependencyCheck[] = [];

/** Lets a module above (plays, messaging) keep people that it still needs. Called once each where the product is put together. */
export function keepCustomersThat(check: DependencyCheck): void {
  if (!checks.some((known) => known.reason === check.reason)) checks.push(check);
}

/**
 * Takes a batch back, whole: its lines, orders, items and people go, and what it gave to people who were there before it,
 * in one transaction. What something later depends on stays and is named with the reason. What a later file told again was
 * skipped then and is gone now: such files are named, because importing them again brings it back.
 * @throws AppError forbidden | not_found | conflict (undone already, not done, a dry run, no row taken)
 */
export async function undoImport(context: Context, actor: Actor, batchId: string): Promise<UndoResult> {
  actor.require('imports:run');
  const { workspaceId } = actor;
  const now = context.clock.now();
  const shop = await getRecentWorkspace(context.database.of(workspaceId), workspaceId);
  const takeBack = (keepsOthersOut: boolean) => async (db: Db) => {
    await lockImports(db, workspaceId);
    if (keepsOthersOut) await lockPeople(db, workspaceId);
    if (!(await markUndone(db, workspaceId, batchId, now))) throw await whyNotUndoable(db, workspaceId, batchId);
    const changed = await listChangedOrders(db, workspaceId, batchId);
    const { orders, lines } = await removeOrdersOfBatch(db, { workspaceId, batchId, changed });
    await deleteChangedOrders(db, workspaceId, batchId);
    const items = await removeItemsOfBatch(db, {
      workspaceId,
      batchId,
      findUsed: (itemIds) => findUsedItems(db, workspaceId, itemIds),
    });
    const touchpoints = await removeTouchpointsOfBatch(db, { workspaceId, batchId });
    await expireImportedConsents(db, { workspaceId, batchId, now });
    await takeBackOpenings(db, { workspaceId, batchId, today: businessDayOf(now, shop), now });
    await removeToldByBatch(db, workspaceId, batchId);
    const people = await removePeopleOfBatch(db, workspaceId, batchId);
    const additions = await removeAdditionsOfBatch(db, workspaceId, batchId);
    await recordAccess(
      db,
      actor,
      { action: 'delete', subject: `batch ${batchId}`, result: `${people.removed} customers` },
      now,
    );
    await emit(db, ordersChanged, { workspaceId });
    const undone = { customers: people.removed, orders, lines, items: items.removed, additions, touchpoints };
    const kept = [...people.kept, ...items.kept.map((id) => ({ id, reason: 'item_used_elsewhere' as const }))];
    const skippedLater = await listOverlaps(db, workspaceId, batchId);
    await keepUndo(db, workspaceId, batchId, summariseUndo({ undone, kept, skippedLater }));
    return { batchId, undone, kept, skippedLater };
  };
  const db = context.database.of(workspaceId);
  const result = await inTransaction(db, takeBack(false)).catch((error: unknown) => {
    if (!(error instanceof SomebodyCame) && !metOthers(error)) throw error;
    return inTransaction(db, takeBack(true));
  });
  await rm(errorFileOf(context.config, batchId), { force: true });
  return result;
}

function summariseUndo({ undone, kept, skippedLater }: Omit<UndoResult, 'batchId'>): BatchUndo {
  const byReason = Map.groupBy(kept, ({ reason }) => reason);
  return { undone, skippedLater, kept: [...byReason].map(([reason, ones]) => ({ reason, count: ones.length })) };
}

/** Somebody who was being taken away came to the shop again meanwhile. */
class SomebodyCame extends Error {}

/**
 * People whom a batch made and on whom nothing later depends go; the others stay, each with the reason. Orders and
 * touchpoints go on coming in meanwhile and wait only while it is looked whether one of them names somebody who went.
 * @throws SomebodyCame (nothing may be kept of this transaction)
 */
export async function removePeopleOfBatch(
  db: Db,
  workspaceId: string,
  batchId: string,
): Promise<{ removed: number; kept: { id: string; reason: KeptReason }[] }> {
  const made = await listCustomersOfBatch(db, workspaceId, batchId);
  const ids = made.map((person) => person.customerId);
  if (ids.length === 0) return { removed: 0, kept: [] };
  const kept = new Map<string, KeptReason>();
  const keep = (customerIds: readonly string[], reason: KeptReason) => {
    for (const id of customerIds) if (!kept.has(id)) kept.set(id, reason);
  };
  keep(await findCustomersWithOrders(db, workspaceId, ids), 'customer_has_other_orders');
  keep(await findCustomersWithTouchpoints(db, workspaceId, ids), 'customer_has_touchpoints');
  for (const check of checks) keep(await check.find(db, workspaceId, ids), check.reason);
  const consents = await listConsents(db, { workspaceId, customerIds: ids });
  // What this file said about consent has ended with it; what a person said herself, or another file, has not.
  const ownWords = [...consents].filter(([, said]) =>
    Object.values(said).some((one) => one && (one.method !== 'import' || one.state !== 'expired')),
  );
  keep(
    ownWords.map(([id]) => id),
    'customer_has_consents',
  );
  keep(
    made.filter((person) => person.isEdited).map((person) => person.customerId),
    'customer_was_edited',
  );
  const gone = ids.filter((id) => !kept.has(id));
  const removed = await removeCustomers(db, workspaceId, gone);
  await lockPeople(db, workspaceId);
  if ((await findInUse(db, workspaceId, gone)).length > 0) throw new SomebodyCame();
  return { removed, kept: [...kept].map(([id, reason]) => ({ id, reason })) };
}

async function findInUse(db: Db, workspaceId: string, customerIds: readonly string[]): Promise<readonly string[]> {
  const found: (readonly string[])[] = [
    await findCustomersWithOrders(db, workspaceId, customerIds),
    await findCustomersWithTouchpoints(db, workspaceId, customerIds),
  ];
  for (const check of checks) found.push(await check.find(db, workspaceId, customerIds));
  return found.flat();
}

async function whyNotUndoable(db: Db, workspaceId: string, batchId: string): Promise<AppError> {
  const batch = await findBatch(db, workspaceId, batchId);
  if (!batch) {
    return new AppError('not_found', 'no such batch', {
      userMessage: { ko: '그런 가져오기가 없어요.', en: 'There is no such import.' },
    });
  }
  if (batch.state === 'undone') {
    return new AppError('conflict', 'batch is undone already', {
      userMessage: { ko: '이미 되돌린 가져오기예요.', en: 'This import has been taken back already.' },
    });
  }
  return new AppError('conflict', `batch is ${batch.dryRun ? 'a dry run' : batch.state}, or took no row`, {
    userMessage: {
      ko: '저장된 것이 없어서 되돌릴 것도 없어요.',
      en: 'Nothing of this import is stored, so there is nothing to take back.',
    },
  });
}
