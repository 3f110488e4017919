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
}

/** One statement whatever the number of events; an import brings thousands. */
export function insertConsentEvents(db: Db, events: readonly ConsentEventRow[]) {
  const column = <K extends keyof ConsentEventRow>(key: K) => events.map((event) => event[key]);
  return sql`insert into privacy.consent_event
      (workspace_id, consent_event_id, customer_id, kind, state, method, evidence, at)
    select * from unnest(
      ${column('workspaceId')}::uuid[], ${column('consentEventId')}::uuid[], ${column('customerId')}::uuid[], ${column('kind')}::text[],
      ${column('state')}::text[], ${column('method')}::text[], ${column('evidence')}::text[], ${column('at')}::timestamptz[])`.execute(
    db,
  );
}

/**
 * Makes the events' state hold unless something newer does; at the same moment only a refusal replaces a consent
 * (rules.decideReplaces, here in SQL so that two writers at once cannot disagree). One event a person and kind.
 */
export function upsertConsents(db: Db, events: readonly ConsentEventRow[]) {
  const column = <K extends keyof ConsentEventRow>(key: K) => events.map((event) => event[key]);
  return sql`insert into privacy.consent as held (workspace_id, consent_event_id, customer_id, kind, state, at)
    select * from unnest(
      ${column('workspaceId')}::uuid[], ${column('consentEventId')}::uuid[], ${column('customerId')}::uuid[], ${column('kind')}::text[],
      ${column('state')}::text[], ${column('at')}::timestamptz[])
    on conflict (workspace_id, customer_id, kind) do update
      set state = excluded.state, at = excluded.at, consent_event_id = excluded.consent_event_id
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

/** What holds now because one imported file said so. */
export async function listConsentsOfBatch(db: Db, workspaceId: string, batchId: string) {
  const { rows } = await sql<{ customerId: string; kind: string; at: Date }>`
    select c.customer_id, c.kind, c.at
    from privacy.consent c
    join privacy.consent_event e on e.workspace_id = c.workspace_id and e.consent_event_id = c.consent_event_id
    where c.workspace_id = ${workspaceId}::uuid and e.method = 'import' and e.state <> 'expired'
      and starts_with(e.evidence, ${`batch ${batchId} line `})`.execute(db);
  return rows;
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
