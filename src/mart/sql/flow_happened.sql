-- Grain: one row a thing of one kind that happened to a known person in (:from, :until]. Sources: touchpoints.touchpoint.
-- Known gaps: what was corrected is no longer told (OP-89); its correction is a thing of its own, so that a changed
-- reservation is told again.
select t.customer_id, 'event:' || t.touchpoint_id as entry_key, t.at
from touchpoints.touchpoint t
where t.workspace_id = :workspaceId and t.kind = :event and t.customer_id is not null
  and t.business_day >= (:from::timestamptz)::date - 1 and t.at > :from::timestamptz and t.at <= :until::timestamptz
  and not exists (select from touchpoints.touchpoint c where c.workspace_id = t.workspace_id and c.corrects = t.touchpoint_id)
order by t.at, t.touchpoint_id
