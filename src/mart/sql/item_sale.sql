-- Grain: one row an item sold on the business days from :from up to and including :until, by category and units.
-- Sources: orders.order_line, orders.sale_order, menu.item. Amounts in minor units, tax included.
-- Day rule: business days. Cost is the line's own where the till gave one, else the item's; items without any have null.
-- Orders of :leaveOut are no part of it. Known gaps: refunds are not taken off their item; free items (comp) are left out of units and amount.
select i.item_id, i.name, i.category, sum(l.quantity)::float8 as units, sum(l.amount_minor)::bigint as amount_minor,
  (sum(coalesce(l.cost_minor, i.cost_minor) * l.quantity) / nullif(sum(l.quantity) filter (where coalesce(l.cost_minor, i.cost_minor) is not null), 0))::float8
    as unit_cost_minor
from orders.sale_order o
join orders.order_line l on l.workspace_id = o.workspace_id and l.order_id = o.order_id
join menu.item i on i.workspace_id = l.workspace_id and i.item_id = l.item_id
where o.workspace_id = :workspaceId and o.business_day between :from::date and :until::date
  and l.kind = 'sale' and l.quantity > 0
  and o.order_id <> all(:leaveOut::uuid[])
group by i.item_id, i.name, i.category
order by i.category, units desc, i.name
