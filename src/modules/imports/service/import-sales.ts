import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { emit } from '../../../platform/jobs.ts';
import { parsePhone } from '../../../shared/phone.ts';
import { countUpdatedByBatch } from '../../customers/index.ts';
import { listCustomersOfOrders, ordersChanged } from '../../orders/index.ts';
import { getWorkspace, setHasSales } from '../../workspace/index.ts';
import type { ImportResult } from '../contract.ts';
import { createSalesMapper } from '../reader/sales-mapper.ts';
import { withoutPlaceholder } from '../rules.ts';
import type { SalesLine } from '../sales-line.ts';
import { loadSales } from '../stage/load-sales.ts';
import { listChangedOrders } from '../store.ts';
import { beginBatch, type ImportOptions, importerOf } from './import-file.ts';
import { type KindOfImport, withAllCounts } from './import-kind.ts';
import { runBatch } from './run-batch.ts';

/** Sales: a sales file says nothing about consent, so nobody in it has given one (PV-16). */
export const salesKind: KindOfImport<'sales', SalesLine> = {
  kind: 'sales',
  name: { ko: '매출', en: 'sales' },
  mapper({ map, header, shop, now }) {
    const { mapRow, ...columns } = createSalesMapper({
      map,
      header,
      currency: shop.currency,
      happened: { now, timeZone: shop.timeZone },
    });
    const source = map.columns.customer_phone;
    const column = source && 'column' in source ? source.column : 'customer_phone';
    return {
      ...columns,
      mapRow(cells, lineNumber) {
        const mapped = mapRow(cells, lineNumber);
        const phone = 'ok' in mapped ? withoutPlaceholder(mapped.ok.customerPhone ?? '') : '';
        // The sale counts without its guest, but nobody shall believe that she was known.
        if ('error' in mapped || phone === '' || parsePhone(phone, { country: shop.country })) return mapped;
        return { ok: mapped.ok, warnings: [{ line: lineNumber, column, value: phone, reason: 'phone_format' }] };
      },
    };
  },
  load: loadSales,
  afterwards: noteSales,
};

/** Imports a sales file. The same file twice changes nothing. */
export const importSales = importerOf(salesKind);

/** Lines handed to the stage at once when they come one by one. */
const LINES_AT_ONCE = 2_000;

/**
 * Imports sales lines that are made rather than read: the demo shop's own. Otherwise as `importSales`.
 * @throws AppError forbidden
 */
export async function importSalesLines(
  context: Context,
  actor: Actor,
  lines: AsyncIterable<SalesLine> | Iterable<SalesLine>,
  options: ImportOptions,
): Promise<ImportResult> {
  actor.require('imports:run');
  const shop = await getWorkspace(context.database.of(actor.workspaceId), actor.workspaceId);
  const batch = await beginBatch(context, actor, { ...options, kind: 'sales', source: undefined });
  await batch.note();
  const counts = { rows: 0, bytesRead: 0 };
  return runBatch(context, actor, {
    ...batch,
    onProgress: options.onProgress,
    progress: () => counts,
    async work(connection) {
      const loaded = await loadSales(connection, { ...batch, shop, lines: gather(lines, counts), log: context.log });
      return {
        rows: counts.rows,
        rejected: 0,
        ...withAllCounts(loaded),
        doubtful: { count: 0, sameName: 0, examples: [] },
        peopleUpdated: await countUpdatedByBatch(connection.db, actor.workspaceId, batch.batchId),
        errorFile: null,
        reasons: [],
        warnings: [],
        columnsNotTaken: [],
      };
    },
    afterwards: (db, result) => noteSales(db, actor.workspaceId, result),
  });
}

async function noteSales(db: Db, workspaceId: string, result: ImportResult): Promise<void> {
  if (result.orders.created + result.orders.updated === 0) return;
  await setHasSales(db, workspaceId, true);
  const customerIds = await findFew(db, workspaceId, result);
  await emit(db, ordersChanged, { workspaceId, ...(customerIds ? { customerIds } : {}) });
}

/** Orders up to which their people are named, so that what is known of them follows at once, also in a large shop. */
const MAX_NAMED_ORDERS = 50;

/** Whose orders a short file brought or changed; undefined after a long one. */
async function findFew(db: Db, workspaceId: string, { batchId, orders }: ImportResult): Promise<string[] | undefined> {
  if (orders.created + orders.updated > MAX_NAMED_ORDERS) return undefined;
  const changed = await listChangedOrders(db, workspaceId, batchId);
  return listCustomersOfOrders(db, workspaceId, { batchId, orderIds: changed.map(({ orderId }) => orderId) });
}

async function* gather(
  lines: AsyncIterable<SalesLine> | Iterable<SalesLine>,
  counts: { rows: number },
): AsyncGenerator<SalesLine[]> {
  let gathered: SalesLine[] = [];
  for await (const line of lines) {
    gathered.push(line);
    if (gathered.length < LINES_AT_ONCE) continue;
    counts.rows += gathered.length;
    yield gathered;
    gathered = [];
  }
  counts.rows += gathered.length;
  if (gathered.length > 0) yield gathered;
}
