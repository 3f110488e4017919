-- Grain: one row a customer and business day on which she bought, by customer and day. Source: orders.sale_order.
-- Day rule: business days up to and including :until. Amount: net of refunds rung up on that day.
-- Known gaps: days that hold nothing but refunds are no purchases; anonymous orders are nobody's.
select customer_id, business_day as day, sum(gross_minor + refund_minor)::bigint as amount_minor
from orders.sale_order
where workspace_id = :workspaceId and customer_id is not null and business_day <= :until::date
  and not (gross_minor = 0 and refund_minor < 0)
group by customer_id, business_day
order by customer_id, business_day
