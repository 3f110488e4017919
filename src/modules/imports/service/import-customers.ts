import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';
import { parsePhone } from '../../../shared/phone.ts';
import { businessDayOf } from '../../../shared/time.ts';
import {
  CUSTOMER_PLACE_COLUMNS,
  CUSTOMER_STAGE_COLUMNS,
  coverStagedContactPoints,
  createCustomerStage,
  listBatchesMet,
  listBirthDates,
  listOfSeveral,
  recordTold,
  storeCustomersFromStage,
  storePlacesFromStage,
} from '../../customers/index.ts';
import { openBalances } from '../../loyalty/index.ts';
import {
  type ConsentSaid,
  decideMinorProblem,
  decideSaidAt,
  importEvidence,
  legalRule,
  listConsents,
  listStandingsOfMerged,
  recordConsents,
} from '../../privacy/index.ts';
import type { Workspace } from '../../workspace/index.ts';
import type { ImportBasis } from '../contract.ts';
import { createCustomersMapper } from '../reader/customers-mapper.ts';
import { instantOf } from '../rules.ts';
import type { CustomerRecord } from '../sales-line.ts';
import type { StageConnection } from '../stage/connection.ts';
import { openCopy } from '../stage/copy.ts';
import { prepareStage } from '../stage/load-sales.ts';
import { encodePerson, personOf, withPlace } from '../stage/person-row.ts';
import { insertOverlaps } from '../store.ts';
import { importerOf } from './import-file.ts';
import type { KindOfImport, Loaded, LoadInput } from './import-kind.ts';

/** What a row said about advertising, until it is known who the person is. */
interface FiledConsent {
  ref: number;
  line: number;
  state: 'granted' | 'refused';
  at: Date;
  hasEmail: boolean;
  hasPhone: boolean;
  birthDate: string | undefined;
}

/** What a row told of a person beyond name and number, until it is known who that is. */
interface FiledWords {
  ref: number;
  values: Readonly<Record<string, string>>;
  tags: readonly string[];
}

/** Customers: people are matched as in a sales file. */
export const customersKind: KindOfImport<'customers', CustomerRecord> = {
  kind: 'customers',
  name: { ko: '손님', en: 'customers' },
  mapper({ map, header, shop, fields, now }) {
    const { mapRow, ...columns } = createCustomersMapper({ map, header, fields, shop, now });
    return {
      ...columns,
      mapRow(cells, lineNumber) {
        const mapped = mapRow(cells, lineNumber);
        if ('error' in mapped || encodePerson(0, personOf(mapped.ok, shop.country)) !== undefined) return mapped;
        // A number that is none and an address that is none are nothing to know a person by; nor is one lent for a delivery.
        const isTemporary = parsePhone(mapped.ok.phone ?? '', { country: shop.country })?.kind === 'virtual050';
        const reason = isTemporary ? 'temporary_number' : 'identity_missing';
        return { error: { line: lineNumber, column: '', value: '', reason } };
      },
    };
  },
  load: loadCustomers,
};

/**
 * Imports a customers file. A consent is taken only when the shop says that it holds the evidence, and with the moment it
 * was given; every other person is loaded without one (PV-16).
 */
export const importCustomers = importerOf(customersKind);

async function loadCustomers(connection: StageConnection, input: LoadInput<CustomerRecord>): Promise<Loaded> {
  const { db, client } = connection;
  const { batchId, source, shop, basis, now } = input;
  const { workspaceId, country, timeZone } = shop;
  await prepareStage(connection);
  await createCustomerStage(db);
  const copy = openCopy(client, {
    table: 'customer_stage',
    columns: `${CUSTOMER_STAGE_COLUMNS}, ${CUSTOMER_PLACE_COLUMNS}`,
  });
  const consents: FiledConsent[] = [];
  const told: FiledWords[] = [];
  const points = new Map<number, number>();
  let accepted = 0;
  let notTaken = 0;
  try {
    for await (const records of input.lines) {
      for (const record of records) {
        const metAt = record.joinedAt === undefined ? undefined : instantOf(record.joinedAt, timeZone).toISOString();
        const row = encodePerson(accepted + 1, {
          ...personOf(record, country),
          metAt,
          cells: () => input.cellsOf(record.lineNumber),
        });
        if (row === undefined) continue;
        accepted += 1;
        copy.add(withPlace(row, record));
        if (record.custom || record.tags)
          told.push({ ref: accepted, values: record.custom ?? {}, tags: record.tags ?? [] });
        if (record.points) points.set(accepted, record.points);
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
  await storePlacesFromStage(db, { workspaceId, batchId, source });
  const ofSeveral = await listOfSeveral(db);
  for (const { line, cells } of ofSeveral) await input.reject(line, 'shared_number', cells);
  accepted -= ofSeveral.length;
  if (customers.matched > 0)
    await insertOverlaps(db, workspaceId, batchId, await listBatchesMet(db, { workspaceId, source, alsoMakers: true }));
  const taken = await withoutChildren(db, { shop, consents, now });
  await storeConsents(db, { workspaceId, batchId, consents: taken, now });
  const proven = taken.filter(({ state }) => state === 'granted').map(({ ref }) => ref);
  if (proven.length > 0) await coverStagedContactPoints(db, { workspaceId, refs: proven });
  await storeWords(db, input, told);
  await storePoints(db, input, points);
  return {
    accepted,
    // One row a person: whatever made nobody was there already, in the shop or higher up in the file.
    duplicates: accepted - customers.created,
    customers,
    consents: {
      granted: taken.filter(({ state }) => state === 'granted').length,
      refused: taken.filter(({ state }) => state === 'refused').length,
      notTaken: notTaken + consents.length - taken.length,
    },
  };
}

/** Points that a guest brings from elsewhere: once each, whichever file comes again. */
async function storePoints(
  db: Db,
  { shop, batchId, accountId, now }: LoadInput<CustomerRecord>,
  points: ReadonlyMap<number, number>,
): Promise<void> {
  if (points.size === 0) return;
  const people = await peopleByRef(db);
  await openBalances(db, {
    workspaceId: shop.workspaceId,
    batchId,
    balances: [...points].flatMap(([ref, held]) => {
      const person = people.get(ref);
      return person === undefined ? [] : [{ ...person, points: held }];
    }),
    madeBy: accountId,
    today: businessDayOf(now, shop),
    now,
  });
}

/** People whose words are stored in one statement. */
const PEOPLE_AT_ONCE = 5_000;

/** Own fields and tags: a file tells what was not known, and overwrites nothing. */
async function storeWords(db: Db, input: LoadInput<CustomerRecord>, told: readonly FiledWords[]): Promise<void> {
  if (told.length === 0) return;
  const peopleOfRefs = await peopleByRef(db);
  for (let from = 0; from < told.length; from += PEOPLE_AT_ONCE) {
    const people = told.slice(from, from + PEOPLE_AT_ONCE).flatMap(({ ref, values, tags }) => {
      const person = peopleOfRefs.get(ref);
      return person === undefined ? [] : [{ ...person, values, tags }];
    });
    await recordTold(db, {
      workspaceId: input.shop.workspaceId,
      people,
      source: 'import',
      batchId: input.batchId,
      accountId: input.accountId,
      overwrite: false,
      key: input.secretKey,
      now: input.now,
    });
  }
}

/** Who each row is, and whom it named before she was merged: what it tells is that record's. */
async function peopleByRef(db: Db): Promise<Map<number, { customerId: string; mergedFrom: string | null }>> {
  const { rows } = await sql<{ customerRef: number; customerId: string; mergedFrom: string | null }>`
    select customer_ref, customer_id, merged_from from customer_of_ref`.execute(db);
  return new Map(rows.map(({ customerRef, ...person }) => [customerRef, person]));
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
    birthDate: record.birthDate,
  };
}

/** PV-11: promotion is not offered to a child, so what a file says she agreed to is no consent; what she refused counts. */
async function withoutChildren(
  db: Db,
  { shop, consents, now }: { shop: Workspace; consents: readonly FiledConsent[]; now: Date },
): Promise<FiledConsent[]> {
  if (consents.length === 0) return [];
  const people = await peopleByRef(db);
  const records = [...people.values()].flatMap(({ customerId, mergedFrom }) => [customerId, mergedFrom ?? customerId]);
  const birthDates = await listBirthDates(db, shop.workspaceId, [...new Set(records)]);
  const today = businessDayOf(now, shop);
  const belowAge = legalRule('guardian_consent_below_age', today);
  return consents.filter(({ ref, state, birthDate }) => {
    const choices = [{ kind: 'marketing_use', state }];
    const person = people.get(ref);
    // A number of several people says nobody.
    if (!person) return false;
    const { customerId, mergedFrom } = person;
    const told = [birthDate ?? null, ...[customerId, mergedFrom].map((id) => birthDates.get(id ?? '') ?? null)];
    return told.every(
      (birthDate) => decideMinorProblem({ birthDate, today, belowAge, choices, guardian: null }) === null,
    );
  });
}

async function storeConsents(
  db: Db,
  input: { workspaceId: string; batchId: string; consents: readonly FiledConsent[]; now: Date },
): Promise<void> {
  const { workspaceId, batchId, consents, now } = input;
  if (consents.length === 0) return;
  const people = await peopleByRef(db);
  const customerIds = [...new Set([...people.values()].map(({ customerId }) => customerId))];
  const held = await listConsents(db, { workspaceId, customerIds });
  const ofRecords = await listStandingsOfMerged(db, workspaceId, customerIds);
  const said = consents.flatMap(({ ref, line, state, at, hasEmail, hasPhone }): ConsentSaid[] => {
    const person = people.get(ref);
    if (person === undefined) return [];
    const kinds = [
      'marketing_use' as const,
      ...(hasEmail ? ['ad_email' as const] : []),
      ...(hasPhone ? ['ad_sms' as const] : []),
    ];
    // The same file again says nothing new.
    const news = kinds.filter((kind) => {
      const { customerId, mergedFrom } = person;
      // Of people who are one, each is told anew what she herself has not said yet.
      const known = ofRecords.has(customerId)
        ? ofRecords.get(mergedFrom ?? customerId)?.get(kind)
        : held.get(customerId)?.[kind];
      return !known || (known.at < at && known.state !== state);
    });
    return news.map((kind) => ({
      workspaceId,
      ...person,
      kind,
      state,
      method: 'import',
      evidence: importEvidence(batchId, line),
      at,
    }));
  });
  await recordConsents(db, said, now);
}
