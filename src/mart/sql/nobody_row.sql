-- Grain: one row a thing that arrived from :source since :since and has no person, the latest first; for :why alone when it
-- is given. Sources, day rule and what is left out: as nobody_count.sql.
select t.received_at as arrived_at, t.at, t.touchpoint_id as id, t.kind, t.phase, t.channel, coalesce(t.nobody, 'unrecorded') as why
from touchpoints.touchpoint t
where t.workspace_id = :workspaceId and t.source = :source and t.received_at >= :since::timestamptz
  and t.customer_id is null and t.household_id is null and t.kind not in ('news.published', 'review.received')
  and not exists (select from touchpoints.touchpoint c where c.workspace_id = t.workspace_id and c.corrects = t.touchpoint_id)
  and (:why::text is null or coalesce(t.nobody, 'unrecorded') = :why)
  and (t.received_at, t.touchpoint_id) < (:beforeAt::timestamptz, :beforeId::uuid)
order by t.received_at desc, t.touchpoint_id desc limit :limit
