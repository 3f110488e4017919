-- Grain: one row a sale asked for, its items by their names. Sources: orders.sale_order, orders.order_line, menu.item.
select s.order_id, s.customer_id, s.business_day, s.order_no, s.gross_minor,
  coalesce((select string_agg(distinct i.name, ', ' order by i.name) from orders.order_line l
    join menu.item i on i.workspace_id = l.workspace_id and i.item_id = l.item_id
    where l.workspace_id = s.workspace_id and l.order_id = s.order_id and l.kind = 'sale'), '') as items
from orders.sale_order s
where s.workspace_id = :workspaceId and s.order_id = any(:orderIds::uuid[]) and s.gross_minor > 0
