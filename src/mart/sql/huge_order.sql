-- Grain: one row an order of the business days from :from up to and including :until that is at least :share of their sales
-- and :times the middle order. Sources: orders.sale_order. Day rule: business days; net of refunds, minor units.
-- `all_minor` and `orders` are of all orders of those days. Known gaps: a second huge order is measured with the first in.
with sale as (
  select order_id, gross_minor + refund_minor as net from orders.sale_order
  where workspace_id = :workspaceId and business_day between :from::date and :until::date
), total as (
  select sum(net) as net, count(*) as orders, percentile_cont(0.5) within group (order by net) as middle from sale
)
select s.order_id, s.net::float8 as net_minor, t.net::float8 as all_minor, t.orders::int as orders
from sale s, total t
where t.orders >= :few::int and t.net > 0 and s.net >= :share::float8 * t.net and s.net >= :times::float8 * t.middle
order by s.net desc
