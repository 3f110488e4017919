import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { maskEmail, maskName, maskPhone } from '../../../shared/mask.ts';
import { redactResidentNumbers } from '../../../shared/resident-number.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { type Field, readFields } from '../../customers/index.ts';
import { getWorkspace, type Workspace } from '../../workspace/index.ts';
import {
  type ImportKind,
  type ImportMap,
  type inspectUpload as inspectEndpoint,
  type previewImport as previewEndpoint,
  SAMPLE_ROWS,
  type zInspection,
  type zRowProblem,
} from '../contract.ts';
import { contactsKind } from '../kinds/contacts.ts';
import { eventsKind } from '../kinds/events.ts';
import { reservationsKind } from '../kinds/reservations.ts';
import { reviewsKind } from '../kinds/reviews.ts';
import { findCanonicalMap, listOwnColumns } from '../map.ts';
import { findPurchaseLogMap, purchaseName } from '../purchase-log.ts';
import { detectDateFormats } from '../reader/dates.ts';
import { openJoins } from '../reader/joins.ts';
import { openTable } from '../reader/open-table.ts';
import { describeReason, type RowError } from '../reader/reasons.ts';
import type { Table } from '../reader/table.ts';
import { composeName, instantOf } from '../rules.ts';
import type { CustomerRecord, SalesLine } from '../sales-line.ts';
import { suggestMap } from '../suggest-map.ts';
import { customersKind } from './import-customers.ts';
import type { KindOfImport, MapOf } from './import-kind.ts';
import { salesKind } from './import-sales.ts';
import { listMaps } from './maps.ts';
import { fitsKind } from './read-file.ts';
import { getUpload, openJoinUploads, uploadPath } from './uploads.ts';

/** A cell on the map screen; nobody reads more of it there. */
const MAX_CELL = 300;

/**
 * What the reader makes of an uploaded file, and a proposal for its map.
 * @throws AppError forbidden | not_found | invalid_input (a sentence about the file)
 */
export async function inspectUpload(
  context: Context,
  actor: Actor,
  uploadId: string,
  { joins, joinUploadIds, kind, ...options }: z.output<(typeof inspectEndpoint)['body']>,
): Promise<z.input<typeof zInspection>> {
  actor.require('imports:run');
  const db = context.database.of(actor.workspaceId);
  const upload = await getUpload(db, actor.workspaceId, uploadId);
  const openFile = await openJoinUploads(context, actor.workspaceId, joinUploadIds);
  const table = await openTable(uploadPath(context.config, uploadId), {
    ...options,
    mayBeBaskets: kind === undefined || kind === 'sales',
    fits: (header) => suggestMap(header, [], kind).missing.length === 0,
  });
  const { rows, lineNumbers } = await readSample(table);
  const { header, extendRow } = await openJoins({ map: { joins }, header: table.header, openFile });
  // A row without a partner keeps its own cells; the preview says what is missing.
  for (const [index, cells] of rows.entries()) extendRow(cells, lineNumbers[index] ?? 0);
  const log = table.isBaskets
    ? undefined
    : findPurchaseLogMap(header, rows, purchaseName(await getWorkspace(db, actor.workspaceId)));
  const guessedKind = findCanonicalMap('sales', header) || log ? 'sales' : suggestMap(header, rows).kind;
  const suggestion = suggestMap(header, rows, kind ?? guessedKind);
  const canonicalMap = findCanonicalMap(suggestion.kind, header) ?? (suggestion.kind === 'sales' ? log : undefined);
  const saved = (await listMaps(db, actor)).filter(({ map }) =>
    listOwnColumns(map).every((name) => header.includes(name)),
  );
  saved.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  const dateFormatsByColumn = Object.fromEntries(
    header.flatMap((name, index) => {
      const found = detectDateFormats(rows.map((row) => row[index] ?? ''));
      return found.candidates.length > 0 ? [[name, found]] : [];
    }),
  );
  return {
    fileName: upload.fileName,
    bytes: upload.bytes,
    ownColumns: table.header.length,
    format: table.kind,
    isBaskets: table.isBaskets ?? false,
    encoding: table.encoding,
    delimiter: table.delimiter,
    sheets: table.sheets ?? [],
    sheet: table.sheet ?? '',
    headerRow: table.headerLine ?? null,
    header,
    rows: rows.map((row) => row.map((cell) => redactResidentNumbers(cell.slice(0, MAX_CELL)))),
    canonicalMap: canonicalMap ?? null,
    savedMapId: saved[0]?.mapId ?? null,
    guessedKind,
    suggestion,
    dateFormatsByColumn,
  };
}

/**
 * What the first rows of an uploaded file become under a map. Persons are masked.
 * @throws AppError forbidden | not_found | invalid_input
 */
export async function previewImport(
  context: Context,
  actor: Actor,
  uploadId: string,
  input: z.output<(typeof previewEndpoint)['body']>,
): Promise<z.input<(typeof previewEndpoint)['output']>> {
  actor.require('imports:run');
  const { workspaceId } = actor;
  const { map } = input;
  const now = context.clock.now();
  const db = context.database.of(workspaceId);
  const [shop, fields] = await Promise.all([
    getWorkspace(db, workspaceId),
    readFields(db, workspaceId),
    getUpload(db, workspaceId, uploadId),
  ]);
  const openFile = await openJoinUploads(context, workspaceId, input.joinUploadIds);
  const table = await openTable(uploadPath(context.config, uploadId), {
    ...map,
    map,
    mayBeBaskets: map.kind === 'sales',
    fits: fitsKind(map.kind, map),
  });
  const sample = await readSample(table);
  const joined = await openJoins({ map, header: table.header, openFile });
  const rejected: z.input<typeof zRowProblem>[] = [];
  const problem = (error: RowError) => ({
    ...error,
    value: redactResidentNumbers(error.value),
    message: describeReason(error, actor.locale),
  });
  const mapRows = <T>(mapRow: (cells: string[], line: number) => { error: RowError } | { ok: T }): T[] =>
    sample.rows.flatMap((cells, index) => {
      const line = sample.lineNumbers[index] ?? 0;
      const error = sample.issues?.get(index) ?? joined.extendRow(cells, line);
      const mapped = error ? { error } : mapRow(cells, line);
      if ('ok' in mapped) return [mapped.ok];
      rejected.push(problem(mapped.error));
      return [];
    });
  const { header } = joined;
  if (map.kind === 'sales') {
    const mapper = salesKind.mapper({ map, header, shop, fields, now });
    const sales = mapRows((cells, line) => mapper.mapRow(cells, line)).map((line) => toPreviewSale(line, shop));
    return { sales, customers: [], rows: [], rejected, unmappedColumns: mapper.unmappedColumns };
  }
  if (map.kind !== 'customers') {
    const { rows, unmappedColumns } = previewRows(map, header, { shop, fields, now }, mapRows);
    return { sales: [], customers: [], rows, rejected, unmappedColumns };
  }
  const mapper = customersKind.mapper({ map, header, shop, fields, now });
  const customers = mapRows((cells, line) => {
    const mapped = mapper.mapRow(cells, line);
    return 'error' in mapped
      ? mapped
      : { ok: { ...toPreviewCustomer(mapped.ok), warnings: (mapped.warnings ?? []).map(problem) } };
  });
  return { sales: [], customers, rows: [], rejected, unmappedColumns: mapper.unmappedColumns };
}

type MapRows = <T>(mapRow: (cells: string[], line: number) => { error: RowError } | { ok: T }) => T[];

/** What rows become of the kinds that show themselves field by field. */
function previewRows(
  map: Exclude<ImportMap, { kind: 'sales' | 'customers' }>,
  header: readonly string[],
  of: { shop: Workspace; fields: readonly Field[]; now: Date },
  mapRows: MapRows,
) {
  const preview = <K extends ImportKind, Line extends { lineNumber: number }>(
    kind: KindOfImport<K, Line>,
    own: MapOf<K>,
  ) => {
    const mapper = kind.mapper({ map: own, header, ...of });
    const lines = mapRows((cells, line) => mapper.mapRow(cells, line));
    return {
      rows: lines.map((line) => ({ line: line.lineNumber, shown: kind.show?.(line) ?? {} })),
      unmappedColumns: mapper.unmappedColumns,
    };
  };
  switch (map.kind) {
    case 'contacts':
      return preview(contactsKind, map);
    case 'events':
      return preview(eventsKind, map);
    case 'reservations':
      return preview(reservationsKind, map);
    case 'reviews':
      return preview(reviewsKind, map);
  }
}

async function readSample(table: Table) {
  const first = await table.rows.next();
  await table.rows.return(undefined);
  if (first.done) return { rows: [], lineNumbers: [], issues: undefined };
  const { rows, lineNumbers, issues } = first.value;
  return { rows: rows.slice(0, SAMPLE_ROWS), lineNumbers, issues };
}

function toPreviewSale(line: SalesLine, shop: Workspace) {
  const { customerName, customerPhone, customerEmail, customerId } = line;
  return {
    line: line.lineNumber,
    orderNo: line.orderNo,
    orderedAt: line.orderedAt,
    businessDay: businessDayOf(instantOf(line.orderedAt, shop.timeZone), shop),
    itemName: line.itemName,
    category: line.category ?? '',
    quantity: line.quantity,
    amountMinor: line.amountMinor,
    kind: line.kind,
    customer: customerName
      ? maskName(customerName)
      : customerPhone
        ? maskPhone(customerPhone)
        : customerEmail
          ? maskEmail(customerEmail)
          : (customerId ?? ''),
    channel: line.channel ?? '',
  };
}

function toPreviewCustomer(record: CustomerRecord) {
  return {
    line: record.lineNumber,
    customerId: record.customerId ?? '',
    name: maskName(composeName(record)),
    // Nothing stands where the file has nothing.
    phone: record.phone ? maskPhone(record.phone) : '',
    email: record.email ? maskEmail(record.email) : '',
    marketingConsent: record.marketingConsent ?? ('absent' as const),
  };
}
