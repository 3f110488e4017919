-- Grain: one row: whether anybody ever reserved. Sources: touchpoints.touchpoint.
select exists (select from touchpoints.touchpoint t where t.workspace_id = :workspaceId
  and starts_with(t.kind, 'reservation.')) as reservations
