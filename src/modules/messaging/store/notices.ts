import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';

/** A notice that the law wants, as it is made. */
export interface NewNotice {
  noticeId: string;
  customerId: string;
  kind: 'result' | 'reconfirmation';
  consentKind: string;
  consentEventId: string;
  consentState: string;
  saidOn: string;
  dueOn: string;
}

/**
 * Writes notices down; one that is there already stays as it is. Of what somebody said of one kind on one day in the same
 * words there is one result: a refusal of several records that are one person is one to her. Returns how many are new.
 */
export async function insertNotices(
  db: Db,
  workspaceId: string,
  notices: readonly NewNotice[],
  createdAt: Date,
): Promise<number> {
  if (notices.length === 0) return 0;
  const column = <K extends keyof NewNotice>(key: K) => notices.map((notice) => notice[key]);
  const result = await sql`insert into messaging.notice
      (workspace_id, notice_id, customer_id, kind, consent_kind, consent_event_id, consent_state, said_on, due_on, state, created_at)
    select distinct on (n.customer_id, n.kind, n.consent_kind, n.consent_state, n.said_on) ${workspaceId}::uuid, n.notice_id, n.customer_id, n.kind, n.consent_kind, n.consent_event_id, n.consent_state, n.said_on,
      n.due_on, 'waiting', ${createdAt}
    from unnest(${column('noticeId')}::uuid[], ${column('customerId')}::uuid[], ${column('kind')}::text[], ${column('consentKind')}::text[],
      ${column('consentEventId')}::uuid[], ${column('consentState')}::text[], ${column('saidOn')}::date[], ${column('dueOn')}::date[])
      with ordinality as n (notice_id, customer_id, kind, consent_kind, consent_event_id, consent_state, said_on, due_on, nth)
    where n.kind <> 'result' or not exists (select from messaging.notice o where o.workspace_id = ${workspaceId}::uuid
      and o.customer_id = n.customer_id and o.kind = n.kind and o.consent_kind = n.consent_kind
      and o.consent_state = n.consent_state and o.said_on = n.said_on)
    order by n.customer_id, n.kind, n.consent_kind, n.consent_state, n.said_on, n.nth
    on conflict (workspace_id, kind, consent_event_id, said_on) do nothing`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}

/**
 * Everything that is to be told, but confirmations due after `sendFrom`: what was never tried first, by its day, then those
 * who could not be reached so far.
 */
export function listOpenNotices(db: Db, workspaceId: string, sendFrom: string) {
  return db
    .selectFrom('messaging.notice')
    .select(['noticeId', 'customerId', 'kind', 'consentKind', 'consentEventId', 'consentState', 'saidOn', 'state'])
    .where('workspaceId', '=', workspaceId)
    .where('state', 'in', ['waiting', 'unreachable'])
    .where(({ eb, or }) => or([eb('kind', '=', 'result'), eb('dueOn', '<=', sendFrom)]))
    .orderBy((eb) => eb.case().when('state', '=', 'waiting').then(0).else(1).end())
    .orderBy('dueOn')
    .orderBy('noticeId')
    .execute();
}

/** In which language the shop last advertised to each of these people; who never got any is absent. */
export async function listAdLocales(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ customerId: string; locale: string }>`
    select distinct on (customer_id) customer_id, locale from messaging.message
    where workspace_id = ${workspaceId}::uuid and customer_id = any(${customerIds}::uuid[]) and class = 'ad'
      and state in ('sent', 'unconfirmed')
    order by customer_id, sent_at desc`.execute(db);
  return new Map(rows.map(({ customerId, locale }) => [customerId, locale]));
}

/** When a notice of what somebody said was last written down; undefined: never. */
export async function findLastResultNotice(db: Db, workspaceId: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom('messaging.notice')
    .select(({ fn }) => fn.max('createdAt').as('at'))
    .where('workspaceId', '=', workspaceId)
    .where('kind', '=', 'result')
    .executeTakeFirst();
  return row?.at ?? undefined;
}

export function updateNotice(
  db: Db,
  input: { workspaceId: string; noticeId: string; state: string; channel?: string | null; messageId?: string | null },
) {
  const { workspaceId, noticeId, ...change } = input;
  return db
    .updateTable('messaging.notice')
    .set(change)
    .where('workspaceId', '=', workspaceId)
    .where('noticeId', '=', noticeId)
    .where('state', 'in', ['waiting', 'unreachable', 'queued'])
    .execute();
}

/**
 * Takes over what became of the messages of notices: sent with its moment, which is the proof, or back among those that
 * wait; so is one that may have left before `unprovenBefore` and that nobody has confirmed since. Returns how many changed.
 */
export async function followNoticeMessages(
  db: Db,
  { workspaceId, unprovenBefore }: { workspaceId: string; unprovenBefore: Date },
): Promise<number> {
  const result = await sql`update messaging.notice n
    set state = case m.state when 'sent' then 'sent' when 'unconfirmed' then 'waiting' else 'unreachable' end,
      sent_at = case when m.state = 'sent' then m.sent_at end
    from messaging.message m
    where n.workspace_id = ${workspaceId}::uuid and n.state in ('queued', 'sent') and m.workspace_id = n.workspace_id
      and m.message_id = n.message_id
      and ((m.state = 'sent' and n.state = 'queued') or m.state in ('failed', 'skipped', 'cancelled')
        or (m.state = 'unconfirmed' and n.state = 'queued' and coalesce(m.sent_at, m.queued_at) < ${unprovenBefore}))`.execute(
    db,
  );
  return Number(result.numAffectedRows ?? 0);
}

/** When the two-yearly confirmation of each consent was last provably sent: `customer kind` → moment (AD-15). */
export async function listNoticesSent(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<Map<string, Date>> {
  const { rows } = await sql<{ customerId: string; consentKind: string; sentAt: Date }>`
    select customer_id, consent_kind, max(sent_at) as sent_at from messaging.notice
    where workspace_id = ${workspaceId}::uuid and customer_id = any(${customerIds}::uuid[]) and kind = 'reconfirmation' and state = 'sent'
    group by 1, 2`.execute(db);
  return new Map(rows.map((row) => [`${row.customerId} ${row.consentKind}`, row.sentAt]));
}

/**
 * A page of the notices of a kind, and how many there are of them: those whose day is over and those still in time by their
 * day, those that are told or need not be told any more the latest first.
 */
export async function listNoticeRows(
  db: Db,
  workspaceId: string,
  page: { kind: string; stand: 'overdue' | 'open' | 'told'; today: string; offset: number; limit: number },
) {
  const { kind, stand, today, offset, limit } = page;
  const chosen = db
    .selectFrom('messaging.notice')
    .where('workspaceId', '=', workspaceId)
    .where('kind', '=', kind)
    .$if(stand === 'told', (query) => query.where('state', 'in', ['sent', 'superseded']))
    .$if(stand !== 'told', (query) =>
      query.where('state', 'in', OPEN_STATES).where('dueOn', stand === 'overdue' ? '<' : '>=', today),
    );
  const ordered =
    stand === 'told'
      ? chosen.orderBy('sentAt', (order) => order.desc().nullsLast()).orderBy('dueOn', 'desc')
      : chosen.orderBy('dueOn');
  const [rows, { total }] = await Promise.all([
    ordered.selectAll().orderBy('noticeId').limit(limit).offset(offset).execute(),
    chosen.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ]);
  return { rows, total };
}

/** States in which somebody still has to be told. */
const OPEN_STATES = ['waiting', 'queued', 'unreachable'];

export async function countNotices(db: Db, workspaceId: string, today: string) {
  const { rows } = await sql<{ kind: string; open: number; overdue: number; sent: number; unreachable: number }>`
    select kind, count(*) filter (where state in ('waiting', 'queued', 'unreachable'))::int as open,
      count(*) filter (where state in ('waiting', 'queued', 'unreachable') and due_on < ${today}::date)::int as overdue,
      count(*) filter (where state = 'sent')::int as sent, count(*) filter (where state = 'unreachable')::int as unreachable
    from messaging.notice where workspace_id = ${workspaceId}::uuid group by kind`.execute(db);
  return rows;
}

export function listNoticesOf(db: Db, workspaceId: string, customerId: string) {
  return db
    .selectFrom('messaging.notice')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .orderBy('createdAt')
    .execute();
}
