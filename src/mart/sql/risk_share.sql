-- Grain: one row, the shop over the :days business days up to :today. Sources: orders.sale_order.
-- Day rule: business days; net of refunds. Known gaps: what nobody was recognised for is in the total and nobody's.
with sale as (
  select order_id, customer_id, gross_minor + refund_minor as net from orders.sale_order
  where workspace_id = :workspaceId and business_day > :today::date - :days::int and business_day <= :today::date
), person as (
  select customer_id, sum(net) as net, count(*) as orders from sale where customer_id is not null group by customer_id
)
select (select coalesce(sum(net), 0) from sale)::float8 as net_minor, (select count(*) from sale)::int as orders,
  (select coalesce(max(net), 0) from sale)::float8 as largest_order_minor,
  (select order_id from sale order by net desc limit 1) as largest_order_id,
  (select customer_id from person order by net desc limit 1) as top_customer_id,
  (select coalesce(max(net), 0) from person)::float8 as top_customer_minor,
  (select coalesce(sum(net), 0) from (select net from person order by net desc limit 10) t)::float8 as top_ten_minor,
  (select count(*) from person)::int as customers
