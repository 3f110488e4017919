-- Grain: one row, the shop. Sources: plays. Day rule: none. Known gaps: none.
select count(*)::int as plays, count(*) filter (where state <> 'draft')::int as launched
from plays.play where workspace_id = :workspaceId
