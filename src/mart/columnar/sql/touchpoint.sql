-- Grain: one row a thing that happened. Source: touchpoints.touchpoint.
-- Day rule: business_day as the row keeps it; local_at on the shop's clock. Known gaps: what was said stays behind (PV-70);
-- a corrected row stays, and the row that corrects it names it.
select t.touchpoint_id, t.customer_id, t.business_day, t.at at time zone s.time_zone as local_at, t.kind, t.source, t.channel,
  t.phase, t.corrects
from touchpoints.touchpoint t
join workspace.shop s on s.workspace_id = t.workspace_id
where t.workspace_id = {workspace} and t.touchpoint_id {changed}
