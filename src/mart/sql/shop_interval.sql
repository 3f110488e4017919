-- Grain: one row, the shop. Sources: orders.sale_order.
-- Day rule: orders carry their business day; a visit is a business day with a sale (MT-10).
-- MT-14: median over people of each one's median gap, counting people with two gaps or more; null below five people.
-- Orders before :countedSince or after :today, which a wrong clock dated, are left out (src/mart/wrong-clock.ts).
-- Long closures (:closedFrom, :closedTo) are part of no gap.
-- Known gaps: people who are not recognised at the till have no rhythm and are not in it.
with {closures},
visit as (
  select customer_id, business_day - previous_day - {closedInGap} as gap
  from (
    select customer_id, business_day, lag(business_day) over (partition by customer_id order by business_day) as previous_day
    from (
      select distinct customer_id, business_day
      from orders.sale_order
      where workspace_id = :workspaceId and customer_id is not null and gross_minor > 0 and business_day between :countedSince::date and :today::date
    ) day
  ) visit_day
),
person as (
  select percentile_cont(0.5) within group (order by gap) as median_gap
  from visit where gap is not null
  group by customer_id having count(*) >= 2
)
select
  case when count(*) >= 5 then percentile_cont(0.5) within group (order by median_gap) end as median_interval_days,
  count(*)::int as people
from person
