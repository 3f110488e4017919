-- Grain: one row a member of staff as the till names them, over the :days business days up to :today, most refunds first.
-- Source: orders.sale_order. Day rule: business days. Known gaps: tills that name nobody give one row without a name.
select staff_name as staff, count(*)::int as orders, count(*) filter (where refund_minor < 0)::int as refunds,
  coalesce(-sum(refund_minor), 0)::float8 as refund_minor
from orders.sale_order
where workspace_id = :workspaceId and business_day > :today::date - :days::int and business_day <= :today::date
group by staff_name order by refunds desc, staff_name
