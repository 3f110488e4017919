import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import type { StoppedChannels } from '../privacy/index.ts';

export function findMailServer(db: Db, workspaceId: string) {
  return db.selectFrom('messaging.mailServer').selectAll().where('workspaceId', '=', workspaceId).executeTakeFirst();
}

export function upsertMailServer(
  db: Db,
  row: {
    workspaceId: string;
    host: string;
    port: number;
    secure: boolean;
    username: string;
    passwordSealed: Buffer | null;
    fromEmail: string;
    messagesPerSecond: number;
    priceMinor: number;
    updatedAt: Date;
  },
) {
  const { workspaceId: _, ...change } = row;
  return db
    .insertInto('messaging.mailServer')
    .values(row)
    .onConflict((oc) => oc.column('workspaceId').doUpdateSet({ ...change, lastError: '' }))
    .execute();
}

export function setMailServerError(db: Db, workspaceId: string, lastError: string) {
  return db
    .updateTable('messaging.mailServer')
    .set({ lastError })
    .where('workspaceId', '=', workspaceId)
    .where('lastError', '!=', lastError)
    .execute();
}

export function deleteMailServer(db: Db, workspaceId: string) {
  return db.deleteFrom('messaging.mailServer').where('workspaceId', '=', workspaceId).execute();
}

/** A message as it is queued. */
export interface NewMessage {
  messageId: string;
  customerId: string;
  contactPointId: string | null;
  dedupeKey: string;
  subject: string;
  body: string;
  couponCode: string;
  couponNote: string;
  contactHash: Buffer | null;
  optOutTokenHash: Buffer;
}

/** Queues many messages in one statement; one whose dedupe key is there already is left out. Returns how many are new. */
export async function insertMessages(
  db: Db,
  input: {
    workspaceId: string;
    playId: string | null;
    class: string;
    channel: string;
    locale: string;
    queuedAt: Date;
    messages: readonly NewMessage[];
  },
): Promise<number> {
  const column = <K extends keyof NewMessage>(key: K) => input.messages.map((message) => message[key]);
  const result = await sql`insert into messaging.message
      (workspace_id, message_id, play_id, customer_id, contact_point_id, class, channel, dedupe_key, subject, body, locale,
       coupon_code, coupon_note, contact_hash, state, opt_out_token_hash, queued_at)
    select ${input.workspaceId}::uuid, m.message_id, ${input.playId}::uuid, m.customer_id, m.contact_point_id, ${input.class}, ${input.channel},
      m.dedupe_key, m.subject, m.body, ${input.locale}, m.coupon_code, m.coupon_note, m.contact_hash, 'queued', m.token_hash, ${input.queuedAt}
    from unnest(${column('messageId')}::uuid[], ${column('customerId')}::uuid[], ${column('contactPointId')}::uuid[], ${column('dedupeKey')}::text[],
      ${column('subject')}::text[], ${column('body')}::text[], ${column('couponCode')}::text[], ${column('couponNote')}::text[],
      ${column('contactHash')}::bytea[], ${column('optOutTokenHash')}::bytea[])
      as m (message_id, customer_id, contact_point_id, dedupe_key, subject, body, coupon_code, coupon_note, contact_hash, token_hash)
    on conflict (workspace_id, dedupe_key) do nothing`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}

/** Takes what is due, oldest first, and marks it as being sent. */
export async function claimMessages(
  db: Db,
  input: { workspaceId: string; playId: string; limit: number; dueAt: Date },
) {
  const { rows } = await sql<{
    messageId: string;
    customerId: string;
    class: string;
    subject: string;
    body: string;
    locale: string;
    couponCode: string;
    couponNote: string;
    attempts: number;
  }>`
    with due as materialized (
      select message_id from messaging.message
      where workspace_id = ${input.workspaceId}::uuid and play_id = ${input.playId}::uuid and state = 'queued'
        and (not_before is null or not_before <= ${input.dueAt})
      order by message_id limit ${input.limit} for update skip locked
    )
    update messaging.message m set state = 'sending' from due
    where m.workspace_id = ${input.workspaceId}::uuid and m.message_id = due.message_id and m.state = 'queued'
    returning m.message_id, m.customer_id, m.class, m.subject, m.body, m.locale, m.coupon_code, m.coupon_note, m.attempts`.execute(
    db,
  );
  return rows.sort((a, b) => (a.messageId < b.messageId ? -1 : 1));
}

/** Moves a message on if it is still where we left it; false when somebody stopped it meanwhile. */
export async function moveMessage(
  db: Db,
  input: {
    workspaceId: string;
    messageId: string;
    from: string;
    to: string;
    reason?: string;
    sentAt?: Date;
    notBefore?: Date | null;
    attempts?: number;
  },
): Promise<boolean> {
  const { workspaceId, messageId, from, to, ...change } = input;
  const row = await db
    .updateTable('messaging.message')
    .set({ state: to, ...change })
    .where('workspaceId', '=', workspaceId)
    .where('messageId', '=', messageId)
    .where('state', '=', from)
    .returning('messageId')
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * What a process that died left behind: `sending` had not been handed over, so it goes back into the queue;
 * `handing_over` may have arrived, so it is never sent again by itself.
 */
export async function recoverMessages(db: Db, workspaceId: string, playId: string, now: Date): Promise<void> {
  await sql`update messaging.message
    set state = case state when 'sending' then 'queued' else 'unconfirmed' end,
      reason = case state when 'sending' then reason else 'process_stopped' end,
      sent_at = case state when 'sending' then null else ${now}::timestamptz end
    where workspace_id = ${workspaceId}::uuid and play_id = ${playId}::uuid and state in ('sending', 'handing_over')`.execute(
    db,
  );
}

export function releaseMessages(db: Db, workspaceId: string, messageIds: readonly string[]) {
  return db
    .updateTable('messaging.message')
    .set({ state: 'queued' })
    .where('workspaceId', '=', workspaceId)
    .where('messageId', 'in', [...messageIds])
    .where('state', '=', 'sending')
    .execute();
}

/** How many wait, and when the first of them is due (null: now). */
export async function findWaiting(db: Db, workspaceId: string, playId: string) {
  const { rows } = await sql<{ waiting: number; dueNow: boolean; firstAt: Date | null }>`
    select count(*)::int as waiting, coalesce(bool_or(not_before is null), false) as due_now, min(not_before) as first_at
    from messaging.message
    where workspace_id = ${workspaceId}::uuid and play_id = ${playId}::uuid and state = 'queued'`.execute(db);
  return rows[0] ?? { waiting: 0, dueNow: false, firstAt: null };
}

/** Stops what waits for a play. */
export async function cancelPlayMessages(db: Db, workspaceId: string, playId: string, reason: string): Promise<number> {
  const rows = await db
    .updateTable('messaging.message')
    .set({ state: 'cancelled', reason })
    .where('workspaceId', '=', workspaceId)
    .where('playId', '=', playId)
    .where('state', 'in', ['queued', 'sending'])
    .returning('messageId')
    .execute();
  return rows.length;
}

/** Stops advertising that waits for these people, or for this address under any person, on these channels (AD-11). */
export async function cancelAdvertising(
  db: Db,
  input: {
    workspaceId: string;
    customerIds: readonly string[];
    contactHash?: Buffer | null;
    channels: StoppedChannels;
  },
): Promise<void> {
  if (input.channels.length === 0) return;
  const onChannel = input.channels === 'all' ? sql`true` : sql`channel = any(${input.channels}::text[])`;
  await sql`update messaging.message set state = 'cancelled', reason = 'opted_out'
    where workspace_id = ${input.workspaceId}::uuid and class = 'ad' and state in ('queued', 'sending') and ${onChannel}
      and (customer_id = any(${input.customerIds}::uuid[]) or contact_hash = ${input.contactHash ?? null}::bytea)`.execute(
    db,
  );
}

/** Messages by play and state. */
export async function countMessageStates(db: Db, workspaceId: string, playIds: readonly string[]) {
  const { rows } = await sql<{ playId: string; state: string; reason: string; count: number }>`
    select play_id, state, reason, count(*)::int as count from messaging.message
    where workspace_id = ${workspaceId}::uuid and play_id = any(${playIds}::uuid[]) group by 1, 2, 3`.execute(db);
  return rows;
}

/** Advertising that reached each person lately: in the seven days before `now`, and since `todayFrom`. */
export async function countRecentAds(
  db: Db,
  input: { workspaceId: string; customerIds: readonly string[]; weekFrom: Date; todayFrom: Date },
) {
  const { rows } = await sql<{ customerId: string; week: number; today: number }>`
    select customer_id, count(*)::int as week, count(*) filter (where sent_at >= ${input.todayFrom})::int as today
    from messaging.message
    where workspace_id = ${input.workspaceId}::uuid and customer_id = any(${input.customerIds}::uuid[]) and class = 'ad'
      and sent_at > ${input.weekFrom} and state in ('sent', 'unconfirmed') group by 1`.execute(db);
  return new Map(rows.map((row) => [row.customerId, row]));
}

export function listCustomerMessageRows(db: Db, workspaceId: string, customerId: string) {
  return db
    .selectFrom('messaging.message')
    .select([
      'messageId',
      'playId',
      'class',
      'channel',
      'subject',
      'state',
      'reason',
      'queuedAt',
      'sentAt',
      'optedOutAt',
    ])
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .orderBy('queuedAt', 'desc')
    .limit(200)
    .execute();
}

/** Workspace and message behind an unsubscribe link; undefined for a token that nobody has. */
export async function findOptOut(outside: Db, tokenHash: Buffer) {
  const { rows } = await sql<{ workspaceId: string; messageId: string }>`
    select * from messaging.find_workspace_of_opt_out(${tokenHash}::bytea)`.execute(outside);
  return rows[0];
}

export function findMessage(db: Db, workspaceId: string, messageId: string) {
  return db
    .selectFrom('messaging.message')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('messageId', '=', messageId)
    .executeTakeFirst();
}

/** Notes the moment of the first opt-out and holds the message until the transaction ends; undefined when there is none. */
export function markOptedOut(db: Db, workspaceId: string, messageId: string, at: Date) {
  return db
    .updateTable('messaging.message')
    .set((eb) => ({ optedOutAt: eb.fn.coalesce('optedOutAt', eb.val(at)) }))
    .where('workspaceId', '=', workspaceId)
    .where('messageId', '=', messageId)
    .returning(['workspaceId', 'customerId', 'contactHash'])
    .executeTakeFirst();
}

/** People of a play who opted out through one of its messages. */
export async function countOptOuts(db: Db, workspaceId: string, playId: string): Promise<number> {
  const row = await db
    .selectFrom('messaging.message')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspaceId', '=', workspaceId)
    .where('playId', '=', playId)
    .where('optedOutAt', 'is not', null)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Which of these people have a message, sent or not. */
export async function findMessagedCustomers(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await sql<{ customerId: string }>`
    select distinct customer_id from messaging.message
    where workspace_id = ${workspaceId}::uuid and customer_id = any (${customerIds}::uuid[])`.execute(db);
  return rows.map((row) => row.customerId);
}

/** Whether anything waits to be sent right now; what is deferred to a later hour does not. */
export async function hasDueMessages(db: Db, workspaceId: string, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('messaging.message')
    .select('messageId')
    .where('workspaceId', '=', workspaceId)
    .where('state', 'in', ['queued', 'sending'])
    .where((eb) => eb.or([eb('notBefore', 'is', null), eb('notBefore', '<=', now)]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
