-- Grain: one row a person and business day with a sale: a visit (MT-10). Source: sale.
-- Day rule: business days; hour of the first order on the shop's clock; net holds what was refunded on that day.
-- Known gaps: orders of nobody known are nobody's visits; a day of refunds only is none.
select customer_id, business_day,
  count(case when gross_minor > 0 then 1 end) as orders,
  min(case when gross_minor > 0 then local_at end) as first_at,
  sum(gross_minor) as gross_minor, sum(net_minor) as net_minor
from sale
where customer_id is not null
group by customer_id, business_day
having sum(gross_minor) > 0
