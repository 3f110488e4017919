import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

export interface ReportedMessage {
  messageId: string;
  laneId: string;
  customerId: string;
  contactPointId: string | null;
  providerMessageId: string;
  state: string;
  isAtCarrier: boolean;
  isDelivered: boolean;
  class: string;
  channel: string;
  contactHash: Buffer | null;
}

/** Our messages behind a provider's ids, held until the transaction ends; an id that is none of ours is absent. */
export async function lockReported(
  db: Db,
  input: { workspaceId: string; provider: string; providerMessageIds: readonly string[] },
): Promise<ReportedMessage[]> {
  const { rows } = await sql<ReportedMessage>`
    select m.message_id, m.lane_id, m.customer_id, m.contact_point_id, m.provider_message_id, m.state,
      m.class, m.channel, m.contact_hash,
      m.at_carrier_at is not null as is_at_carrier, m.delivered_at is not null as is_delivered
    from messaging.provider_reference r
    join messaging.message m on m.workspace_id = r.workspace_id and m.message_id = r.message_id
    where r.workspace_id = ${input.workspaceId}::uuid and r.provider = ${input.provider}
      and r.provider_message_id = any(${input.providerMessageIds}::text[])
    order by m.message_id for update of m`.execute(db);
  return rows;
}

/** Writes down how far messages came. */
export async function markReported(
  db: Db,
  workspaceId: string,
  reports: readonly {
    messageId: string;
    state: 'at_carrier' | 'delivered' | 'failed';
    failureClass: string | null;
    at: Date;
  }[],
): Promise<void> {
  const column = <K extends keyof (typeof reports)[number]>(key: K) => reports.map((report) => report[key]);
  await sql`
    with told as (update messaging.message m set
      state = case r.state when 'failed' then 'failed' else 'sent' end,
      reason = case r.state when 'failed' then r.failure_class else '' end,
      failure_class = case r.state when 'failed' then r.failure_class end,
      at_carrier_at = case when r.state = 'at_carrier' then r.at else m.at_carrier_at end,
      delivered_at = case when r.state = 'delivered' then r.at else m.delivered_at end
    from unnest(${column('messageId')}::uuid[], ${column('state')}::text[], ${column('failureClass')}::text[], ${column('at')}::timestamptz[])
      as r (message_id, state, failure_class, at)
    where m.workspace_id = ${workspaceId}::uuid and m.message_id = r.message_id
    returning m.lane_id, m.channel, m.message_id)
    -- Told of before its answer came: it waits no more.
    delete from messaging.waiting w using told t
    where w.workspace_id = ${workspaceId}::uuid and w.lane_id = t.lane_id and w.channel = t.channel
      and w.message_id = t.message_id`.execute(db);
}

/**
 * Messages that a provider took and has said nothing final about, at most `limit` of each provider. Drawn by chance where
 * there are more: thousands of phones that are off would hold back all that were written to after them.
 */
export async function listUnreported(
  db: Db,
  input: { workspaceId: string; sentAfter: Date; limit: number },
): Promise<{ provider: string; channel: string; providerMessageId: string }[]> {
  const { rows } = await sql<{ provider: string; channel: string; providerMessageId: string }>`
    select provider, channel, provider_message_id from (
      select provider, channel, provider_message_id, sent_at, row_number() over (partition by provider order by random()) as place
      from messaging.message
      where workspace_id = ${input.workspaceId}::uuid and state = 'sent' and provider_message_id is not null and delivered_at is null
        and sent_at > ${input.sentAfter}
    ) open where place <= ${input.limit} order by sent_at`.execute(db);
  return rows;
}

/** How often a contact point failed as a number that does not exist. */
export async function countInvalid(
  db: Db,
  workspaceId: string,
  contactPointIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ contactPointId: string; count: number }>`
    select contact_point_id, count(*)::int as count from messaging.message
    where workspace_id = ${workspaceId}::uuid and contact_point_id = any(${contactPointIds}::uuid[]) and failure_class = 'invalid_number'
    group by 1`.execute(db);
  return new Map(rows.map((row) => [row.contactPointId, row.count]));
}

/** What may go out as text message because KakaoTalk could not deliver it (AD-32). */
export async function listFallbacks(db: Db, workspaceId: string, messageIds: readonly string[]) {
  return (
    db
      .selectFrom('messaging.message')
      .select([
        'messageId',
        'laneId',
        'playId',
        'automationId',
        'customerId',
        'contactPointId',
        'contactHash',
        'class',
        'about',
        'locale',
        'subject',
        'dedupeKey',
        'fallbackBody',
        'couponCode',
        'couponNote',
      ])
      .where('workspaceId', '=', workspaceId)
      .where('messageId', 'in', [...messageIds])
      .where('state', '=', 'failed')
      .where('channel', '=', 'kakao')
      // Whoever blocked the channel said no to this advertisement; it does not come in by another door.
      .where(({ eb, or }) => or([eb('class', '!=', 'ad'), eb('failureClass', '!=', 'blocked')]))
      .where('fallbackBody', 'is not', null)
      .execute()
  );
}

export function insertReportBody(
  db: Db,
  row: { workspaceId: string; reportBodyId: string; provider: string; receivedAt: Date; bodySealed: Buffer },
) {
  return db.insertInto('messaging.reportBody').values(row).execute();
}

export async function deleteReportBodies(db: Db, workspaceId: string, before: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('messaging.reportBody')
    .where('workspaceId', '=', workspaceId)
    .where('receivedAt', '<', before)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Whom a contact address belongs to, by the contact of a message to it; the newest message decides. */
export function findMessageById(db: Db, workspaceId: string, messageId: string) {
  return db
    .selectFrom('messaging.message')
    .select(['messageId', 'customerId', 'contactPointId', 'state', 'contactHash'])
    .where('workspaceId', '=', workspaceId)
    .where('messageId', '=', messageId)
    .executeTakeFirst();
}
