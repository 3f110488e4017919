import { sql } from 'kysely';
import { type Db, PLANNED_ANEW } from '../../../platform/db.ts';
import type { StoppedChannels } from '../../privacy/index.ts';

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

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
  /** Of the link in it, where it has one. */
  optOutTokenHash: Buffer | null;
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
    pictureId: string | null;
    about: string;
    class: string;
    channel: string;
    locale: string;
    queuedAt: Date;
    messages: readonly NewMessage[];
  },
): Promise<number> {
  const column = <K extends keyof NewMessage>(key: K) => input.messages.map((message) => message[key]);
  const result = await sql`with queued as (insert into messaging.message
      (workspace_id, message_id, lane_id, play_id, automation_id, template_id, picture_id, about, customer_id, contact_point_id, class, channel,
       dedupe_key, subject, body, locale, coupon_code, coupon_note, variables, fallback_body, fallback_of, contact_hash, state,
       opt_out_token_hash, queued_at)
    select ${input.workspaceId}::uuid, m.message_id, ${input.laneId}::uuid, ${input.playId}::uuid, ${input.automationId}::uuid,
      ${input.templateId}::uuid, ${input.pictureId}::uuid, ${input.about}, m.customer_id, m.contact_point_id, ${input.class}, ${input.channel}, m.dedupe_key,
      m.subject, m.body, ${input.locale}, m.coupon_code, m.coupon_note, m.variables::jsonb, m.fallback_body, m.fallback_of,
      m.contact_hash, 'queued', m.token_hash, ${input.queuedAt}
    from unnest(${column('messageId')}::uuid[], ${column('customerId')}::uuid[], ${column('contactPointId')}::uuid[], ${column('dedupeKey')}::text[],
      ${column('subject')}::text[], ${column('body')}::text[], ${column('couponCode')}::text[], ${column('couponNote')}::text[],
      ${column('variables')}::text[], ${column('fallbackBody')}::text[], ${column('fallbackOf')}::uuid[], ${column('contactHash')}::bytea[],
      ${column('optOutTokenHash')}::bytea[])
      as m (message_id, customer_id, contact_point_id, dedupe_key, subject, body, coupon_code, coupon_note, variables, fallback_body,
        fallback_of, contact_hash, token_hash)
    on conflict (workspace_id, dedupe_key) do nothing
    returning message_id, contact_hash)
    insert into messaging.waiting (workspace_id, lane_id, channel, message_id, contact_hash)
    select ${input.workspaceId}::uuid, ${input.laneId}::uuid, ${input.channel}, message_id, contact_hash from queued`.execute(
    db,
  );
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
  /** The picture of an MMS. */
  pictureId: string | null;
  variables: unknown;
  about: string;
  attempts: number;
  /** Why it was put back last; empty when it never was. */
  reason: string;
  /** By the shop's clock. */
  queuedAt: Date;
}

/**
 * What is due on a channel, oldest first, from behind the message `after`. Nothing is written: whoever asks holds the
 * lane's lock, and a message leaves the queue when it is handed over.
 */
export async function listDue(
  db: Db,
  input: {
    workspaceId: string;
    laneId: string;
    channel: string;
    after: string | undefined;
    limit: number;
    dueAt: Date;
  },
): Promise<DueMessage[]> {
  // A plan for any number of rows would read all messages to find a thousand.
  const { rows } = await sql<DueMessage>`${sql.raw(PLANNED_ANEW)}
    select m.message_id, m.customer_id, m.play_id, m.class, m.subject, m.body, m.locale, m.coupon_code, m.coupon_note,
      m.template_id, m.picture_id, m.variables, m.about, m.attempts, m.reason, m.queued_at
    from messaging.waiting w
    join messaging.message m on m.workspace_id = w.workspace_id and m.message_id = w.message_id
    where w.workspace_id = ${input.workspaceId}::uuid and w.lane_id = ${input.laneId}::uuid and w.channel = ${input.channel}
      and w.message_id > ${input.after ?? BEFORE_ALL}::uuid
      and m.state = 'queued' and (m.not_before is null or m.not_before <= ${input.dueAt})
    order by w.message_id limit ${input.limit}`.execute(db);
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

/**
 * Moves messages on from wherever the attempt had come; one that somebody stopped stays stopped. What is not queued again
 * waits no more, and what the provider calls it is kept for its reports.
 */
export async function settleMessages(db: Db, workspaceId: string, messages: readonly Settled[]): Promise<void> {
  if (messages.length === 0) return;
  const column = <K extends keyof Settled>(key: K) => messages.map((message) => message[key]);
  await sql`with settled as (
      update messaging.message m set state = s.state, reason = s.reason, failure_class = s.failure_class,
        provider_message_id = coalesce(s.provider_message_id, m.provider_message_id), sent_at = s.sent_at, not_before = s.not_before,
        attempts = s.attempts
      from unnest(${column('messageId')}::uuid[], ${column('state')}::text[], ${column('reason')}::text[], ${column('failureClass')}::text[],
        ${column('providerMessageId')}::text[], ${column('sentAt')}::timestamptz[], ${column('notBefore')}::timestamptz[], ${column('attempts')}::int[])
        as s (message_id, state, reason, failure_class, provider_message_id, sent_at, not_before, attempts)
      where m.workspace_id = ${workspaceId}::uuid and m.message_id = s.message_id and m.state in ('queued', 'handing_over')
      returning m.workspace_id, m.lane_id, m.channel, m.message_id, m.state, m.provider, m.provider_message_id
    ), kept as (
      insert into messaging.provider_reference (workspace_id, provider, provider_message_id, message_id)
      select workspace_id, provider, provider_message_id, message_id from settled
      where provider is not null and provider_message_id is not null
      on conflict do nothing
    )
    delete from messaging.waiting w using settled s
    where s.state <> 'queued' and w.workspace_id = ${workspaceId}::uuid and w.lane_id = s.lane_id and w.channel = s.channel
      and w.message_id = s.message_id`.execute(db);
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
    select m.message_id, m.channel, m.provider, m.handed_over_at, m.attempts
    from messaging.waiting w
    join messaging.message m on m.workspace_id = w.workspace_id and m.message_id = w.message_id
    where w.workspace_id = ${workspaceId}::uuid and w.lane_id = ${laneId}::uuid and m.state = 'handing_over'
    order by m.handed_over_at`.execute(db);
  return rows;
}

/** How many wait, on which channels, and when the first of them is due (null: now). */
export async function findWaiting(db: Db, workspaceId: string, laneId: string) {
  const { rows } = await sql<{ waiting: number; dueNow: boolean; firstAt: Date | null; channels: string[] }>`
    select count(*)::int as waiting, coalesce(bool_or(m.not_before is null), false) as due_now, min(m.not_before) as first_at,
      coalesce(array_agg(distinct m.channel), '{}') as channels
    from messaging.waiting w
    join messaging.message m on m.workspace_id = w.workspace_id and m.message_id = w.message_id
    where w.workspace_id = ${workspaceId}::uuid and w.lane_id = ${laneId}::uuid and m.state = 'queued'`.execute(db);
  return rows[0] ?? { waiting: 0, dueNow: false, firstAt: null, channels: [] };
}

/** Whether anything waits to be sent right now, by the wall clock; what is deferred to a later hour does not. */
export async function hasDueMessages(db: Db, workspaceId: string, now: Date): Promise<boolean> {
  const { rows } = await sql`
    select 1 from messaging.waiting w
    join messaging.message m on m.workspace_id = w.workspace_id and m.message_id = w.message_id
    where w.workspace_id = ${workspaceId}::uuid and m.state = 'queued' and (m.not_before is null or m.not_before <= ${now})
    limit 1`.execute(db);
  return rows.length > 0;
}

/** Lanes in which something waits. */
export async function listWaitingLanes(db: Db, workspaceId: string): Promise<string[]> {
  const { rows } = await sql<{ laneId: string }>`
    select distinct lane_id from messaging.waiting where workspace_id = ${workspaceId}::uuid order by lane_id`.execute(
    db,
  );
  return rows.map(({ laneId }) => laneId);
}

/** What waits for a later hour waits so many days less. */
export async function shortenWaits(db: Db, { workspaceId, days }: { workspaceId: string; days: number }) {
  await sql`update messaging.message m set not_before = m.not_before - make_interval(hours => ${days * 24}::int)
    from messaging.waiting w
    where w.workspace_id = ${workspaceId}::uuid and m.workspace_id = w.workspace_id and m.message_id = w.message_id
      and m.state = 'queued' and m.not_before is not null`.execute(db);
}

/** Stops what waits in a lane. */
export async function cancelLane(db: Db, workspaceId: string, laneId: string, reason: string): Promise<number> {
  const { numAffectedRows } = await sql`with stopped as (
      update messaging.message m set state = 'cancelled', reason = ${reason}
      from messaging.waiting w
      where w.workspace_id = ${workspaceId}::uuid and w.lane_id = ${laneId}::uuid
        and m.workspace_id = w.workspace_id and m.message_id = w.message_id and m.state = 'queued'
      returning m.channel, m.message_id
    )
    delete from messaging.waiting w using stopped s
    where w.workspace_id = ${workspaceId}::uuid and w.lane_id = ${laneId}::uuid and w.channel = s.channel
      and w.message_id = s.message_id`.execute(db);
  return Number(numAffectedRows ?? 0);
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
  const onChannel = input.channels === 'all' ? sql`true` : sql`m.channel = any(${input.channels}::text[])`;
  const toAddress = input.contactHash
    ? sql`union select w.message_id from messaging.waiting w
        where w.workspace_id = ${input.workspaceId}::uuid and w.contact_hash = ${input.contactHash}::bytea`
    : sql``;
  await sql`with stopped as (
      update messaging.message m set state = 'cancelled', reason = 'opted_out'
      where m.workspace_id = ${input.workspaceId}::uuid and m.class = 'ad' and m.state = 'queued' and ${onChannel}
        and m.message_id in (
          select o.message_id from messaging.message o
          where o.workspace_id = ${input.workspaceId}::uuid and o.customer_id = any(${input.customerIds}::uuid[]) and o.state = 'queued'
          ${toAddress}
        )
      returning m.lane_id, m.channel, m.message_id
    )
    delete from messaging.waiting w using stopped s
    where w.workspace_id = ${input.workspaceId}::uuid and w.lane_id = s.lane_id and w.channel = s.channel
      and w.message_id = s.message_id`.execute(db);
}

/** Forgets what waits for a person and what providers call her messages; before the messages themselves go. */
export async function forgetOnTheWay(
  db: Db,
  { workspaceId, customerId }: { workspaceId: string; customerId: string },
): Promise<void> {
  await sql`delete from messaging.waiting w using messaging.message m
    where m.workspace_id = ${workspaceId}::uuid and m.customer_id = ${customerId}::uuid and w.workspace_id = m.workspace_id
      and w.lane_id = m.lane_id and w.channel = m.channel and w.message_id = m.message_id`.execute(db);
  await sql`delete from messaging.provider_reference r using messaging.message m
    where m.workspace_id = ${workspaceId}::uuid and m.customer_id = ${customerId}::uuid and r.workspace_id = m.workspace_id
      and r.provider = m.provider and r.provider_message_id = m.provider_message_id and r.message_id = m.message_id`.execute(
    db,
  );
}
