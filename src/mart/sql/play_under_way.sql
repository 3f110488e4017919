-- Grain: one row a running play, the oldest first. Sources: plays, orders, loyalty, messaging.
-- A buyer has an order with a sale from the launch until the planned end, as assigned (MT-30).
-- Day rule: business days of the shop. Known gaps: the plays behind the steps of automations are left out.
with running as (
  select * from plays.play where workspace_id = :workspaceId and state in ('running', 'stopped') and kind <> 'rolling'
),
person as (
  select a.play_id, a.arm,
    exists (
      select from orders.sale_order o
      where o.workspace_id = :workspaceId and o.customer_id = a.customer_id and o.gross_minor > 0
        and o.ordered_at >= r.launched_at and o.business_day <= r.planned_end_on
    ) as bought
  from running r
  join plays.assignment a on a.workspace_id = :workspaceId and a.play_id = r.play_id
),
arm as (
  select play_id,
    count(*) filter (where arm = 'treatment')::int as treated,
    count(*) filter (where arm = 'holdout')::int as holdout,
    count(*) filter (where arm = 'treatment' and bought)::int as treated_buyers,
    count(*) filter (where arm = 'holdout' and bought)::int as holdout_buyers
  from person group by play_id
)
select r.play_id, r.name, r.launched_on, r.planned_end_on,
  case when r.state = 'running' and (r.offline ->> 'switchback')::boolean then r.seed end as day_seed,
  jsonb_typeof(r.offline -> 'pair') = 'object' as is_set,
  coalesce(arm.treated, 0) as treated, coalesce(arm.holdout, 0) as holdout,
  coalesce(arm.treated_buyers, 0) as treated_buyers, coalesce(arm.holdout_buyers, 0) as holdout_buyers,
  (select count(*)::int from loyalty.coupon c
    where c.workspace_id = :workspaceId and c.play_id = r.play_id and c.status = 'redeemed') as redeemed,
  (select count(*)::int from messaging.message m
    where m.workspace_id = :workspaceId and m.play_id = r.play_id and m.state = 'unconfirmed') as unconfirmed
from running r left join arm using (play_id)
order by r.launched_at
