-- Grain: one row, one person. Sources: mart.customer_fact, orders.sale_order.
-- Day rule and measures: as rfm.sql, the year of 365 business days that ends with :today (MT-10). Known gaps: as there.
select :today::date - f.last_visit_on as recency_days, coalesce(w.visits, 0)::int as frequency,
  coalesce(w.net_minor, 0)::float8 as monetary_minor
from mart.customer_fact f
cross join (
  select count(*) filter (where sales > 0) as visits, sum(net_minor) as net_minor
  from (
    select business_day, count(*) filter (where gross_minor > 0) as sales, sum(gross_minor + refund_minor) as net_minor
    from orders.sale_order
    where workspace_id = :workspaceId and customer_id = :customerId
      and business_day > :today::date - 365 and business_day <= :today::date
    group by business_day
  ) day
) w
where f.workspace_id = :workspaceId and f.customer_id = :customerId
