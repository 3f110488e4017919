-- Grain: one row, a business day and the same weekday of the weeks before it. Sources: orders.sale_order,
-- mart.customer_fact. Net is gross and refunds together (MT-05); an order counts when it has a sale (MT-10).
-- Day rule: orders carry their business day. The mean is over the :weeks weeks before on which the shop was open; of four or
-- more, a day that sold over three times their middle (one huge order) is left out and named.
-- Known gaps: somebody who is recognised for the first time counts as new, though she may have come before unknown.
with own as (
  select count(*) filter (where gross_minor > 0)::int as orders,
    count(*) filter (where gross_minor > 0 and customer_id is not null)::int as known_orders,
    coalesce(sum(gross_minor + refund_minor), 0)::bigint as net_minor
  from orders.sale_order where workspace_id = :workspaceId and business_day = :day::date
),
before as (
  select business_day, count(*) filter (where gross_minor > 0) as orders, sum(gross_minor + refund_minor) as net_minor
  from orders.sale_order
  where workspace_id = :workspaceId
    and business_day in (select :day::date - 7 * week from generate_series(1, :weeks::int) as week)
  group by business_day having count(*) filter (where gross_minor > 0) > 0
),
middle as (
  select count(*) as weekdays, percentile_cont(0.5) within group (order by net_minor) as net_minor from before
),
strange as (
  select b.business_day from before b, middle m
  where m.weekdays >= 4 and m.net_minor > 0 and b.net_minor > 3 * m.net_minor
),
usual as (
  select * from before where business_day not in (select business_day from strange)
)
select own.*,
  (select count(*)::int from mart.customer_fact f where f.workspace_id = :workspaceId and f.first_visit_on = :day::date) as new_people,
  (select count(*)::int from usual) as weekdays,
  (select avg(orders)::float8 from usual) as mean_orders,
  (select avg(net_minor)::float8 from usual) as mean_net_minor,
  (select coalesce(array_agg(business_day::text order by business_day), '{}') from strange) as left_out,
  (select max(business_day) from orders.sale_order where workspace_id = :workspaceId and business_day <= :day::date and gross_minor > 0) as last_sale_on
from own
