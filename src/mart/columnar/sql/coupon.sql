-- Grain: one row a coupon. Source: loyalty.coupon.
-- Day rule: calendar days on the shop's clock. Known gaps: its code stays behind (PV-70).
select c.coupon_id, c.customer_id, c.play_id, c.status, c.kind, c.value, c.valid_until, c.redeemed_order_id,
  (c.redeemed_at at time zone s.time_zone)::date as redeemed_on, c.discount_minor
from loyalty.coupon c
join workspace.shop s on s.workspace_id = c.workspace_id
where c.workspace_id = {workspace} and c.coupon_id {changed}
