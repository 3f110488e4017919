-- Grain: one row a person and business day asked for that has a sale: the last of that day, its items by their names.
-- Sources: orders.sale_order, orders.order_line, menu.item. Day rule: business days.
select distinct on (s.customer_id, s.business_day) s.customer_id, s.business_day, s.order_no, s.gross_minor,
  coalesce((select string_agg(distinct i.name, ', ' order by i.name) from orders.order_line l
    join menu.item i on i.workspace_id = l.workspace_id and i.item_id = l.item_id
    where l.workspace_id = s.workspace_id and l.order_id = s.order_id and l.kind = 'sale'), '') as items
from orders.sale_order s
join unnest(:customerIds::uuid[], :days::date[]) as asked (customer_id, business_day)
  on asked.customer_id = s.customer_id and asked.business_day = s.business_day
where s.workspace_id = :workspaceId and s.gross_minor > 0
order by s.customer_id, s.business_day, s.ordered_at desc, s.order_id
