import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';
import type { StoppedChannels } from '../../privacy/index.ts';

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
  /** Values of a KakaoTalk template, as JSON. */
  variables: string;
  fallbackBody: string | null;
  fallbackOf: string | null;
  contactHash: Buffer | null;
  optOutTokenHash: Buffer;
}

/** Queues many messages in one statement; one whose dedupe key is there already is left out. Returns how many are new. */
export async function insertMessages(
  db: Db,
  input: {
    workspaceId: string;
    laneId: string;
    playId: string | null;
    automationId: string | null;
    templateId: string | null;
    about: string;
    class: string;
    channel: string;
    locale: string;
    queuedAt: Date;
    messages: readonly NewMessage[];
  },
): Promise<number> {
  const column = <K extends keyof NewMessage>(key: K) => input.messages.map((message) => message[key]);
  const result = await sql`insert into messaging.message
      (workspace_id, message_id, lane_id, play_id, automation_id, template_id, about, customer_id, contact_point_id, class, channel,
       dedupe_key, subject, body, locale, coupon_code, coupon_note, variables, fallback_body, fallback_of, contact_hash, state,
       opt_out_token_hash, queued_at)
    select ${input.workspaceId}::uuid, m.message_id, ${input.laneId}::uuid, ${input.playId}::uuid, ${input.automationId}::uuid,
      ${input.templateId}::uuid, ${input.about}, m.customer_id, m.contact_point_id, ${input.class}, ${input.channel}, m.dedupe_key,
      m.subject, m.body, ${input.locale}, m.coupon_code, m.coupon_note, m.variables::jsonb, m.fallback_body, m.fallback_of,
      m.contact_hash, 'queued', m.token_hash, ${input.queuedAt}
    from unnest(${column('messageId')}::uuid[], ${column('customerId')}::uuid[], ${column('contactPointId')}::uuid[], ${column('dedupeKey')}::text[],
      ${column('subject')}::text[], ${column('body')}::text[], ${column('couponCode')}::text[], ${column('couponNote')}::text[],
      ${column('variables')}::text[], ${column('fallbackBody')}::text[], ${column('fallbackOf')}::uuid[], ${column('contactHash')}::bytea[],
      ${column('optOutTokenHash')}::bytea[])
      as m (message_id, customer_id, contact_point_id, dedupe_key, subject, body, coupon_code, coupon_note, variables, fallback_body,
        fallback_of, contact_hash, token_hash)
    on conflict (workspace_id, dedupe_key) do nothing`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}

/** A message that is due. */
export interface DueMessage {
  messageId: string;
  customerId: string;
  playId: string | null;
  class: string;
  subject: string;
  body: string;
  locale: string;
  couponCode: string;
  couponNote: string;
  templateId: string | null;
  variables: unknown;
  about: string;
  attempts: number;
}

/**
 * What is due on a channel, oldest first. Nothing is written: whoever asks holds the lane's lock, and a message leaves the
 * queue when it is handed over.
 */
export async function listDue(
  db: Db,
  input: { workspaceId: string; laneId: string; channel: string; limit: number; dueAt: Date },
): Promise<DueMessage[]> {
  const { rows } = await sql<DueMessage>`
    select m.message_id, m.customer_id, m.play_id, m.class, m.subject, m.body, m.locale, m.coupon_code, m.coupon_note,
      m.template_id, m.variables, m.about, m.attempts
    from messaging.message m
    where m.workspace_id = ${input.workspaceId}::uuid and m.lane_id = ${input.laneId}::uuid and m.channel = ${input.channel}
      and m.state = 'queued' and (m.not_before is null or m.not_before <= ${input.dueAt})
    order by m.message_id limit ${input.limit}`.execute(db);
  return rows;
}

/** What is noted of a message the moment before it leaves. */
export interface HandedOver {
  messageId: string;
  medium: string;
  bytes: number;
  priceMinor: number;
  rule: string;
  evidenceOrderId: string | null;
}

/** Advertising of a shop is handed over batch by batch, whichever lane it is from: held to the end of the transaction. */
export function lockAdvertising(db: Db, workspaceId: string) {
  return sql`select pg_advisory_xact_lock(hashtextextended(${`messaging.advertising:${workspaceId}`}, 0))`.execute(db);
}

/** Marks messages as handed over if they still wait; answers with those that are: somebody may have stopped the others. */
export async function markHandedOver(
  db: Db,
  input: { workspaceId: string; provider: string; handOverId: string; at: Date; messages: readonly HandedOver[] },
): Promise<Set<string>> {
  const column = <K extends keyof HandedOver>(key: K) => input.messages.map((message) => message[key]);
  const { rows } = await sql<{ messageId: string }>`
    update messaging.message m set state = 'handing_over', provider = ${input.provider}, hand_over_id = ${input.handOverId}::uuid,
      handed_over_at = ${input.at}, medium = g.medium, bytes = g.bytes, price_minor = g.price_minor, rule = g.rule,
      evidence_order_id = g.evidence_order_id
    from unnest(${column('messageId')}::uuid[], ${column('medium')}::text[], ${column('bytes')}::int[], ${column('priceMinor')}::float8[],
      ${column('rule')}::text[], ${column('evidenceOrderId')}::uuid[]) as g (message_id, medium, bytes, price_minor, rule, evidence_order_id)
    where m.workspace_id = ${input.workspaceId}::uuid and m.message_id = g.message_id and m.state = 'queued'
    returning m.message_id`.execute(db);
  return new Set(rows.map((row) => row.messageId));
}

/** Where an attempt left a message. */
export interface Settled {
  messageId: string;
  state: 'queued' | 'sent' | 'unconfirmed' | 'skipped' | 'failed';
  reason: string;
  failureClass: string | null;
  providerMessageId: string | null;
  sentAt: Date | null;
  notBefore: Date | null;
  attempts: number;
}

/** Moves messages on from wherever the attempt had come; one that somebody stopped stays stopped. */
export async function settleMessages(db: Db, workspaceId: string, messages: readonly Settled[]): Promise<void> {
  if (messages.length === 0) return;
  const column = <K extends keyof Settled>(key: K) => messages.map((message) => message[key]);
  await sql`update messaging.message m set state = s.state, reason = s.reason, failure_class = s.failure_class,
      provider_message_id = coalesce(s.provider_message_id, m.provider_message_id), sent_at = s.sent_at, not_before = s.not_before,
      attempts = s.attempts
    from unnest(${column('messageId')}::uuid[], ${column('state')}::text[], ${column('reason')}::text[], ${column('failureClass')}::text[],
      ${column('providerMessageId')}::text[], ${column('sentAt')}::timestamptz[], ${column('notBefore')}::timestamptz[], ${column('attempts')}::int[])
      as s (message_id, state, reason, failure_class, provider_message_id, sent_at, not_before, attempts)
    where m.workspace_id = ${workspaceId}::uuid and m.message_id = s.message_id and m.state in ('queued', 'handing_over')`.execute(
    db,
  );
}

/** What was handed over and not answered, the oldest first. */
export async function listUnanswered(db: Db, workspaceId: string, laneId: string) {
  const { rows } = await sql<{
    messageId: string;
    channel: string;
    provider: string;
    handedOverAt: Date;
    attempts: number;
  }>`
    select message_id, channel, provider, handed_over_at, attempts from messaging.message
    where workspace_id = ${workspaceId}::uuid and lane_id = ${laneId}::uuid and state = 'handing_over'
    order by handed_over_at`.execute(db);
  return rows;
}

/** How many wait, on which channels, and when the first of them is due (null: now). */
export async function findWaiting(db: Db, workspaceId: string, laneId: string) {
  const { rows } = await sql<{ waiting: number; dueNow: boolean; firstAt: Date | null; channels: string[] }>`
    select count(*)::int as waiting, coalesce(bool_or(not_before is null), false) as due_now, min(not_before) as first_at,
      coalesce(array_agg(distinct channel), '{}') as channels
    from messaging.message
    where workspace_id = ${workspaceId}::uuid and lane_id = ${laneId}::uuid and state = 'queued'`.execute(db);
  return rows[0] ?? { waiting: 0, dueNow: false, firstAt: null, channels: [] };
}

/** Stops what waits in a lane. */
export async function cancelLane(db: Db, workspaceId: string, laneId: string, reason: string): Promise<number> {
  const rows = await db
    .updateTable('messaging.message')
    .set({ state: 'cancelled', reason })
    .where('workspaceId', '=', workspaceId)
    .where('laneId', '=', laneId)
    .where('state', '=', 'queued')
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
    where workspace_id = ${input.workspaceId}::uuid and class = 'ad' and state = 'queued' and ${onChannel}
      and (customer_id = any(${input.customerIds}::uuid[]) or contact_hash = ${input.contactHash ?? null}::bytea)`.execute(
    db,
  );
}
