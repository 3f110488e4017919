import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import { businessDayOf } from '../../shared/time.ts';
import { getRecentWorkspace } from '../workspace/index.ts';

/** Takes what an import brought out of the log again, and out of the counters of its sources. @returns how many rows went */
export async function removeTouchpointsOfBatch(
  db: Db,
  { workspaceId, batchId }: { workspaceId: string; batchId: string },
): Promise<number> {
  const { rows } = await sql<{ source: string; receivedAt: Date; received: number; withPerson: number; lagMs: number }>`
    with gone as (
      delete from touchpoints.touchpoint where workspace_id = ${workspaceId}::uuid and batch_id = ${batchId}::uuid
      returning source, at, received_at, customer_id, corrects
    )
    select source, received_at, count(*) as received, count(customer_id) as with_person,
           sum(greatest(0, extract(epoch from received_at - at) * 1000))::bigint as lag_ms
    -- A correction was not counted: with what it corrects it is one.
    from gone where corrects is null group by source, received_at`.execute(db);
  if (rows.length === 0) return 0;
  const shop = await getRecentWorkspace(db, workspaceId);
  for (const { source, receivedAt, received, withPerson, lagMs } of rows) {
    await sql`update touchpoints.source_day
      set received = received - ${received}, with_person = with_person - ${withPerson}, lag_ms = lag_ms - ${lagMs}
      where workspace_id = ${workspaceId}::uuid and source = ${source} and day = ${businessDayOf(receivedAt, shop)}::date`.execute(
      db,
    );
  }
  return rows.reduce((sum, { received }) => sum + received, 0);
}

/** Those of these people something in the log still tells of. */
export async function findCustomersWithTouchpoints(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ customerId: string }>`
    select distinct customer_id from touchpoints.touchpoint
    where workspace_id = ${workspaceId}::uuid and customer_id = any(${[...customerIds]}::uuid[])`.execute(db);
  return rows.map(({ customerId }) => customerId);
}
