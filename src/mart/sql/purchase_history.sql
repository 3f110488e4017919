-- Grain: one row a customer who bought up to and including :until, by customer id, the next :limit after :after.
-- Source: orders.sale_order. Day rule: business days; several orders of a day are one purchase (MT-16), up to and including
-- :holdoutUntil. Amount: net of refunds rung up on that day, of the days after the first one up to :until, minor units.
-- Orders that a wrong clock dated are left out (src/mart/wrong-clock.ts).
-- Known gaps: days that hold nothing but refunds are no purchases; anonymous orders are nobody's.
select customer_id,
  (count(*) filter (where day <= :until::date) - 1)::int as repeats,
  min(day) as first_day,
  max(day) filter (where day <= :until::date) as last_day,
  (coalesce(sum(amount_minor) filter (where day <= :until::date), 0) - (array_agg(amount_minor order by day))[1])::bigint as repeat_minor,
  (count(*) filter (where day > :until::date))::int as came
from (
  select customer_id, business_day as day, sum(gross_minor + refund_minor) as amount_minor
  from orders.sale_order
  where workspace_id = :workspaceId and customer_id is not null and customer_id > :after::uuid
    and business_day between {countedSince} and :holdoutUntil::date and not (gross_minor = 0 and refund_minor < 0)
  group by customer_id, business_day
) purchase
group by customer_id
having min(day) <= :until::date
order by customer_id
limit :limit
