-- Grain: one row a month of first purchase and months since, in order. Source: orders.sale_order.
-- Day rule: months of business days up to and including :until; a person is active in a month with a sale in it.
-- Orders that a wrong clock dated are left out (src/mart/wrong-clock.ts).
-- Known gaps: anonymous orders are nobody's; the last month of each row may not be over yet.
with active as (
  select distinct customer_id, date_trunc('month', business_day)::date as month
  from orders.sale_order
  where workspace_id = :workspaceId and customer_id is not null and business_day between {countedSince} and :until::date and gross_minor > 0
), first as (
  select customer_id, min(month) as cohort from active group by customer_id
)
select to_char(f.cohort, 'YYYY-MM') as cohort,
  (extract(year from age(a.month, f.cohort)) * 12 + extract(month from age(a.month, f.cohort)))::int as months_since,
  count(*)::int as people
from first f join active a using (customer_id)
group by f.cohort, months_since
order by f.cohort, months_since
