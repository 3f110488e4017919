-- Grain: one row an order. Sources: orders.sale_order, workspace.shop, loyalty.coupon.
-- Day rule: business_day as the order keeps it; local_at and hour on the shop's clock; weekday (ISO, 1 Monday) of the business day.
-- Known gaps: number, table and staff of the receipt stay behind, and of a coupon only its play (PV-70).
select o.order_id, o.customer_id, s.shop_id, o.business_day,
  o.ordered_at at time zone s.time_zone as local_at,
  extract(hour from o.ordered_at at time zone s.time_zone)::int as hour,
  extract(isodow from o.business_day)::int as weekday,
  o.source, o.channel, o.covers, o.gross_minor, o.refund_minor, o.gross_minor + o.refund_minor as net_minor, o.line_count,
  o.coupon_code <> '' as has_coupon, c.play_id as coupon_play_id
from orders.sale_order o
join workspace.shop s on s.workspace_id = o.workspace_id
left join loyalty.coupon c on c.workspace_id = o.workspace_id and o.coupon_code <> '' and c.code = o.coupon_code
where o.workspace_id = {workspace} and o.order_id {changed}
