-- Grain: one row an order with at least one item sold. Sources: orders.sale_order, orders.order_line.
-- Day rule: business days from :from up to and including :until; the hour is that on the clock of :timeZone. An item twice
-- in an order stands once. Orders that a wrong clock dated are left out (src/mart/wrong-clock.ts). Known gaps: refunds and voids do not take an item out of its basket; free items (comp) are not in it.
select array_agg(distinct l.item_id::text) as items, extract(hour from o.ordered_at at time zone :timeZone)::int as hour,
  o.covers
from orders.sale_order o
join orders.order_line l on l.workspace_id = o.workspace_id and l.order_id = o.order_id
where o.workspace_id = :workspaceId and o.business_day between :from::date and :until::date and o.business_day >= {countedSince}
  and l.kind = 'sale' and l.quantity > 0
group by o.order_id, o.ordered_at, o.covers
