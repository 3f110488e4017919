-- Grain: one row a business day with an order, in order, as a number since 1970-01-01. Source: orders.sale_order.
-- Day rule: business days up to and including :until. Known gaps: a day on which nothing was written down looks closed.
-- From one day the key leads straight to the next: a thousand days are read, not their million orders.
with recursive open_day as (
  (select business_day from orders.sale_order
   where workspace_id = :workspaceId and business_day <= :until::date
   order by business_day limit 1)
  union all
  select (select o.business_day from orders.sale_order o
    where o.workspace_id = :workspaceId and o.business_day > d.business_day and o.business_day <= :until::date
    order by o.business_day limit 1)
  from open_day d where d.business_day is not null
)
select (business_day - date '1970-01-01')::int as day from open_day where business_day is not null order by day
