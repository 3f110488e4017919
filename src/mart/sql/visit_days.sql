-- Grain: one row a visit of one person, the latest first. Source: orders.sale_order.
-- Day rule: business days with a sale (MT-10), up to :today. Orders that a wrong clock dated are left out
-- (src/mart/wrong-clock.ts). Known gaps: at most :limit visits.
select business_day as visited_on, count(*)::int as orders, sum(gross_minor + refund_minor)::bigint as net_minor
from orders.sale_order
where workspace_id = :workspaceId and customer_id = :customerId and gross_minor > 0
  and business_day >= {countedSince} and business_day <= :today::date
group by business_day order by business_day desc limit :limit
