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

/**
 * Takes the next turn of an account for so many messages and answers how long to wait for it: every lane and process that
 * sends through the account stands in the same line, by the clock of the database.
 */
export async function takeTurn(
  db: Db,
  turn: { workspaceId: string; provider: string; messages: number },
): Promise<{ waitMs: number }> {
  const { rows } = await sql<{ waitMs: number }>`
    with asked as (select clock_timestamp() as at), before as (
      select greatest(coalesce(a.paced_until, asked.at), asked.at) as begins_at, asked.at from messaging.provider_account a, asked
      where a.workspace_id = ${turn.workspaceId}::uuid and a.provider = ${turn.provider} for update of a
    )
    update messaging.provider_account a
    set paced_until = before.begins_at + make_interval(secs => ${turn.messages}::float8 / a.messages_per_second)
    from before where a.workspace_id = ${turn.workspaceId}::uuid and a.provider = ${turn.provider}
    returning (extract(epoch from before.begins_at - before.at) * 1000)::float8 as wait_ms`.execute(db);
  return rows[0] ?? { waitMs: 0 };
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

/** Says what went wrong while a provider was asked, and takes back only its own words: why sending stopped stays. */
export function setListeningError(
  db: Db,
  input: { workspaceId: string; provider: string; step: string; error: string },
) {
  const { workspaceId, provider, step, error } = input;
  return db
    .updateTable('messaging.providerAccount')
    .set({ lastError: error === '' ? '' : `${step}: ${error}` })
    .where('workspaceId', '=', workspaceId)
    .where('provider', '=', provider)
    .where(({ eb, or, fn }) =>
      or([
        ...(error === '' ? [] : [eb('lastError', '=', '')]),
        eb(fn<boolean>('starts_with', ['lastError', eb.val(`${step}: `)]), '=', true),
      ]),
    )
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

/** Messages that wait on some channels, or were handed to a provider that has not answered for them. */
export async function countWaiting(
  db: Db,
  workspaceId: string,
  { channels, provider }: { channels: readonly string[]; provider: string | null },
): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from messaging.waiting w
    join messaging.message m on m.workspace_id = w.workspace_id and m.message_id = w.message_id
    where w.workspace_id = ${workspaceId}::uuid and m.state in ('queued', 'handing_over')
      and (case when m.state = 'handing_over' then m.provider = ${provider} else m.channel = any(${[...channels]}::text[]) end)`.execute(
    db,
  );
  return rows[0]?.waiting ?? 0;
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
