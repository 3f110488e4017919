-- Grain: one row, the shop over the :days business days up to :today. Sources: orders.sale_order.
-- Day rule: business days; net of refunds. Known gaps: none.
select coalesce(sum(gross_minor + refund_minor), 0)::float8 as net_minor, count(*)::int as orders,
  coalesce(max(gross_minor + refund_minor), 0)::float8 as largest_order_minor
from orders.sale_order
where workspace_id = :workspaceId and business_day > :today::date - :days::int and business_day <= :today::date
