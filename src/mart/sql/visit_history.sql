-- Grain: one row a customer, by customer id, the next :limit after :after (or those of :customerIds). Source: orders.sale_order.
-- Day rule: a visit is a business day with a sale (MT-10), from :since (the first that counts) up to and including :until; days as numbers since 1970-01-01.
-- Amounts: net of refunds rung up on that day, minor units. Known gaps: anonymous orders are nobody's.
select customer_id,
  array_agg(day order by day) as days, array_agg(amount order by day) as amounts
from (
  select customer_id, (business_day - date '1970-01-01')::int as day, sum(gross_minor + refund_minor)::float8 as amount
  from orders.sale_order
  where workspace_id = :workspaceId and customer_id is not null and customer_id > :after::uuid
    and (:customerIds::uuid[] is null or customer_id = any(:customerIds::uuid[]))
    and business_day between :since::date and :until::date and gross_minor > 0
  group by customer_id, business_day
) visit
group by customer_id
order by customer_id
limit :limit
