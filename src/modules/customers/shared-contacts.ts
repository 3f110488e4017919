import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';

/** Somebody whom a batch made, and whoever else is on her mobile, e-mail or card. */
interface SharedContact {
  name: string;
  kind: string;
  value: string;
  hereId: string;
  hereName: string;
}

/**
 * People of a batch who share what should say who somebody is with people from before it, or with earlier ones of the same
 * batch; one pair for each of them.
 */
export async function listSharedContacts(
  db: Db,
  batch: { workspaceId: string; batchId: string; limit: number },
): Promise<{ count: number; pairs: SharedContact[] }> {
  const { workspaceId, batchId, limit } = batch;
  // What this transaction has just stored is in no statistics yet: taken for a handful, all would be compared with all.
  await sql`select set_config('enable_nestloop', 'off', true)`.execute(db);
  const { rows } = await sql<SharedContact & { count: number }>`
    with shared as (
      select distinct on (c.customer_id) c.customer_id, c.name, p.kind, p.value, h.customer_id as here_id, h.name as here_name
      from customers.customer c
      join customers.contact_point p on p.workspace_id = c.workspace_id and p.customer_id = c.customer_id
      join customers.contact_point q on q.workspace_id = p.workspace_id and q.value = p.value and q.kind = p.kind
        and q.customer_id <> p.customer_id
      join customers.customer h on h.workspace_id = q.workspace_id and h.customer_id = q.customer_id
      where c.workspace_id = ${workspaceId}::uuid and c.created_by_batch = ${batchId}::uuid
        and p.kind in ('mobile', 'email', 'card')
        and (h.created_by_batch is distinct from ${batchId}::uuid or h.customer_id < c.customer_id)
      order by c.customer_id, h.created_at
    )
    select (select count(*) from shared) as count, s.name, s.kind, s.value, s.here_id, s.here_name
    from (select 1) one left join lateral (select * from shared order by customer_id limit ${limit}) s on true`.execute(
    db,
  );
  await sql`select set_config('enable_nestloop', 'on', true)`.execute(db);
  const count = rows[0]?.count ?? 0;
  return { count, pairs: rows.filter((row) => row.hereId !== null) };
}
