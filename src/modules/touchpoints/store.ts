import { sql } from 'kysely';
import { type Db, noteGrowth } from '../../platform/db.ts';
import { newId } from '../../shared/ids.ts';
import type { NobodyReason } from '../customers/index.ts';
import type { Phase } from './contract.ts';
import type { SOURCE_WAYS } from './health/contract.ts';

export type SourceWay = (typeof SOURCE_WAYS)[number];

interface NewRow {
  touchpointId: string;
  at: Date;
  businessDay: string;
  phase: Phase;
  kind: string;
  channel: string;
  idempotencyKey: string;
  customerId: string | null;
  mergedFrom: string | null;
  /** Why nobody is behind it; null where somebody is. */
  nobody: NobodyReason | null;
  anonymousId: string | null;
  /** The payload as JSON. */
  json: string;
  schemaVersion: number;
  corrects: string | null;
}

/** An array as the database reads it. Nothing to quote in ids, days and numbers of ours: looking for it took a tenth of an ingest. */
const plain = (values: readonly (string | number | null)[]) => `{${values.map((value) => value ?? 'null').join(',')}}`;

/** Who is behind a stored touchpoint. */
interface Stored {
  touchpointId: string;
  customerId: string | null;
}

/** Appends rows whose keys are new. @returns by idempotency key, the row that stands now: this one or the one before */
export async function insertTouchpoints(
  db: Db,
  input: {
    workspaceId: string;
    shopId: string;
    source: string;
    batchId: string | null;
    receivedAt: Date;
    rows: readonly NewRow[];
  },
): Promise<Map<string, Stored>> {
  const { workspaceId, shopId, source, batchId, receivedAt, rows } = input;
  if (rows.length === 0) return new Map();
  const keys = rows.map((row) => row.idempotencyKey);
  // One parameter per column, not per value: the plan is made once, whatever the number of rows.
  const { rows: inserted } = await sql<Stored & { idempotencyKey: string }>`
    insert into touchpoints.touchpoint (workspace_id, touchpoint_id, shop_id, at, received_at, business_day, source,
      idempotency_key, channel, phase, kind, customer_id, merged_from, nobody, anonymous_id, payload, schema_version, corrects, batch_id)
    select ${workspaceId}::uuid, id, ${shopId}::uuid, at, ${receivedAt}::timestamptz, business_day, ${source},
      key, channel, phase, kind, customer_id, merged_from, nobody, anonymous_id, payload::jsonb, schema_version, corrects, ${batchId}::uuid
    from unnest(
      ${plain(rows.map((row) => row.touchpointId))}::uuid[], ${plain(rows.map((row) => row.at.toISOString()))}::timestamptz[],
      ${plain(rows.map((row) => row.businessDay))}::date[], ${keys}::text[], ${rows.map((row) => row.channel)}::text[],
      ${plain(rows.map((row) => row.phase))}::text[], ${rows.map((row) => row.kind)}::text[],
      ${plain(rows.map((row) => row.customerId))}::uuid[], ${plain(rows.map((row) => row.mergedFrom))}::uuid[],
      ${plain(rows.map((row) => row.nobody))}::text[], ${rows.map((row) => row.anonymousId)}::text[], ${rows.map((row) => row.json)}::text[],
      ${plain(rows.map((row) => row.schemaVersion))}::int[], ${plain(rows.map((row) => row.corrects))}::uuid[]
    ) as new(id, at, business_day, key, channel, phase, kind, customer_id, merged_from, nobody, anonymous_id, payload, schema_version, corrects)
    -- In one order everywhere: two deliveries of the same rows would otherwise wait for each other.
    order by key collate "C"
    on conflict (workspace_id, source, idempotency_key) do nothing
    returning touchpoint_id, idempotency_key, customer_id`.execute(db);
  await noteGrowth(db, ['touchpoints.touchpoint'], inserted.length);
  const stored = new Map(inserted.map(({ idempotencyKey, ...row }) => [idempotencyKey, row]));
  const before = [...new Set(keys)].filter((key) => !stored.has(key));
  if (before.length === 0) return stored;
  const known = await db
    .selectFrom('touchpoints.touchpoint')
    .select(['touchpointId', 'idempotencyKey', 'customerId'])
    .where('workspaceId', '=', workspaceId)
    .where('source', '=', source)
    .where(sql<boolean>`idempotency_key = any(${before}::text[])`)
    .execute();
  for (const { idempotencyKey, ...row } of known) stored.set(idempotencyKey, row);
  return stored;
}

/** Rows whose key stands for something else than what they say, by their own ids. What was forgotten differs from nothing (PV-23). */
export async function listReusedKeys(
  db: Db,
  { workspaceId, source, rows }: { workspaceId: string; source: string; rows: readonly NewRow[] },
): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const { rows: reused } = await sql<{ id: string }>`
    select new.id from unnest(
      ${plain(rows.map((row) => row.touchpointId))}::uuid[], ${plain(rows.map((row) => row.at.toISOString()))}::timestamptz[],
      ${rows.map((row) => row.idempotencyKey)}::text[], ${rows.map((row) => row.channel)}::text[],
      ${plain(rows.map((row) => row.phase))}::text[], ${rows.map((row) => row.kind)}::text[],
      ${plain(rows.map((row) => row.customerId))}::uuid[], ${rows.map((row) => row.anonymousId)}::text[],
      ${rows.map((row) => row.json)}::text[], ${plain(rows.map((row) => row.corrects))}::uuid[]
    ) as new(id, at, key, channel, phase, kind, customer_id, anonymous_id, payload, corrects)
    join touchpoints.touchpoint t
      on t.workspace_id = ${workspaceId}::uuid and t.source = ${source} and t.idempotency_key = new.key
    where (t.at, t.channel, t.phase, t.kind) is distinct from (new.at, new.channel, new.phase, new.kind)
      or t.corrects is distinct from new.corrects
      or case
        when t.customer_id is null and t.nobody is null then false
        else t.anonymous_id is distinct from new.anonymous_id or t.payload <> new.payload::jsonb
          or t.customer_id <> new.customer_id
          -- Nobody was named then, and somebody is now; a browser may have become somebody's meanwhile.
          or (t.nobody = 'no_key' and t.anonymous_id is null and new.customer_id is not null)
      end`.execute(db);
  return new Set(reused.map(({ id }) => id));
}

/**
 * Events that are to be corrected, by their ids, held until the end of the transaction: whose they are, and which row
 * (`source key`) corrected them before; null where none did.
 */
export async function lockCorrected(
  db: Db,
  workspaceId: string,
  touchpointIds: readonly string[],
): Promise<Map<string, { customerId: string | null; correctedBy: string | null }>> {
  const { rows } = await sql<{ touchpointId: string; customerId: string | null }>`
    select touchpoint_id, customer_id from touchpoints.touchpoint
    where workspace_id = ${workspaceId}::uuid and touchpoint_id = any(${plain(touchpointIds)}::uuid[])
    order by touchpoint_id for update`.execute(db);
  const { rows: corrections } = await sql<{ corrects: string; correctedBy: string }>`
    select corrects, source || ' ' || idempotency_key as corrected_by from touchpoints.touchpoint
    where workspace_id = ${workspaceId}::uuid and corrects = any(${plain(rows.map((row) => row.touchpointId))}::uuid[])`.execute(
    db,
  );
  const correctedBy = new Map(corrections.map((row) => [row.corrects, row.correctedBy]));
  return new Map(
    rows.map(({ touchpointId, customerId }) => [
      touchpointId,
      { customerId, correctedBy: correctedBy.get(touchpointId) ?? null },
    ]),
  );
}

/** The latest news of the shop and reviews of it, the newest first. */
export async function listNewsAndReviews(db: Db, workspaceId: string, limit: number) {
  // Written out, so that the index made for just these kinds is used.
  const { rows } = await sql<{ at: Date; touchpointId: string; source: string; kind: string; payload: unknown }>`
    select at, touchpoint_id, source, kind, payload from touchpoints.touchpoint
    where workspace_id = ${workspaceId} and kind in ('news.published', 'review.received')
    order by at desc, touchpoint_id desc limit ${limit}`.execute(db);
  return rows;
}

/** What some browsers did before anybody knew whose they are becomes theirs. */
export async function attachBrowsers(
  db: Db,
  input: {
    workspaceId: string;
    source: string;
    browsers: readonly { anonymousId: string; customerId: string; mergedFrom: string | null }[];
  },
): Promise<void> {
  const { workspaceId, source, browsers } = input;
  if (browsers.length === 0) return;
  await sql`update touchpoints.touchpoint t set customer_id = known.customer_id, merged_from = known.merged_from
    from unnest(${browsers.map((row) => row.anonymousId)}::text[], ${browsers.map((row) => row.customerId)}::uuid[],
      ${browsers.map((row) => row.mergedFrom)}::uuid[]) as known(anonymous_id, customer_id, merged_from)
    where t.workspace_id = ${workspaceId} and t.anonymous_id = known.anonymous_id and t.customer_id is null
      and t.source = ${source}`.execute(db);
}

/** Why a row was not taken: its place in the row, empty for the row itself, and the reason in words; no value of it. */
export interface Refusal {
  path: string;
  reason: string;
}

/** Refusals that are kept of a source, and of one delivery: enough to see what a program does wrong. */
const KEPT_REFUSALS = 200;
const MAX_REFUSALS_AT_ONCE = 50;

/** What arrived at once from one source. */
export interface Arrivals {
  workspaceId: string;
  from: { source: string; way: SourceWay; label?: string; phase: Phase };
  now: Date;
  /** Business day on which it arrived. */
  day: string;
  /** When the latest of it happened; null when nothing of it was taken. */
  lastAt: Date | null;
  received: number;
  duplicates: number;
  refused: number;
  /** Where and why rows were refused, as far as it can be said; no values of them. */
  refusals?: readonly Refusal[];
  withPerson: number;
  sales?: number;
  salesWithPerson?: number;
  /** Sum over what was received of the time between happening and arriving. */
  lagMs: number;
}

/** Moves a source's counters; a source not heard of before is made known. */
export async function addArrivals(db: Db, arrivals: Arrivals): Promise<void> {
  const { workspaceId, from, now, day, lastAt, received, duplicates, refused, withPerson, lagMs } = arrivals;
  const { sales = 0, salesWithPerson = 0, refusals = [] } = arrivals;
  await sql`insert into touchpoints.source as s (workspace_id, source, way, label, phase, first_received_at, last_received_at, last_at)
    values (${workspaceId}, ${from.source}, ${from.way}, ${from.label ?? ''}, ${from.phase}, ${now}, ${now}, coalesce(${lastAt}::timestamptz, ${now}))
    on conflict (workspace_id, source) do update set
      last_received_at = greatest(s.last_received_at, excluded.last_received_at),
      last_at = greatest(s.last_at, ${lastAt}::timestamptz),
      label = case when excluded.label = '' then s.label else excluded.label end`.execute(db);
  await sql`insert into touchpoints.source_day as d
      (workspace_id, source, day, received, duplicates, refused, with_person, sales, sales_with_person, lag_ms)
    values (${workspaceId}, ${from.source}, ${day}::date, ${received}, ${duplicates}, ${refused}, ${withPerson}, ${sales}, ${salesWithPerson}, ${lagMs})
    on conflict (workspace_id, source, day) do update set
      received = d.received + excluded.received, duplicates = d.duplicates + excluded.duplicates,
      refused = d.refused + excluded.refused, with_person = d.with_person + excluded.with_person,
      sales = d.sales + excluded.sales, sales_with_person = d.sales_with_person + excluded.sales_with_person,
      lag_ms = d.lag_ms + excluded.lag_ms`.execute(db);
  if (refusals.length > 0) await insertRefusals(db, { workspaceId, source: from.source, at: now, refusals });
}

async function insertRefusals(
  db: Db,
  input: { workspaceId: string; source: string; at: Date; refusals: readonly Refusal[] },
): Promise<void> {
  const { workspaceId, source, at, refusals } = input;
  await db
    .insertInto('touchpoints.refusal')
    .values(
      refusals.slice(0, MAX_REFUSALS_AT_ONCE).map(({ path, reason }) => ({
        workspaceId,
        source,
        refusalId: newId(),
        at,
        path: withoutContacts(path),
        reason: withoutContacts(reason),
      })),
    )
    .execute();
  await sql`delete from touchpoints.refusal where workspace_id = ${workspaceId}::uuid and source = ${source} and refusal_id in (
    select refusal_id from touchpoints.refusal where workspace_id = ${workspaceId}::uuid and source = ${source}
    order by refusal_id desc offset ${KEPT_REFUSALS})`.execute(db);
}

/** A field's name is the sender's own word, and may be a number or an address. */
const withoutContacts = (text: string) =>
  text
    .replace(/\S*@\S*|\d{3}[-\s]?\d{3,4}[-\s]?\d{4}|\d{6}[-\s]?\d{7}|\d{7,}/g, '…')
    .slice(0, 200)
    .toWellFormed();

/** What was counted as refused is tried again, so it is refused no longer. */
export async function takeRefusedBack(
  db: Db,
  { workspaceId, source, day, count }: { workspaceId: string; source: string; day: string; count: number },
): Promise<void> {
  await sql`update touchpoints.source_day set refused = greatest(0, refused - ${count})
    where workspace_id = ${workspaceId}::uuid and source = ${source} and day = ${day}::date`.execute(db);
}
