-- Grain: one row, orders with a sale of the :days business days up to :today, and those whose person is known (MT-03).
-- Source: orders.sale_order. Day rule: business days. Known gaps: none.
select count(*)::int as orders, count(customer_id)::int as identified
from orders.sale_order
where workspace_id = :workspaceId and gross_minor > 0 and business_day > :today::date - :days::int and business_day <= :today::date
