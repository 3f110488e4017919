import { sql } from 'kysely';
import { createCustomerStage, listBatchesMet, listOfSeveral, storeCustomersFromStage } from '../../customers/index.ts';
import { createItemStage, describeItems, storeNewItems } from '../../menu/index.ts';
import {
  createOrderStage,
  endPart,
  hasKnownOrders,
  storeLinesOfPart,
  storeOrdersFromStage,
} from '../../orders/index.ts';
import type { SalesLine } from '../sales-line.ts';
import type { Loaded, LoadInput } from '../service/import-kind.ts';
import { insertChangedOrders, insertOverlaps } from '../store.ts';
import type { StageConnection } from './connection.ts';
import { SalesStage, type StagedPart } from './sales-stage.ts';

/**
 * Streams lines into stage tables and stores them from there, module by module, set by set. Runs inside the caller's
 * transaction: `connection.db` must have one open.
 */
export async function loadSales(
  connection: StageConnection,
  input: Pick<LoadInput<SalesLine>, 'batchId' | 'source' | 'shop' | 'lines' | 'log'> &
    Partial<Pick<LoadInput<SalesLine>, 'cellsOf' | 'noteRow'>>,
): Promise<Loaded> {
  const { db } = connection;
  const { batchId, source, shop, log } = input;
  const { workspaceId } = shop;
  const timed = async <T>(step: string, work: Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    const result = await work;
    log.debug({ step, ms: Math.round(performance.now() - startedAt) }, 'import step');
    return result;
  };
  await prepareStage(connection);
  await createItemStage(db);
  await createCustomerStage(db);
  await createOrderStage(db);

  let itemsCreated = 0;
  const early = { linesAdded: 0, throughOrderRef: 0 };
  let mayStoreEarly = true;
  const storePart = async (part: StagedPart) => {
    if (part.hasNewItems) itemsCreated += await storeNewItems(db, { workspaceId, batchId });
    // Once a part meets orders that are there already, the rest is better compared with them all at once.
    mayStoreEarly &&= !(await hasKnownOrders(db, { workspaceId, source }));
    if (mayStoreEarly) {
      early.linesAdded += await storeLinesOfPart(db, { workspaceId, ...part });
      early.throughOrderRef = part.lastOrderRef;
    }
    await endPart(db);
  };
  const stage = new SalesStage(connection, shop, { storePart, cellsOf: input.cellsOf });
  await timed('read, stage and store lines', copyAll(stage, input.lines));
  const customers = await timed('customers', storeCustomersFromStage(db, { workspaceId, batchId, source }));
  for (const { line, cells } of await listOfSeveral(db)) await input.noteRow?.(line, 'shared_number_kept', cells);
  await timed('items', describeItems(db, { workspaceId, batchId }));
  const orders = await timed('orders', storeOrdersFromStage(db, { workspaceId, batchId, source, early }));
  if (orders.updated > 0) await insertChangedOrders(db, workspaceId, batchId);
  await insertOverlaps(db, workspaceId, batchId, orders.met);
  // Who has orders of this file stays when another file is undone: only what that file gave her goes.
  if (customers.matched > 0)
    await insertOverlaps(
      db,
      workspaceId,
      batchId,
      await listBatchesMet(db, { workspaceId, source, alsoMakers: false }),
    );
  return {
    accepted: stage.accepted,
    duplicates: stage.accepted - orders.linesAdded,
    customers,
    orders: { created: orders.created, updated: orders.updated },
    items: { created: itemsCreated },
  };
}

/** Imports of one workspace wait for each other; big sorts and hashes stay in memory for this transaction only. */
export async function prepareStage({ db }: StageConnection): Promise<void> {
  await sql`set local jit = off`.execute(db);
  await sql`set local work_mem = '64MB'`.execute(db);
  // Sizes are all that is asked of the stage tables' statistics: a small sample says them as well.
  await sql`set local default_statistics_target = 10`.execute(db);
}

async function copyAll(stage: SalesStage, lines: AsyncIterable<readonly SalesLine[]>): Promise<void> {
  try {
    for await (const batch of lines) await stage.add(batch);
    await stage.end();
  } catch (error) {
    await stage.abort();
    throw error;
  }
}
