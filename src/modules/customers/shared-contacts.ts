import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import { STORED_NAME_KEY } from './name-key.ts';

/** What is told of one of two people who share a number or an address. */
export interface ToldOfSharer {
  customerId: string;
  /** Line of the file that tells of her; null of somebody who was there before. */
  line: number | null;
  name: string;
  /** YYYY-MM-DD. */
  birthDate: string | null;
  /** E.164. */
  phones: string[];
  emails: string[];
}

/** Somebody whom a batch made, and whoever else is on her mobile, e-mail or card. */
interface SharedContact {
  kind: string;
  value: string;
  made: ToldOfSharer;
  here: ToldOfSharer;
}

/**
 * People of a batch who share what should say who somebody is with people of another name from before it, or with earlier
 * ones of the same batch; one pair for each of them, in the order of the file where that is known. Of `limit` pairs what is
 * told of both. `sameName`: those who share it with somebody of their own name, known by another number of the source.
 */
export async function listSharedContacts(
  db: Db,
  batch: { workspaceId: string; batchId: string; limit: number },
): Promise<{ count: number; sameName: number; pairs: SharedContact[] }> {
  const { workspaceId, batchId, limit } = batch;
  // What this transaction has just stored is in no statistics yet: taken for a handful, all would be compared with all.
  await sql`select set_config('enable_nestloop', 'off', true)`.execute(db);
  const { rows } = await sql<{
    count: number;
    sameName: number;
    madeId: string | null;
    hereId: string;
    kind: string;
    value: string;
  }>`
    with shared as (
      select distinct on (c.customer_id) c.customer_id as made_id, p.kind, p.value, h.customer_id as here_id,
        c.name = '' or h.name = '' or ${STORED_NAME_KEY} = (select ${STORED_NAME_KEY} from (select h.name) c) as is_same_name
      from customers.customer c
      join customers.contact_point p on p.workspace_id = c.workspace_id and p.customer_id = c.customer_id
      join customers.contact_point q on q.workspace_id = p.workspace_id and q.value = p.value and q.kind = p.kind
        and q.customer_id <> p.customer_id
      join customers.customer h on h.workspace_id = q.workspace_id and h.customer_id = q.customer_id
      where c.workspace_id = ${workspaceId}::uuid and c.created_by_batch = ${batchId}::uuid
        and p.kind in ('mobile', 'email', 'card')
        and (h.created_by_batch is distinct from ${batchId}::uuid or h.customer_id < c.customer_id)
      order by c.customer_id, is_same_name desc, h.created_at
    )
    select n.count, n.same_name, s.made_id, s.kind, s.value, s.here_id
    from (select count(*) filter (where not is_same_name) as count, count(*) filter (where is_same_name) as same_name from shared) n
    left join lateral (select * from shared where not is_same_name order by made_id limit ${limit}) s on true`.execute(
    db,
  );
  const shown = rows.flatMap(({ madeId, ...row }) => (madeId === null ? [] : [{ ...row, madeId }]));
  const told = await listTold(db, workspaceId, [...new Set(shown.flatMap(({ madeId, hereId }) => [madeId, hereId]))]);
  await sql`select set_config('enable_nestloop', 'on', true)`.execute(db);
  const pairs = shown.flatMap(({ madeId, hereId, kind, value }) => {
    const [made, here] = [told.get(madeId), told.get(hereId)];
    if (!made || !here) return [];
    // Of two people of one file the later line is asked about, in whatever order they were stored.
    const isEarlier = made.line !== null && here.line !== null && made.line < here.line;
    return [isEarlier ? { kind, value, made: here, here: made } : { kind, value, made, here }];
  });
  return {
    count: rows[0]?.count ?? 0,
    sameName: rows[0]?.sameName ?? 0,
    pairs: pairs.sort((a, b) => (a.made.line ?? 0) - (b.made.line ?? 0)),
  };
}

/** What is told of these people, by id; whoever is gone is absent. */
export async function listTold(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<Map<string, ToldOfSharer>> {
  if (customerIds.length === 0) return new Map();
  const { rows } = await sql<Omit<ToldOfSharer, 'line'>>`
    select c.customer_id, c.name, c.birth_date,
      coalesce(array_agg(p.value order by p.value) filter (where p.kind not in ('email', 'card')), '{}') as phones,
      coalesce(array_agg(p.value order by p.value) filter (where p.kind = 'email'), '{}') as emails
    from customers.customer c
    left join customers.contact_point p on p.workspace_id = c.workspace_id and p.customer_id = c.customer_id
    where c.workspace_id = ${workspaceId}::uuid and c.customer_id = any(${[...customerIds]}::uuid[])
    group by c.customer_id, c.name, c.birth_date`.execute(db);
  const lines = await readLines(db, customerIds);
  return new Map(rows.map((row) => [row.customerId, { ...row, line: lines.get(row.customerId) ?? null }]));
}

/** First line of the staged file that made each of these people; a file without a stage says none. */
async function readLines(db: Db, customerIds: readonly string[]): Promise<Map<string, number>> {
  const stage = await sql<{ isThere: boolean }>`
    select to_regclass('pg_temp.customer_stage') is not null and to_regclass('pg_temp.made_customer') is not null as is_there`.execute(
    db,
  );
  if (!stage.rows[0]?.isThere) return new Map();
  const { rows } = await sql<{ customerId: string; line: number }>`
    select r.customer_id, min(s.line) as line
    from customer_of_ref r join customer_stage s using (customer_ref) join made_customer m using (customer_id)
    where r.customer_id = any(${[...customerIds]}::uuid[]) and s.line is not null
    group by r.customer_id`.execute(db);
  return new Map(rows.map(({ customerId, line }) => [customerId, line]));
}
