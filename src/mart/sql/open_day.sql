-- Grain: one row a business day with an order, in order, as a number since 1970-01-01. Source: orders.sale_order.
-- Day rule: business days up to and including :until. Known gaps: a day on which nothing was written down looks closed.
select distinct (business_day - date '1970-01-01')::int as day
from orders.sale_order
where workspace_id = :workspaceId and business_day <= :until::date
order by day
