-- Grain: one row a customer with a visit. Sources: mart.customer_fact, orders.sale_order.
-- Day rule: the year of 365 business days that ends with :today (MT-10); recency looks further back than that.
-- MT-11: fifths by average rank, or fixed thresholds below 100 people or when one value is held by more than 40 %.
-- MT-12: segment from recency and frequency. Known gaps: people not recognised at the till are nobody here (MT-03).
-- Formulas: src/modules/insights/rules/rfm.ts, which a test compares with this.
with in_window as (
  select customer_id, count(*) filter (where sales > 0) as visits, sum(net_minor) as net_minor
  from (
    select customer_id, business_day, count(*) filter (where gross_minor > 0) as sales, sum(gross_minor + refund_minor) as net_minor
    from orders.sale_order
    where workspace_id = :workspaceId and customer_id is not null
      and business_day > :today::date - 365 and business_day <= :today::date
    group by customer_id, business_day
  ) day group by customer_id
),
measured as materialized (
  select f.customer_id, :today::date - f.last_visit_on as recency_days,
    coalesce(w.visits, 0)::int as frequency, coalesce(w.net_minor, 0)::float8 as monetary_minor
  from mart.customer_fact f left join in_window w using (customer_id)
  where f.workspace_id = :workspaceId
),
ranked as (
  select *, count(*) over () as n,
    rank() over (order by recency_days desc) as r_rank, count(*) over (partition by recency_days) as r_ties,
    rank() over (order by frequency) as f_rank, count(*) over (partition by frequency) as f_ties,
    rank() over (order by monetary_minor) as m_rank, count(*) over (partition by monetary_minor) as m_ties
  from measured
),
shop as (
  select n >= 100 and max(r_ties) <= n * 0.4 as r_fifths, n >= 100 and max(f_ties) <= n * 0.4 as f_fifths,
    n >= 100 and max(m_ties) <= n * 0.4 as m_fifths,
    greatest(percentile_cont(0.5) within group (order by monetary_minor), 1) as median_minor
  from ranked group by n
),
scored as (
  select customer_id, recency_days, frequency, monetary_minor,
    case when r_fifths then ceil(5 * (r_rank + (r_ties - 1) / 2.0::float8) / n)::int
      else 1 + (recency_days <= 120)::int + (recency_days <= 60)::int + (recency_days <= 30)::int + (recency_days <= 14)::int end as r,
    case when f_fifths then ceil(5 * (f_rank + (f_ties - 1) / 2.0::float8) / n)::int
      else 1 + (frequency >= 2)::int + (frequency >= 3)::int + (frequency >= 6)::int + (frequency >= 12)::int end as f,
    case when m_fifths then ceil(5 * (m_rank + (m_ties - 1) / 2.0::float8) / n)::int
      else 1 + (monetary_minor >= 0.5 * median_minor)::int + (monetary_minor >= median_minor)::int
        + (monetary_minor >= 2 * median_minor)::int + (monetary_minor >= 4 * median_minor)::int end as m
  from ranked cross join shop
)
select customer_id, recency_days, frequency, monetary_minor, r, f, m,
  case
    when r <= 2 then case when f <= 2 then 'hibernating' when f <= 4 then 'at_risk' else 'cant_lose' end
    when r = 3 then case when f <= 2 then 'about_to_sleep' when f = 3 then 'need_attention' else 'loyal' end
    when r = 4 then case when f = 1 then 'promising' when f <= 3 then 'potential_loyalist' else 'loyal' end
    else case when f = 1 then 'new' when f <= 3 then 'potential_loyalist' else 'champions' end
  end as segment
from scored
