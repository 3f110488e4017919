-- Grain: one row a tag of :tagIds that a group, a play, an automation, a saved list or a change of many people names.
-- Sources: segments.segment, plays.play, flows.flow, flows.version, customers.saved_view, customers.tag_change. Day rule: none.
-- Known gaps: rules are looked through as text, which an id is enough for.
select t.tag_id
from unnest(:tagIds::uuid[]) as t(tag_id)
where exists (select from segments.segment s where s.workspace_id = :workspaceId and s.rule::text like '%' || t.tag_id || '%')
  or exists (select from plays.play p where p.workspace_id = :workspaceId and p.rule::text like '%' || t.tag_id || '%')
  or exists (select from flows.flow f where f.workspace_id = :workspaceId and f.document::text like '%' || t.tag_id || '%')
  or exists (select from flows.version v where v.workspace_id = :workspaceId and v.document::text like '%' || t.tag_id || '%')
  or exists (select from customers.saved_view v where v.workspace_id = :workspaceId and v.filter::text like '%' || t.tag_id || '%')
  or exists (select from customers.tag_change c where c.workspace_id = :workspaceId
    and (c.tag_id = t.tag_id or c.selection::text like '%' || t.tag_id || '%'))
