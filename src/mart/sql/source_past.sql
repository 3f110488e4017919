-- Grain: one row a source and day with something, the last :count such days of each source before the :days days that end with
-- :today: what a source was like that has hardly come since. Sources: touchpoints.source_day, orders.sale_order.
-- Day rule: business days. Known gaps: none.
with recursive seller as (
  -- From one source to the next through an index: a shop's orders are not read.
  (select source from orders.sale_order where workspace_id = :workspaceId order by source limit 1)
  union all
  select following.source from seller cross join lateral (
    select o.source from orders.sale_order o where o.workspace_id = :workspaceId and o.source > seller.source order by o.source limit 1
  ) following
),
sold as (
  select seller.source, newest.business_day as day, newest.ordered_at, 1 as nth
  from seller cross join lateral (
    select o.business_day, o.ordered_at from orders.sale_order o
    where o.workspace_id = :workspaceId and o.source = seller.source and o.business_day <= :today::date - :days::int
      -- A business day ends within two days of its date, wherever the shop is: the newer ones are not read through.
      and o.ordered_at < :today::date - :days::int + 3
    order by o.ordered_at desc limit 1) newest
  union all
  select sold.source, earlier.business_day, earlier.ordered_at, sold.nth + 1
  from sold cross join lateral (
    select o.business_day, o.ordered_at from orders.sale_order o
    where o.workspace_id = :workspaceId and o.source = sold.source and o.ordered_at < sold.ordered_at and o.business_day < sold.day
    order by o.ordered_at desc limit 1) earlier
  where sold.nth < :count::int
)
select source, day from sold
union
select s.source, d.day
from touchpoints.source s cross join lateral (
  select d.day from touchpoints.source_day d
  where d.workspace_id = :workspaceId and d.source = s.source and d.day <= :today::date - :days::int and d.received > d.sales
  order by d.day desc limit :count) d
where s.workspace_id = :workspaceId
order by source, day
