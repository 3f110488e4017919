-- Grain: one row a person and business day with a sale of one of the items or categories since an instant.
-- Sources: orders.sale_order, orders.order_line, menu.item.
select s.customer_id, 'order:' || max(s.business_day) as entry_key
from orders.sale_order s
join orders.order_line l on l.workspace_id = s.workspace_id and l.order_id = s.order_id
join menu.item i on i.workspace_id = l.workspace_id and i.item_id = l.item_id
where s.workspace_id = :workspaceId and s.customer_id is not null and s.gross_minor > 0
  and s.business_day >= (:from::timestamptz)::date - 1 and s.ordered_at > :from::timestamptz and s.ordered_at <= :until::timestamptz
  and (i.item_id = any(:itemIds::uuid[]) or i.category = any(:categories::text[]))
group by s.customer_id
