import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';

/** A consent event as it is stored. */
export interface ConsentEventRow {
  workspaceId: string;
  consentEventId: string;
  customerId: string;
  kind: string;
  state: string;
  method: string;
  evidence: string;
  at: Date;
  textVersionId?: string | null | undefined;
  device?: string | undefined;
  guardianId?: string | null | undefined;
  actor?: string | null | undefined;
  mergedFrom?: string | null | undefined;
}

/** A consent event with when it was written down: later than `at` where somebody types in what was said before. */
export interface NewConsentEvent extends ConsentEventRow {
  recordedAt: Date;
}

/** One statement whatever the number of events; an import brings thousands. */
export function insertConsentEvents(db: Db, events: readonly NewConsentEvent[]) {
  const column = <K extends keyof NewConsentEvent>(key: K) => events.map((event) => event[key]);
  const optional = <K extends keyof ConsentEventRow>(key: K) => events.map((event) => event[key] ?? null);
  return sql`insert into privacy.consent_event
      (workspace_id, consent_event_id, customer_id, kind, state, method, evidence, at, recorded_at,
       text_version_id, device, guardian_id, actor, merged_from)
    select * from unnest(
      ${column('workspaceId')}::uuid[], ${column('consentEventId')}::uuid[], ${column('customerId')}::uuid[], ${column('kind')}::text[],
      ${column('state')}::text[], ${column('method')}::text[], ${column('evidence')}::text[], ${column('at')}::timestamptz[], ${column('recordedAt')}::timestamptz[],
      ${optional('textVersionId')}::uuid[], ${events.map((event) => event.device ?? '')}::text[], ${optional('guardianId')}::uuid[],
      ${optional('actor')}::uuid[], ${optional('mergedFrom')}::uuid[])`.execute(db);
}

/**
 * Makes the events' state hold unless something newer does; at the same moment only a refusal replaces a consent
 * (rules.decideReplaces, here in SQL so that two writers at once cannot disagree). One event a person and kind.
 */
export function upsertConsents(db: Db, events: readonly ConsentEventRow[]) {
  const column = <K extends keyof ConsentEventRow>(key: K) => events.map((event) => event[key]);
  return sql`insert into privacy.consent as held (workspace_id, consent_event_id, customer_id, kind, state, at, merged_from)
    select * from unnest(
      ${column('workspaceId')}::uuid[], ${column('consentEventId')}::uuid[], ${column('customerId')}::uuid[], ${column('kind')}::text[],
      ${column('state')}::text[], ${column('at')}::timestamptz[], ${events.map((event) => event.mergedFrom ?? null)}::uuid[])
    on conflict (workspace_id, customer_id, kind) do update
      set state = excluded.state, at = excluded.at, consent_event_id = excluded.consent_event_id, merged_from = excluded.merged_from
      where excluded.at > held.at
        or (excluded.at = held.at and held.state in ('granted', 'reconfirmed') and excluded.state not in ('granted', 'reconfirmed'))`.execute(
    db,
  );
}

/** What holds now for these people, with how it was said. */
export async function listConsentRows(db: Db, workspaceId: string, customerIds: readonly string[]) {
  const { rows } = await sql<{ customerId: string; kind: string; state: string; at: Date; method: string }>`
    select c.customer_id, c.kind, c.state, c.at, e.method
    from privacy.consent c
    join privacy.consent_event e on e.workspace_id = c.workspace_id and e.consent_event_id = c.consent_event_id
    where c.workspace_id = ${workspaceId}::uuid and c.customer_id = any(${customerIds}::uuid[])
    order by c.customer_id, c.kind`.execute(db);
  return rows;
}

/** As `listConsentRows` without how each came about: what sending asks for everybody, twice. */
export async function listHeldRows(db: Db, workspaceId: string, customerIds: readonly string[]) {
  const { rows } = await sql<{ customerId: string; kind: string; state: string; at: Date }>`
    select c.customer_id, c.kind, c.state, c.at from privacy.consent c
    where c.workspace_id = ${workspaceId}::uuid and c.customer_id = any(${customerIds}::uuid[])`.execute(db);
  return rows;
}

/** What one imported file said that was not taken back yet, newest first, and whether it holds now. */
export async function listEventsOfBatch(db: Db, workspaceId: string, batch: { batchId: string; undone: string }) {
  const { rows } = await sql<{ customerId: string; mergedFrom: string | null; kind: string; at: Date; holds: boolean }>`
    select e.customer_id, e.merged_from, e.kind, e.at, c.consent_event_id is not null as holds
    from privacy.consent_event e
    left join privacy.consent c on c.workspace_id = e.workspace_id and c.consent_event_id = e.consent_event_id
    where e.workspace_id = ${workspaceId}::uuid and e.method = 'import' and starts_with(e.evidence, ${`batch ${batch.batchId} line `})
      and not exists (select 1 from privacy.consent_event u where u.workspace_id = e.workspace_id
        and u.customer_id = e.customer_id and u.merged_from is not distinct from e.merged_from and u.kind = e.kind and u.method = 'import' and u.evidence = ${batch.undone})
    order by e.at desc`.execute(db);
  return rows;
}

/** Everything these people ever said. */
export async function listEventsOf(db: Db, workspaceId: string, customerIds: readonly string[]) {
  const { rows } = await sql<ConsentEventRow>`
    select workspace_id, consent_event_id, customer_id, kind, state, method, evidence, at, merged_from from privacy.consent_event
    where workspace_id = ${workspaceId}::uuid and customer_id = any(${customerIds}::uuid[])`.execute(db);
  return rows;
}

/** Makes these events' state hold, whatever holds now; of somebody of whom nothing holds nothing is changed. */
export function replaceConsents(db: Db, events: readonly ConsentEventRow[]) {
  const column = <K extends keyof ConsentEventRow>(key: K) => events.map((event) => event[key]);
  return sql`update privacy.consent c set state = e.state, at = e.at, consent_event_id = e.consent_event_id
    from unnest(
      ${column('workspaceId')}::uuid[], ${column('consentEventId')}::uuid[], ${column('customerId')}::uuid[], ${column('kind')}::text[],
      ${column('state')}::text[], ${column('at')}::timestamptz[]) as e (workspace_id, consent_event_id, customer_id, kind, state, at)
    where c.workspace_id = e.workspace_id and c.customer_id = e.customer_id and c.kind = e.kind`.execute(db);
}

export function listEventRows(db: Db, workspaceId: string, customerId: string) {
  return db
    .selectFrom('privacy.consentEvent')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .orderBy('at', 'desc')
    .orderBy('consentEventId', 'desc')
    .limit(200)
    .execute();
}

/** Adds an address to the list, or moves its moment forward. */
export function upsertSuppression(
  db: Db,
  suppression: { workspaceId: string; contactHash: Buffer; channel: string; at: Date; reason: string },
) {
  return db
    .insertInto('privacy.suppression')
    .values(suppression)
    .onConflict((oc) =>
      oc
        .columns(['workspaceId', 'contactHash', 'channel'])
        .doUpdateSet({ at: suppression.at, reason: suppression.reason })
        .where('privacy.suppression.at', '<', suppression.at),
    )
    .execute();
}

export async function listSuppressionRows(db: Db, workspaceId: string, channel: string, hashes: readonly Buffer[]) {
  const { rows } = await sql<{ contactHash: Buffer; at: Date }>`
    select contact_hash, at from privacy.suppression
    where workspace_id = ${workspaceId}::uuid and channel = ${channel} and contact_hash = any(${hashes}::bytea[])`.execute(
    db,
  );
  return rows;
}

/** Kinds of consent to advertising, of which the law wants the result told and the consent confirmed. */
const AD_KINDS = ['ad_sms', 'ad_kakao', 'ad_email', 'ad_push', 'ad_call', 'ad_night'];

/**
 * What people themselves said about advertising since a moment, or what was written down since then of what they said
 * before; a file's word is not theirs.
 */
export async function listAdConsentEvents(db: Db, workspaceId: string, since: Date) {
  return (
    db
      .selectFrom('privacy.consentEvent')
      .select(['customerId', 'consentEventId', 'kind', 'state', 'method', 'at', 'recordedAt'])
      .where('workspaceId', '=', workspaceId)
      .where((eb) => eb.or([eb('at', '>', since), eb('recordedAt', '>', since)]))
      .where('kind', 'in', [...AD_KINDS, 'marketing_use'])
      .where('state', 'in', ['granted', 'refused', 'withdrawn', 'reconfirmed'])
      .where('method', '!=', 'import')
      // A box left empty at sign-up is no refusal that anybody made; one of promotion as a whole is told through its channels.
      .where((eb) => eb.or([eb('kind', '!=', 'marketing_use'), eb('state', '=', 'withdrawn')]))
      .orderBy('at')
      .execute()
  );
}

/** Consents to advertising that hold and were given before a moment. */
export async function listHeldAdConsents(db: Db, workspaceId: string, saidBefore: Date) {
  return db
    .selectFrom('privacy.consent')
    .select(['customerId', 'consentEventId', 'kind', 'state', 'at'])
    .where('workspaceId', '=', workspaceId)
    .where('kind', 'in', AD_KINDS)
    .where('state', 'in', ['granted', 'reconfirmed'])
    .where('at', '<=', saidBefore)
    .orderBy('at')
    .execute();
}

/** One breath in which somebody refused promotion: what was said no to, and how. */
export interface Refusal {
  customerId: string;
  kinds: string[];
  method: string;
  at: Date;
}

/** A page of refusals of promotion, the newest first, and how many there are; what was refused in one breath is one. */
export async function listRefusals(
  db: Db,
  workspaceId: string,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ refusals: Refusal[]; total: number }> {
  const kinds = [...AD_KINDS, 'marketing_use'];
  const said = sql`from privacy.consent_event where workspace_id = ${workspaceId}::uuid
    and kind = any(${kinds}::text[]) and state in ('refused', 'withdrawn') group by customer_id, method, at`;
  const [page, count] = await Promise.all([
    sql<Refusal>`select customer_id, array_agg(distinct kind order by kind) as kinds, method, at ${said}
      order by at desc, customer_id, method limit ${limit} offset ${offset}`.execute(db),
    sql<{ total: number }>`select count(*)::int as total from (select 1 ${said}) breath`.execute(db),
  ]);
  return { refusals: page.rows, total: count.rows[0]?.total ?? 0 };
}
