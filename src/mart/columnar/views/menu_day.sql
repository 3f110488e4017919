-- Grain: one row a business day and item that stood on an order. Sources: line, item.
-- Day rule: the business day of the order. Cost is the line's own where the till gave one, else the item's of today.
-- Known gaps: a sold-out item looks as if nobody wanted it; what was refunded is not taken off what was sold; name and
-- category are those of today; cost_minor is null where neither line nor item has one.
select l.business_day, l.item_id, i.name, i.category,
  cast(sum(case when l.kind = 'sale' then l.quantity else 0 end) as double) as sold,
  cast(sum(case when l.kind = 'comp' then l.quantity else 0 end) as double) as given,
  cast(count(distinct case when l.kind = 'sale' then l.order_id end) as integer) as orders,
  cast(sum(case when l.kind = 'sale' then l.amount_minor else 0 end) as bigint) as amount_minor,
  cast(sum(case when l.kind = 'sale' then coalesce(l.cost_minor, i.cost_minor) * l.quantity end) as bigint) as cost_minor
from line l
join item i on i.item_id = l.item_id
group by l.business_day, l.item_id, i.name, i.category
