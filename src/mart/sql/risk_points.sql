-- Grain: one row a customer who was recognised more than :perDay times a day on at least :onDays days, of the :days business
-- days up to :today; the first 20 of `found`. Source: orders.sale_order. Day rule: business days.
-- Known gaps: a family that shares one number looks the same as a number that staff type for strangers.
select customer_id, count(*)::int as days, max(orders)::int as most, count(*) over ()::int as found
from (
  select customer_id, business_day, count(*) as orders from orders.sale_order
  where workspace_id = :workspaceId and customer_id is not null and gross_minor > 0
    and business_day > :today::date - :days::int and business_day <= :today::date
  group by customer_id, business_day having count(*) > :perDay
) busy
group by customer_id having count(*) >= :onDays order by days desc, customer_id limit 20
