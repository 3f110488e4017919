-- Grain: one row a business day from the first sale up to and including :until, in order: net sales (minor units), orders with a
-- sale, covers. Sources: orders.sale_order. Day rule: a business day without any order is closed (all null), never zero.
-- Orders that a wrong clock dated are left out (src/mart/wrong-clock.ts).
-- Known gaps: a day on which the till was not written down looks closed; covers are null where nobody wrote them down.
with sold as (
  select business_day, sum(gross_minor + refund_minor)::float8 as sales,
    count(*) filter (where not (gross_minor = 0 and refund_minor < 0))::float8 as orders, sum(covers)::float8 as covers
  from orders.sale_order where workspace_id = :workspaceId and business_day between {countedSince} and :until::date
  group by business_day
)
select d::date as day, s.sales, s.orders, s.covers
from (select min(business_day) as first_day from sold) span
cross join lateral generate_series(span.first_day, :until::date, interval '1 day') as d
left join sold s on s.business_day = d::date and s.orders > 0
order by d
