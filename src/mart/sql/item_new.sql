-- Grain: one row an item first sold in the last :newDays business days up to and including :until and in none of the
-- :beforeDays before them, the latest first. Sources: orders.order_line, orders.sale_order, menu.item. Day rule: business days.
-- `all_orders`: orders of the shop since the item's first day. Known gaps: an item of last winter that is back counts as new;
-- a shop that sold on fewer than 14 of the days before has none, since everything would be new to it.
with line as (
  select l.item_id, o.order_id, o.business_day, l.quantity
  from orders.sale_order o
  join orders.order_line l on l.workspace_id = o.workspace_id and l.order_id = o.order_id
  where o.workspace_id = :workspaceId and o.business_day > :until::date - :newDays::int - :beforeDays::int
    and o.business_day <= :until::date and l.kind = 'sale' and l.quantity > 0
), of_day as (
  select business_day, count(distinct order_id) as orders from line group by business_day
), began as (
  select item_id, min(business_day) as since, count(distinct order_id)::int as orders, sum(quantity)::float8 as units
  from line group by item_id having min(business_day) > :until::date - :newDays::int
)
select i.item_id, i.name, i.category, b.since, b.orders, b.units,
  (select sum(d.orders) from of_day d where d.business_day >= b.since)::int as all_orders
from began b
join menu.item i on i.workspace_id = :workspaceId and i.item_id = b.item_id
where (select count(*) from of_day d where d.business_day <= :until::date - :newDays::int) >= 14
order by b.since desc, b.orders desc, i.name
