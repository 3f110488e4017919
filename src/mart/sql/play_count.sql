-- Grain: one row, the shop. Sources: plays. Day rule: none. Known gaps: none.
select count(*)::int as plays, count(*) filter (where launched_at is not null)::int as launched
from plays.play where workspace_id = :workspaceId
