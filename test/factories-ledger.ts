import { sql } from 'kysely';
import type { Db } from '../src/platform/db.ts';

/** What does not add up in a ledger; empty when all of it does. */
export async function findLedgerFaults(db: Db, workspaceId: string): Promise<string[]> {
  const { rows } = await sql<{ fault: string }>`
    select 'unbalanced ' || movement_id as fault from loyalty.entry where workspace_id = ${workspaceId}::uuid
      group by movement_id having sum(amount) <> 0
    union all
    select 'no entries ' || m.movement_id from loyalty.movement m where m.workspace_id = ${workspaceId}::uuid
      and not exists (select from loyalty.entry e where e.workspace_id = m.workspace_id and e.movement_id = m.movement_id)
    union all
    select 'mixed units ' || e.movement_id from loyalty.entry e
      join loyalty.account a on a.workspace_id = e.workspace_id and a.account_id = e.account_id
      where e.workspace_id = ${workspaceId}::uuid and a.unit <> e.unit
    union all
    select 'balance ' || a.account_id from loyalty.account a
      left join (select account_id, sum(amount) as amount from loyalty.entry where workspace_id = ${workspaceId}::uuid group by 1) e
        on e.account_id = a.account_id
      where a.workspace_id = ${workspaceId}::uuid and a.role = 'person' and a.balance <> coalesce(e.amount, 0)
    union all
    select 'lot ' || l.lot_id from loyalty.lot l
      left join (select lot_id, sum(amount) as amount from loyalty.entry where workspace_id = ${workspaceId}::uuid group by 1) e on e.lot_id = l.lot_id
      where l.workspace_id = ${workspaceId}::uuid and l.remaining <> coalesce(e.amount, 0)
    union all
    select 'owes beside a lot ' || a.account_id from loyalty.account a
      join (select account_id, sum(remaining) as remaining from loyalty.lot where workspace_id = ${workspaceId}::uuid group by 1) l
        on l.account_id = a.account_id
      where a.workspace_id = ${workspaceId}::uuid and a.role = 'person' and a.balance < l.remaining and l.remaining > 0
    union all
    select 'negative without a refund ' || a.account_id from loyalty.account a
      where a.workspace_id = ${workspaceId}::uuid and a.role = 'person' and a.balance < 0
      and not exists (select from loyalty.entry e join loyalty.movement m on m.workspace_id = e.workspace_id and m.movement_id = e.movement_id
        where e.workspace_id = a.workspace_id and e.account_id = a.account_id and m.kind = 'refund_reversal')
    union all
    select 'not zero in all' from loyalty.entry where workspace_id = ${workspaceId}::uuid having sum(amount) <> 0`.execute(
    db,
  );
  return rows.map(({ fault }) => fault);
}
