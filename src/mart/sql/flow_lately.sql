-- Grain: one row a flow whose plays drew somebody since an instant: people reached, of them those who have bought since,
-- and people held out. Sources: flows.step_play, plays.assignment, orders.sale_order.
-- Known gaps: whoever was reached yesterday has had no time to come; no cause is claimed.
with drawn as (
  select distinct on (sp.flow_id, a.customer_id) sp.flow_id, a.customer_id, a.arm, a.entered_at
  from flows.step_play sp
  join plays.assignment a on a.workspace_id = sp.workspace_id and a.play_id = sp.play_id
  where sp.workspace_id = :workspaceId and a.entered_at > :since::timestamptz
  order by sp.flow_id, a.customer_id, a.arm desc, a.entered_at
)
select d.flow_id, count(*) filter (where arm = 'treatment')::int as reached,
  count(*) filter (where arm = 'treatment' and exists (select from orders.sale_order s
    where s.workspace_id = :workspaceId and s.customer_id = d.customer_id and s.gross_minor > 0
      and s.ordered_at > d.entered_at))::int as came,
  count(*) filter (where arm = 'holdout')::int as held_out
from drawn d group by 1
