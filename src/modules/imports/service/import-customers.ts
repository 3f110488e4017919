import { sql } from 'kysely';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { CUSTOMER_STAGE_COLUMNS, createCustomerStage, storeCustomersFromStage } from '../../customers/index.ts';
import { type ConsentSaid, decideSaidAt, importEvidence, listConsents, recordConsents } from '../../privacy/index.ts';
import { getWorkspace, type Workspace } from '../../workspace/index.ts';
import type { ImportBasis, ImportResult } from '../contract.ts';
import { instantOf } from '../rules.ts';
import type { CustomerRecord } from '../sales-line.ts';
import type { StageConnection } from '../stage/connection.ts';
import { openCopy } from '../stage/copy.ts';
import { prepareStage } from '../stage/load-sales.ts';
import { encodePerson, personOf } from '../stage/person-row.ts';
import { beginBatch, type ImportOptions, refuseDemo } from './import-sales.ts';
import { type FileToRead, openCustomersFile } from './read-file.ts';
import { errorFileOf, runBatch } from './run-batch.ts';

/** What a row said about advertising, until it is known who the person is. */
interface FiledConsent {
  ref: number;
  line: number;
  state: 'granted' | 'refused';
  at: Date;
  hasEmail: boolean;
  hasPhone: boolean;
}

/**
 * Imports a customers file: all of it or nothing. People are matched as in a sales file. A consent is taken only when the
 * shop says that it holds the evidence, and with the moment it was given; every other person is loaded without one (PV-16).
 * @throws AppError forbidden | conflict (demo) | invalid_input | not_found (file)
 */
export async function importCustomers(
  context: Context,
  actor: Actor,
  input: FileToRead & ImportOptions,
): Promise<ImportResult> {
  actor.require('imports:run');
  const workspace = await getWorkspace(context.database.of(actor.workspaceId), actor.workspaceId);
  refuseDemo(workspace);
  const batch = await beginBatch(context, actor, { ...input, kind: 'customers' });
  const errorPath = errorFileOf(context.config, batch.batchId);
  let counts = { rows: 0, rejected: 0, bytesRead: 0 };
  return runBatch(context, actor, {
    ...batch,
    onProgress: input.onProgress,
    signal: input.signal,
    isQueued: input.batchId !== undefined,
    progress: () => counts,
    async work(connection) {
      const file = await openCustomersFile(input, { country: workspace.country, errorPath, language: actor.locale });
      counts = file.counts;
      try {
        const loaded = await loadCustomers(connection, {
          ...batch,
          workspace,
          records: file.batches,
          basis: input.basis ?? 'unknown',
          now: context.clock.now(),
        });
        return {
          rows: counts.rows,
          rejected: counts.rejected,
          ...loaded,
          errorFile: (await file.closeErrors()) ?? null,
          reasons: file.reasons(),
          warnings: file.warnings(),
          columnsNotTaken: file.columnsNotTaken,
        };
      } catch (error) {
        await file.abandon();
        await file.closeErrors().catch(() => {});
        throw error;
      }
    },
    afterwards: async () => {},
  });
}

async function loadCustomers(
  connection: StageConnection,
  input: {
    batchId: string;
    source: string;
    workspace: Workspace;
    records: AsyncIterable<readonly CustomerRecord[]>;
    basis: ImportBasis;
    now: Date;
  },
): Promise<Pick<ImportResult, 'accepted' | 'duplicates' | 'customers' | 'orders' | 'items' | 'consents'>> {
  const { db, client } = connection;
  const { batchId, source, workspace, basis, now } = input;
  const { workspaceId, country, timeZone } = workspace;
  await prepareStage(connection);
  await createCustomerStage(db);
  const copy = openCopy(client, { table: 'customer_stage', columns: CUSTOMER_STAGE_COLUMNS });
  const consents: FiledConsent[] = [];
  let accepted = 0;
  let notTaken = 0;
  try {
    for await (const records of input.records) {
      for (const record of records) {
        const metAt = record.joinedAt === undefined ? undefined : instantOf(record.joinedAt, timeZone).toISOString();
        const row = encodePerson(accepted + 1, { ...personOf(record, country), metAt });
        if (row === undefined) continue;
        accepted += 1;
        copy.add(row);
        const consent = readConsent(record, { ref: accepted, timeZone, basis, now });
        if (consent) consents.push(consent);
        else if (record.marketingConsent === 'granted') notTaken += 1;
      }
      await copy.drain();
    }
    await copy.end();
  } catch (error) {
    await copy.abort();
    throw error;
  }
  const customers = await storeCustomersFromStage(db, { workspaceId, batchId, source });
  await storeConsents(db, { workspaceId, batchId, consents });
  return {
    accepted,
    // One row a person: whatever made nobody was there already, in the shop or higher up in the file.
    duplicates: accepted - customers.created,
    customers,
    orders: { created: 0, updated: 0 },
    items: { created: 0 },
    consents: {
      granted: consents.filter(({ state }) => state === 'granted').length,
      refused: consents.filter(({ state }) => state === 'refused').length,
      notTaken,
    },
  };
}

/** PV-16: a consent without evidence or without its moment is no proof, so it is absent; a refusal needs neither. */
function readConsent(
  record: CustomerRecord,
  by: { ref: number; timeZone: string; basis: ImportBasis; now: Date },
): FiledConsent | undefined {
  const { marketingConsent: state, consentAt } = record;
  if (state !== 'granted' && state !== 'refused') return undefined;
  if (state === 'granted' && (consentAt === undefined || by.basis !== 'consent-with-evidence')) return undefined;
  const at = decideSaidAt({ state, at: consentAt === undefined ? by.now : instantOf(consentAt, by.timeZone) }, by.now);
  if (at === undefined) return undefined;
  return {
    ref: by.ref,
    line: record.lineNumber,
    state,
    at,
    hasEmail: record.email !== undefined,
    hasPhone: record.phone !== undefined,
  };
}

async function storeConsents(
  db: Db,
  input: { workspaceId: string; batchId: string; consents: readonly FiledConsent[] },
): Promise<void> {
  const { workspaceId, batchId, consents } = input;
  if (consents.length === 0) return;
  const { rows } = await sql<{ customerRef: number; customerId: string }>`
    select customer_ref, customer_id from customer_of_ref`.execute(db);
  const customerIds = new Map(rows.map((row) => [row.customerRef, row.customerId]));
  const held = await listConsents(db, { workspaceId, customerIds: [...new Set(customerIds.values())] });
  const said = consents.flatMap(({ ref, line, state, at, hasEmail, hasPhone }): ConsentSaid[] => {
    const customerId = customerIds.get(ref);
    if (customerId === undefined) return [];
    const kinds = [
      'marketing_use' as const,
      ...(hasEmail ? ['ad_email' as const] : []),
      ...(hasPhone ? ['ad_sms' as const] : []),
    ];
    // The same file again says nothing new.
    const news = kinds.filter((kind) => {
      const known = held.get(customerId)?.[kind];
      return !known || (known.at < at && known.state !== state);
    });
    return news.map((kind) => ({
      workspaceId,
      customerId,
      kind,
      state,
      method: 'import',
      evidence: importEvidence(batchId, line),
      at,
    }));
  });
  await recordConsents(db, said);
}
