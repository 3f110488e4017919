-- Grain: one row an item and week sold, of the :weeks weeks up to and including :until; week 0 is the latest seven days.
-- Sources: orders.order_line, orders.sale_order, menu.item. Day rule: business days. Amounts in minor units, tax included.
-- Orders of :leaveOut are no part of it. Known gaps: discounts on a whole receipt are not taken off its items; refunds are not taken off their item.
with line as (
  select l.item_id, ((:until::date - o.business_day) / 7)::int as week, o.business_day, l.options, l.quantity, l.amount_minor,
    coalesce(l.unit_price_minor, l.amount_minor / l.quantity) as price_minor
  from orders.sale_order o
  join orders.order_line l on l.workspace_id = o.workspace_id and l.order_id = o.order_id
  where o.workspace_id = :workspaceId and o.business_day > :until::date - 7 * :weeks::int and o.business_day <= :until::date
    and l.kind = 'sale' and l.quantity > 0
    and o.order_id <> all(:leaveOut::uuid[])
), sold_at as (
  select item_id, week,
    jsonb_agg(jsonb_build_object('option', options, 'priceMinor', price_minor, 'units', units)) as prices
  from (
    select item_id, week, options, price_minor, sum(quantity)::float8 as units from line group by item_id, week, options, price_minor
  ) p
  group by item_id, week
), item_week as (
  select item_id, week, sum(quantity)::float8 as units, sum(amount_minor)::float8 as amount_minor,
    -- The middle line: a discount on some of them does not move it.
    percentile_cont(0.5) within group (order by price_minor)::float8 as price_minor,
    min(business_day) as first_day, max(business_day) as last_day
  from line
  group by item_id, week
)
select i.item_id, i.name, i.category, w.week, w.units, w.amount_minor, w.price_minor, p.prices, w.first_day, w.last_day
from item_week w
join sold_at p on p.item_id = w.item_id and p.week = w.week
join menu.item i on i.workspace_id = :workspaceId and i.item_id = w.item_id
order by i.item_id, w.week desc
