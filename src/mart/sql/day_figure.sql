-- Grain: one row, a business day and the same weekday of the weeks before it. Sources: orders.sale_order,
-- mart.customer_fact. Net is gross and refunds together (MT-05); an order counts when it has a sale (MT-10).
-- Day rule: orders carry their business day. The mean is over the :weeks weeks before on which the shop was open.
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
)
select own.*,
  (select count(*)::int from mart.customer_fact f where f.workspace_id = :workspaceId and f.first_visit_on = :day::date) as new_people,
  (select count(*)::int from before) as weekdays,
  (select avg(orders)::float8 from before) as mean_orders,
  (select avg(net_minor)::float8 from before) as mean_net_minor,
  (select max(business_day) from orders.sale_order where workspace_id = :workspaceId and business_day <= :day::date and gross_minor > 0) as last_sale_on
from own
