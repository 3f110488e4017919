-- Grain: one row a business day from the first sale up to and including :until, in order.
-- Sources: orders.sale_order, orders.order_line. Value by :series: net sales (minor units), orders with a sale, covers, or
-- pieces of the item :itemId. Day rule: a business day without any order is closed (null), never zero.
-- Orders that a wrong clock dated are left out (src/mart/wrong-clock.ts).
-- Known gaps: a day on which the till was not written down looks closed; covers count where they were written down.
with span as (
  select min(business_day) as first_day from orders.sale_order where workspace_id = :workspaceId and business_day between {countedSince} and :until::date
), sold as (
  select business_day, sum(gross_minor + refund_minor) as sales,
    count(*) filter (where not (gross_minor = 0 and refund_minor < 0)) as orders, sum(covers) as covers
  from orders.sale_order where workspace_id = :workspaceId and business_day between {countedSince} and :until::date
  group by business_day
), item as (
  select o.business_day, sum(l.quantity) as pieces
  from orders.order_line l join orders.sale_order o on o.workspace_id = l.workspace_id and o.order_id = l.order_id
  where :series::text = 'item' and l.workspace_id = :workspaceId and l.item_id = :itemId::uuid and l.kind = 'sale'
    and o.business_day <= :until::date
  group by o.business_day
)
select d::date as day,
  (case when coalesce(sold.orders, 0) = 0 then null
    else case :series::text when 'sales' then sold.sales when 'orders' then sold.orders when 'covers' then sold.covers
      else coalesce(item.pieces, 0) end end)::float8 as value
from span cross join lateral generate_series(span.first_day, :until::date, interval '1 day') as d
left join sold on sold.business_day = d::date
left join item on item.business_day = d::date
order by d
