-- Grain: one row a flow, what became of people who met its trigger or were drawn or informed since an instant, and why: how
-- many they are, and of them those who have bought since. A person counts once, by the furthest she got: drawn to get it
-- (reached, waiting, not_sent), else held out, else left out, else still inside; whoever came through with nothing to get
-- is passed. Sources: flows.run, flows.step_play, plays.assignment, messaging.message, orders.sale_order.
-- Known gaps: whoever was reached yesterday has had no time to come; no cause is claimed.
with told as (
  select m.automation_id as flow_id, m.customer_id, m.sent_at
  from messaging.message m
  where m.workspace_id = :workspaceId and m.automation_id is not null and m.sent_at > :since::timestamptz
    and m.state in ('sent', 'unconfirmed')
), drawn as (
  select sp.flow_id, a.customer_id, a.arm, a.entered_at, m.state, m.reason
  from flows.step_play sp
  join plays.assignment a on a.workspace_id = sp.workspace_id and a.play_id = sp.play_id
  left join lateral (select m.state, m.reason from messaging.message m
    where m.workspace_id = sp.workspace_id and m.play_id = sp.play_id and m.customer_id = a.customer_id
    order by m.state in ('sent', 'unconfirmed') desc, m.queued_at desc limit 1) m on a.arm = 'treatment'
  where sp.workspace_id = :workspaceId and a.entered_at > :since::timestamptz
), met as (
  select flow_id, customer_id, 1 as nearness, sent_at as at, 'reached' as fate, '' as reason from told
  union all
  select flow_id, customer_id,
    case when arm = 'holdout' then 4 when state is null or state in ('sent', 'unconfirmed') then 1
      when state in ('skipped', 'failed', 'cancelled') then 3 else 2 end,
    entered_at,
    case when arm = 'holdout' then 'holdout' when state is null or state in ('sent', 'unconfirmed') then 'reached'
      when state in ('skipped', 'failed', 'cancelled') then 'not_sent' else 'waiting' end,
    case when arm = 'treatment' and state in ('skipped', 'failed', 'cancelled') then reason else '' end
  from drawn
  union all
  select r.flow_id, r.customer_id, case when r.reason <> '' then 5 when r.state = 'active' then 6 else 7 end, r.entered_at,
    case when r.reason <> '' then 'left_out' when r.state = 'active' then 'inside' else 'passed' end, r.reason
  from flows.run r
  where r.workspace_id = :workspaceId and r.entered_at > :since::timestamptz
), furthest as (
  select distinct on (flow_id, customer_id) flow_id, customer_id, at, fate, reason
  from met order by flow_id, customer_id, nearness, at
)
select f.flow_id, f.fate, f.reason, count(*)::int as people,
  count(*) filter (where exists (select from orders.sale_order s
    where s.workspace_id = :workspaceId and s.customer_id = f.customer_id and s.gross_minor > 0
      and s.ordered_at > f.at))::int as came
from furthest f group by 1, 2, 3
order by 1, people desc, 2, 3
