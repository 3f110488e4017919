-- Grain: one row a customer with a sale before :asOf. Source: orders.sale_order, customers.external_id.
-- Day rule: business days before :asOf, all of them; recency counts from :asOf. Frequency is orders or business days with a sale.
-- Gross: sales lines with quantity and amount above zero; net: refunds of these customers taken off, to the penny.
-- Orders that a wrong clock dated are left out (src/mart/wrong-clock.ts).
-- Known gaps: refunds of people without any sale are in neither figure.
select p.customer_id, p.recency_days, p.orders, p.visits, p.gross_minor, p.net_minor
from (
  select customer_id, :asOf::date - max(business_day) filter (where orders > 0) as recency_days,
    sum(orders)::int as orders, count(*) filter (where orders > 0)::int as visits,
    sum(gross_minor)::bigint as gross_minor, sum(net_minor)::bigint as net_minor
  from (
    select customer_id, business_day, count(*) filter (where gross_minor > 0) as orders,
      sum(gross_minor) as gross_minor, sum(gross_minor + refund_minor) as net_minor
    from orders.sale_order
    where workspace_id = :workspaceId and customer_id is not null and business_day < :asOf::date
      and business_day >= {countedSince}
    group by customer_id, business_day
  ) day group by customer_id
) p
where p.orders > 0
