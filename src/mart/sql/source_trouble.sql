-- Grain: one row a source with something that could not be taken since :since. Sources: imports.batch, sources.delivery.
-- Day rule: none. Known gaps: rows refused by the API are counted in touchpoints.source_day and told by touchpoints.refusal.
select source, sum(rejected_rows)::int as rejected_rows, sum(dead_deliveries)::int as dead_deliveries,
  (array_agg(kind order by created_at desc) filter (where kind is not null))[1] as file_kind,
  coalesce(jsonb_agg(jsonb_build_object('batchId', batch_id, 'createdAt', to_jsonb(created_at), 'rejectedRows', rejected_rows)
    order by created_at desc) filter (where batch_id is not null), '[]') as batches
from (
  select {source} as source, kind, coalesce((result ->> 'rejected')::int, 0) as rejected_rows, batch_id, created_at, 0 as dead_deliveries
  from imports.batch
  where workspace_id = :workspaceId and not dry_run and state = 'done' and created_at >= :since::timestamptz
    and coalesce((result ->> 'rejected')::int, 0) > 0
  union all
  select c.source, null, 0, null, null, count(*)
  from sources.delivery d join sources.connection c using (workspace_id, connection_id)
  where d.workspace_id = :workspaceId and d.state = 'dead' and d.received_at >= :since::timestamptz
  group by c.source
) trouble
group by source
