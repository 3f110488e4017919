-- Grain: one row, the first and last business day with an order between :from and :until, and how many orders there are.
-- Source: orders.sale_order. Day rule: business days; none that a wrong clock dated (src/mart/wrong-clock.ts). Known gaps: none.
select min(business_day) as first_day, max(business_day) as last_day, count(*)::int as orders
from orders.sale_order
where workspace_id = :workspaceId and business_day between :from::date and :until::date and business_day >= {countedSince}
