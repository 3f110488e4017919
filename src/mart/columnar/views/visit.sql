-- Grain: one row a person and business day with a sale: a visit (MT-10). Sources: sale.
-- Day rule: business days; first_at on the shop's clock; net holds what was refunded on that day.
-- Known gaps: orders of nobody known are nobody's visits; a day of refunds only is none.
select customer_id, business_day,
  cast(count(case when gross_minor > 0 then 1 end) as integer) as orders,
  min(case when gross_minor > 0 then local_at end) as first_at,
  cast(sum(gross_minor) as bigint) as gross_minor, cast(sum(net_minor) as bigint) as net_minor
from sale
where customer_id is not null
group by customer_id, business_day
having sum(gross_minor) > 0
