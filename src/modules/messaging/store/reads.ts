import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

/** Messages by play and state. */
export async function countMessageStates(db: Db, workspaceId: string, playIds: readonly string[]) {
  const { rows } = await sql<{ playId: string; state: string; reason: string; count: number }>`
    select play_id, state, reason, count(*)::int as count from messaging.message
    where workspace_id = ${workspaceId}::uuid and play_id = any(${playIds}::uuid[]) group by 1, 2, 3`.execute(db);
  return rows;
}

/**
 * Advertising that each person got lately: since `weekFrom`, and since `todayFrom`. What is being handed over just now
 * counts: it may have left already.
 */
export async function countRecentAds(
  db: Db,
  input: { workspaceId: string; customerIds: readonly string[]; weekFrom: Date; todayFrom: Date },
) {
  const { rows } = await sql<{ customerId: string; week: number; today: number }>`
    select customer_id, count(*)::int as week,
      count(*) filter (where state = 'handing_over' or sent_at >= ${input.todayFrom})::int as today
    from messaging.message
    where workspace_id = ${input.workspaceId}::uuid and customer_id = any(${input.customerIds}::uuid[]) and class = 'ad'
      and (state = 'handing_over' or (sent_at > ${input.weekFrom} and state in ('sent', 'unconfirmed'))) group by 1`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.customerId, row]));
}

/** Messages to one person, newest first; for a screen the last of them, as evidence every one. */
export function listCustomerMessageRows(
  db: Db,
  workspaceId: string,
  { customerId, limit }: { customerId: string; limit?: number },
) {
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
      'medium',
      'bytes',
      'atCarrierAt',
      'deliveredAt',
      'failureClass',
      'rule',
      'sentBy',
    ])
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .orderBy('queuedAt', 'desc')
    .orderBy('messageId', 'desc')
    .$if(limit !== undefined, (query) => query.limit(limit ?? 0))
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
    .returning(['workspaceId', 'customerId', 'contactHash', 'channel'])
    .executeTakeFirst();
}

/**
 * Notes a refusal said elsewhere with the advertisement that it answers: the last one on those channels to that person
 * within four weeks (MT-38). One that was noted before stays as it is; of a person without any, nothing is noted.
 */
export async function markLastAdvertOptedOut(
  db: Db,
  refusal: { workspaceId: string; customerIds: readonly string[]; channels: readonly string[]; at: Date },
): Promise<void> {
  const { workspaceId, customerIds, channels, at } = refusal;
  if (customerIds.length === 0) return;
  await sql`
    update messaging.message m set opted_out_at = ${at}::timestamptz
    from (
      select distinct on (customer_id) message_id, opted_out_at from messaging.message
      where workspace_id = ${workspaceId}::uuid and customer_id = any(${[...customerIds]}::uuid[])
        and class = 'ad' and state in ('sent', 'unconfirmed') and channel = any(${[...channels]}::text[])
        and sent_at <= ${at}::timestamptz and sent_at > ${at}::timestamptz - interval '28 days'
      order by customer_id, sent_at desc
    ) last
    where m.workspace_id = ${workspaceId}::uuid and m.message_id = last.message_id and last.opted_out_at is null`.execute(
    db,
  );
}

/** People of a play who refused after one of its messages: through it, or elsewhere within four weeks. */
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
