-- Grain: one row an item of :itemIds and business day on which it sold. Sources: orders.order_line, orders.sale_order.
-- Day rule: business days from :from up to and including :until. Known gaps: a sold-out item looks as if nobody wanted it.
select l.item_id, o.business_day as day, sum(l.quantity)::float8 as pieces
from orders.sale_order o
join orders.order_line l on l.workspace_id = o.workspace_id and l.order_id = o.order_id
where o.workspace_id = :workspaceId and o.business_day between :from::date and :until::date
  and l.kind = 'sale' and l.item_id = any(:itemIds::uuid[])
group by 1, 2
