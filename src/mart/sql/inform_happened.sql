-- Grain: one row a thing that happened, with what was told of it. Sources: touchpoints.touchpoint.
-- Known gaps: what was corrected is absent (OP-89), as flow_happened has it.
select t.touchpoint_id, t.at, t.payload
from touchpoints.touchpoint t
where t.workspace_id = :workspaceId and t.touchpoint_id = any(:touchpointIds::uuid[])
  and not exists (select from touchpoints.touchpoint c where c.workspace_id = t.workspace_id and c.corrects = t.touchpoint_id)
