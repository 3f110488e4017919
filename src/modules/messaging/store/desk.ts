import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

export interface AccountRow {
  workspaceId: string;
  provider: string;
  baseUrl: string;
  kakaoBaseUrl: string;
  credentialsSealed: Buffer;
  serves: string[];
  isTest: boolean;
  messagesPerSecond: number;
  answerTimeoutMs: number;
  prices: string;
  pricesOn: string | null;
  certificateNo: string;
  certifiedOn: string | null;
  certificateUntil: string | null;
  certificateUrl: string;
  webhookTokenHash: Buffer;
  updatedAt: Date;
}

export function listAccounts(db: Db, workspaceId: string) {
  return db
    .selectFrom('messaging.providerAccount')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .orderBy('provider')
    .execute();
}

export function findAccount(db: Db, workspaceId: string, provider: string) {
  return db
    .selectFrom('messaging.providerAccount')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('provider', '=', provider)
    .executeTakeFirst();
}

/** The account through which a channel goes; undefined when none does. */
export async function findAccountFor(db: Db, workspaceId: string, channel: string) {
  const rows = await listAccounts(db, workspaceId);
  return rows.find((row) => row.serves.includes(channel));
}

export function upsertAccount(db: Db, row: AccountRow) {
  const { workspaceId: _, provider: __, webhookTokenHash: ___, ...change } = row;
  return db
    .insertInto('messaging.providerAccount')
    .values(row)
    .onConflict((oc) => oc.columns(['workspaceId', 'provider']).doUpdateSet({ ...change, lastError: '' }))
    .execute();
}

/** One channel goes through one provider: the others stop serving it. */
export function takeChannels(db: Db, workspaceId: string, provider: string, channels: readonly string[]) {
  return sql`update messaging.provider_account
    set serves = array(select c from unnest(serves) c where c <> all(${channels}::text[]))
    where workspace_id = ${workspaceId}::uuid and provider <> ${provider}`.execute(db);
}

export function setAccountError(db: Db, workspaceId: string, provider: string, lastError: string) {
  return db
    .updateTable('messaging.providerAccount')
    .set({ lastError })
    .where('workspaceId', '=', workspaceId)
    .where('provider', '=', provider)
    .where('lastError', '!=', lastError)
    .execute();
}

export function setOptoutsRead(db: Db, workspaceId: string, provider: string, optoutsReadUntil: Date) {
  return db
    .updateTable('messaging.providerAccount')
    .set({ optoutsReadUntil })
    .where('workspaceId', '=', workspaceId)
    .where('provider', '=', provider)
    .execute();
}

export function deleteAccount(db: Db, workspaceId: string, provider: string) {
  return db
    .deleteFrom('messaging.providerAccount')
    .where('workspaceId', '=', workspaceId)
    .where('provider', '=', provider)
    .execute();
}

export async function findAccountOfToken(outside: Db, tokenHash: Buffer) {
  const { rows } = await sql<{ workspaceId: string; provider: string }>`
    select * from messaging.find_provider_account(${tokenHash}::bytea)`.execute(outside);
  return rows[0];
}

export function listSenderNumbers(db: Db, workspaceId: string) {
  return db
    .selectFrom('messaging.senderNumber')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .orderBy('isDefault', 'desc')
    .orderBy('number')
    .execute();
}

export function upsertSenderNumber(
  db: Db,
  row: {
    workspaceId: string;
    number: string;
    label: string;
    state: string;
    proof: string;
    registeredOn: string | null;
    checkAgainOn: string | null;
    isDefault: boolean;
    updatedAt: Date;
  },
) {
  const { workspaceId: _, number: __, ...change } = row;
  return db
    .insertInto('messaging.senderNumber')
    .values(row)
    .onConflict((oc) => oc.columns(['workspaceId', 'number']).doUpdateSet(change))
    .execute();
}

export function clearDefaultSender(db: Db, workspaceId: string) {
  return db
    .updateTable('messaging.senderNumber')
    .set({ isDefault: false })
    .where('workspaceId', '=', workspaceId)
    .where('isDefault', '=', true)
    .execute();
}

export function deleteSenderNumber(db: Db, workspaceId: string, number: string) {
  return db
    .deleteFrom('messaging.senderNumber')
    .where('workspaceId', '=', workspaceId)
    .where('number', '=', number)
    .returning('number')
    .executeTakeFirst();
}

export function findDesk(db: Db, workspaceId: string) {
  return db.selectFrom('messaging.desk').selectAll().where('workspaceId', '=', workspaceId).executeTakeFirst();
}

export function upsertDesk(
  db: Db,
  row: {
    workspaceId: string;
    refusalNumber: string;
    refusalCode: string;
    existingCustomers: boolean;
    existingCustomersAt: Date | null;
    existingCustomersBy: string | null;
    isDryRun: boolean;
    updatedAt: Date;
  },
) {
  const { workspaceId: _, ...change } = row;
  return db
    .insertInto('messaging.desk')
    .values(row)
    .onConflict((oc) => oc.column('workspaceId').doUpdateSet(change))
    .execute();
}
