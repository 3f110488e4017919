import type pg from 'pg';
import type { Manifest } from './manifest.ts';
import { CHANGE_KINDS, type ChangeKind } from './tables.ts';

/** What happened since a snapshot. The ids stand in `mart_changed`, a temporary table of the transaction. */
export interface Changes {
  kinds: ReadonlySet<ChangeKind>;
  /** Kinds of which so much changed that all is read anew. */
  whole: ReadonlySet<ChangeKind>;
  orders: number;
  /** Somebody was erased: what the base still holds of her must go from the disk as well (PV-21). */
  hasErased: boolean;
}

/** A copy that nobody asked for this long is forgotten: it is built anew when somebody asks again. */
const FORGET_AFTER_DAYS = 7;

/**
 * Reads the log of changes against the snapshot of `manifest`: what that did not see and this transaction does.
 * @returns undefined when the log may have been cut off since, so that only a full build is right
 */
export async function changesSince(
  client: pg.PoolClient,
  { workspaceId, manifest }: { workspaceId: string; manifest: Manifest },
): Promise<Changes | undefined> {
  const { rows: copies } = await client.query<{ snapshot: string }>(
    'select snapshot::text from mart.columnar_copy where workspace_id = $1 and copy_id = $2',
    [workspaceId, manifest.copyId],
  );
  const [copy] = copies;
  if (!copy || ![manifest.snapshot, manifest.previousSnapshot].includes(copy.snapshot)) return undefined;
  await client.query('create temp table mart_changed (kind text not null, id uuid) on commit drop');
  const since = 'workspace_id = $1 and not pg_visible_in_snapshot(at_xid, $2::text::pg_snapshot)';
  await client.query(
    `insert into mart_changed select distinct kind, id from mart.change, unnest(ids) as id where ${since}`,
    [workspaceId, manifest.snapshot],
  );
  await client.query('analyze mart_changed');
  const { rows } = await client.query<{ kind: string; isWhole: boolean }>(
    `select kind, bool_or(ids is null) as "isWhole" from mart.change where ${since} group by kind`,
    [workspaceId, manifest.snapshot],
  );
  const { rows: counted } = await client.query<{ orders: number }>(
    `select count(*) as orders from mart_changed where kind = 'order'`,
  );
  const known = new Set<string>(CHANGE_KINDS);
  const found = rows.filter(({ kind }) => known.has(kind)) as { kind: ChangeKind; isWhole: boolean }[];
  return {
    kinds: new Set(found.map(({ kind }) => kind)),
    // Lists are small: they are not told apart.
    whole: new Set(found.filter(({ kind, isWhole }) => isWhole || kind === 'list').map(({ kind }) => kind)),
    orders: counted[0]?.orders ?? 0,
    hasErased: rows.some(({ kind }) => kind === 'erased'),
  };
}

/**
 * People whose orders or records changed since `manifest`, at most `max`; undefined when they are more, or when the log does not
 * name them all. Whoever lost an order that is gone is not among them: the job of that change knows her.
 */
export async function findChangedPeople(
  client: pg.PoolClient,
  { workspaceId, manifest, max }: { workspaceId: string; manifest: Manifest; max: number },
): Promise<string[] | undefined> {
  const { rows } = await client.query<{ customerId: string | null }>(
    `with changed as (
       select kind, ids from mart.change
       where workspace_id = $1 and kind in ('order', 'person') and not pg_visible_in_snapshot(at_xid, $2::text::pg_snapshot)
     )
     select o.customer_id as "customerId" from orders.sale_order o
       where o.workspace_id = $1 and o.customer_id is not null
         and o.order_id in (select unnest(ids) from changed where kind = 'order')
     union select unnest(ids) from changed where kind = 'person'
     union select null from changed where ids is null
     limit $3`,
    [workspaceId, manifest.snapshot, max + 1],
  );
  const ids = rows.flatMap(({ customerId }) => customerId ?? []);
  return ids.length < rows.length || ids.length > max ? undefined : ids;
}

/** When somebody last asked this copy; undefined when it is not followed any more. */
export async function findLastQuestion(
  client: pg.PoolClient,
  { workspaceId, copyId }: { workspaceId: string; copyId: string },
): Promise<Date | undefined> {
  const { rows } = await client.query<{ askedAt: Date }>(
    'select asked_at as "askedAt" from mart.columnar_copy where workspace_id = $1 and copy_id = $2',
    [workspaceId, copyId],
  );
  return rows[0]?.askedAt;
}

/** Whether the log holds anything that `manifest` does not show. */
export async function hasChangesSince(
  client: pg.PoolClient,
  { workspaceId, manifest }: { workspaceId: string; manifest: Manifest },
): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `select exists (select from mart.change
      where workspace_id = $1 and not pg_visible_in_snapshot(at_xid, $2::text::pg_snapshot)) as found`,
    [workspaceId, manifest.snapshot],
  );
  return rows[0]?.found ?? false;
}

/** Notes how far this copy has read, and cuts off what every copy has read. */
export async function rememberSnapshot(
  client: pg.PoolClient,
  { workspaceId, manifest, now }: { workspaceId: string; manifest: Manifest; now: Date },
): Promise<void> {
  await client.query(
    `insert into mart.columnar_copy (workspace_id, copy_id, snapshot, built_at, asked_at) values ($1, $2, $3::text::pg_snapshot, $4, $4)
     on conflict (workspace_id, copy_id) do update set snapshot = excluded.snapshot, built_at = excluded.built_at`,
    [workspaceId, manifest.copyId, manifest.snapshot, now],
  );
  await cutLog(client, { workspaceId, now });
}

/** Forgets copies that nobody asks any more, and removes what no remaining copy has still to read. */
export async function cutLog(
  client: pg.PoolClient,
  { workspaceId, now }: { workspaceId: string; now: Date },
): Promise<void> {
  await client.query(
    `delete from mart.columnar_copy where workspace_id = $1 and asked_at < $2::timestamptz - make_interval(days => $3)`,
    [workspaceId, now, FORGET_AFTER_DAYS],
  );
  await client.query(
    `delete from mart.change c where c.workspace_id = $1 and not exists (
       select from mart.columnar_copy k where k.workspace_id = $1 and not pg_visible_in_snapshot(c.at_xid, k.snapshot))`,
    [workspaceId],
  );
}
