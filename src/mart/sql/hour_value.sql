-- Grain: one row a business day and hour with an order. Source: orders.sale_order.
-- Day rule: business days from :from up to and including :until; the hour is that on the clock of :timeZone.
-- Known gaps: orders of nothing but refunds are left out; covers count where they were written down.
select business_day as day, extract(hour from ordered_at at time zone :timeZone)::int as hour,
  count(*)::int as orders, sum(gross_minor + refund_minor)::float8 as sales, coalesce(sum(covers), 0)::int as covers
from orders.sale_order
where workspace_id = :workspaceId and business_day between :from::date and :until::date
  and not (gross_minor = 0 and refund_minor < 0)
group by 1, 2 order by 1, 2
