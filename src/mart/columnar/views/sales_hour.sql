-- Grain: one row a business day, hour and channel with an order. Sources: sale.
-- Day rule: business days; the hour is that on the shop's clock, so the hours after midnight belong to the day before.
-- Known gaps: an hour without orders has no row, closed or not; guests are those the till counted; refunds stand in the hour
-- and on the day of their order.
select business_day, weekday, hour, channel,
  cast(count(case when gross_minor > 0 then 1 end) as integer) as orders,
  cast(count(case when gross_minor > 0 and customer_id is not null then 1 end) as integer) as known_orders,
  cast(sum(covers) as integer) as covers,
  cast(sum(gross_minor) as bigint) as gross_minor, cast(sum(refund_minor) as bigint) as refund_minor,
  cast(sum(net_minor) as bigint) as net_minor
from sale
group by business_day, weekday, hour, channel
