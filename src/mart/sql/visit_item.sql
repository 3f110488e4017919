-- Grain: one row a customer, by customer id, the next :limit after :after. Sources: orders.sale_order, orders.order_line.
-- Day rule: business days from :from up to and including :until with an item sold, as numbers since 1970-01-01, rising;
-- items of each day joined by ','. What a wrong clock dated is left out (src/mart/wrong-clock.ts). Known gaps: anonymous orders are nobody's.
select customer_id, array_agg(day order by day) as days, array_agg(items order by day) as items
from (
  select o.customer_id, (o.business_day - date '1970-01-01')::int as day,
    string_agg(distinct l.item_id::text, ',') as items
  from orders.sale_order o
  join orders.order_line l on l.workspace_id = o.workspace_id and l.order_id = o.order_id
  where o.workspace_id = :workspaceId and o.customer_id is not null and o.customer_id > :after::uuid
    and o.business_day between :from::date and :until::date and o.business_day >= {countedSince} and l.kind = 'sale' and l.quantity > 0
    and o.customer_id in (
      select c.customer_id from mart.customer_fact c
      where c.workspace_id = :workspaceId and c.visits >= 2 and c.customer_id > :after::uuid
      order by c.customer_id limit :limit
    )
  group by o.customer_id, o.business_day
) visit
group by customer_id order by customer_id
