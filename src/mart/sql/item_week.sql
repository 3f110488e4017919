-- Grain: one row an item and week sold, of the :weeks weeks up to and including :until; week 0 is the latest seven days.
-- Sources: orders.order_line, orders.sale_order, menu.item. Day rule: business days. Amounts in minor units, tax included.
-- Known gaps: discounts on a whole receipt are not taken off its items; refunds are not taken off their item.
select i.item_id, i.name, i.category, ((:until::date - o.business_day) / 7)::int as week,
  sum(l.quantity)::float8 as units, sum(l.amount_minor)::float8 as amount_minor,
  -- The middle line: a discount on some of them does not move it.
  percentile_cont(0.5) within group (order by coalesce(l.unit_price_minor, l.amount_minor / l.quantity))::float8 as price_minor,
  min(o.business_day) as first_day, max(o.business_day) as last_day
from orders.sale_order o
join orders.order_line l on l.workspace_id = o.workspace_id and l.order_id = o.order_id
join menu.item i on i.workspace_id = l.workspace_id and i.item_id = l.item_id
where o.workspace_id = :workspaceId and o.business_day > :until::date - 7 * :weeks::int and o.business_day <= :until::date
  and l.kind = 'sale' and l.quantity > 0
group by i.item_id, i.name, i.category, 4
order by i.item_id, 4 desc
