-- Grain: one row a thing that happened, with what was told of it. Sources: touchpoints.touchpoint.
select t.touchpoint_id, t.at, t.payload
from touchpoints.touchpoint t
where t.workspace_id = :workspaceId and t.touchpoint_id = any(:touchpointIds::uuid[])
