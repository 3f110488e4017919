-- Grain: one row, the shop, over the :days business days that end with :today. Sources: orders.sale_order, mart.customer_fact.
-- Day rule: business days. MT-03 identified share, MT-13 repeat rate and new-to-second within 60 days, MT-44 average check:
-- of an order, and of a guest on the orders that say how many sat there.
-- Known gaps: new-to-second looks at people whose first 60 days are over, so its youngest are 60 days old.
select
  o.orders, o.identified_orders, o.net_minor, o.identified_net_minor, o.covers, o.covers_net_minor, p.visitors, p.repeaters, p.new_people,
  c.cohort, c.cohort_returned, k.customers
from (
  select count(*) filter (where gross_minor > 0)::int as orders,
    count(*) filter (where gross_minor > 0 and customer_id is not null)::int as identified_orders,
    coalesce(sum(gross_minor + refund_minor), 0)::bigint as net_minor,
    coalesce(sum(gross_minor + refund_minor) filter (where customer_id is not null), 0)::bigint as identified_net_minor,
    coalesce(sum(covers) filter (where gross_minor > 0), 0)::int as covers,
    coalesce(sum(gross_minor + refund_minor) filter (where gross_minor > 0 and covers > 0), 0)::bigint as covers_net_minor
  from orders.sale_order
  where workspace_id = :workspaceId and business_day > :today::date - :days::int and business_day <= :today::date
) o
cross join (
  select count(*)::int as visitors, count(*) filter (where v.visits >= 2)::int as repeaters,
    count(*) filter (where f.first_visit_on > :today::date - :days::int)::int as new_people
  from (
    select customer_id, count(distinct business_day) as visits from orders.sale_order
    where workspace_id = :workspaceId and customer_id is not null and gross_minor > 0
      and business_day > :today::date - :days::int and business_day <= :today::date
    group by customer_id
  ) v left join mart.customer_fact f on f.workspace_id = :workspaceId and f.customer_id = v.customer_id
) p
cross join (
  select count(*)::int as cohort, count(*) filter (where exists (
      select from orders.sale_order s
      where s.workspace_id = :workspaceId and s.customer_id = f.customer_id and s.gross_minor > 0
        and s.business_day > f.first_visit_on and s.business_day <= f.first_visit_on + 60))::int as cohort_returned
  from mart.customer_fact f
  where f.workspace_id = :workspaceId and f.first_visit_on <= :today::date - 60 and f.first_visit_on > :today::date - 60 - :days::int
) c
cross join (select count(*)::int as customers from customers.customer
  where workspace_id = :workspaceId and merged_into is null) k
