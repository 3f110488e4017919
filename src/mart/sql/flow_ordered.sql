-- Grain: one row a sale of one of the items or categories that was made between the two instants, the last one last.
-- Sources: orders.sale_order, orders.order_line, menu.item.
-- Known gaps: a sale that a till's file brings later than `:from` reaches back is let go.
select s.customer_id, 'order:' || s.order_id as entry_key, s.ordered_at as at
from orders.sale_order s
where s.workspace_id = :workspaceId and s.customer_id is not null and s.gross_minor > 0
  and s.business_day >= (:from::timestamptz)::date - 1 and s.ordered_at > :from::timestamptz and s.ordered_at <= :until::timestamptz
  and exists (select from orders.order_line l
    join menu.item i on i.workspace_id = l.workspace_id and i.item_id = l.item_id
    where l.workspace_id = s.workspace_id and l.order_id = s.order_id
      and (i.item_id = any(:itemIds::uuid[]) or i.category = any(:categories::text[])))
order by s.ordered_at, s.order_id
