-- Grain: one row a flow that drew or informed somebody since an instant: people reached, of them those who have bought
-- since, and people held out. Sources: flows.step_play, plays.assignment, messaging.message, orders.sale_order.
-- Known gaps: whoever was reached yesterday has had no time to come; no cause is claimed.
with met as (
  select sp.flow_id, a.customer_id, a.arm, a.entered_at
  from flows.step_play sp
  join plays.assignment a on a.workspace_id = sp.workspace_id and a.play_id = sp.play_id
  where sp.workspace_id = :workspaceId and a.entered_at > :since::timestamptz
  union all
  select m.automation_id, m.customer_id, 'treatment', m.sent_at
  from messaging.message m
  where m.workspace_id = :workspaceId and m.automation_id is not null and m.sent_at > :since::timestamptz
    and m.state in ('sent', 'unconfirmed')
), drawn as (
  select distinct on (flow_id, customer_id) flow_id, customer_id, arm, entered_at
  from met order by flow_id, customer_id, arm desc, entered_at
)
select d.flow_id, count(*) filter (where arm = 'treatment')::int as reached,
  count(*) filter (where arm = 'treatment' and exists (select from orders.sale_order s
    where s.workspace_id = :workspaceId and s.customer_id = d.customer_id and s.gross_minor > 0
      and s.ordered_at > d.entered_at))::int as came,
  count(*) filter (where arm = 'holdout')::int as held_out
from drawn d group by 1
