-- Grain: one row an order dated before the first day that counts (src/mart/wrong-clock.ts), the latest day first, at most
-- :limit, each with how many there are in all. Sources: orders.sale_order, mart.shop_fact. Day rule: business days.
-- Known gaps: a clock that was wrong by less than five years is told from a shop that was closed by its receipts only.
select o.order_id, o.order_no, o.source, o.business_day, (o.gross_minor + o.refund_minor)::bigint as net_minor, o.customer_id,
  (count(*) over ())::int as found, {countedSince} as first
from orders.sale_order o
where o.workspace_id = :workspaceId and o.business_day < {countedSince}
order by o.business_day desc, o.order_id
limit :limit
