-- Grain: one row a play. Sources: play, assignment, message, coupon, sale.
-- Day rule: calendar days on the shop's clock for messages and coupons, business days for the launch and for sales.
-- Known gaps: no effect: sales with a coupon would in part have come anyway, and only the held-out people tell how much, on
-- the page of the play; a message of no play is in none of the rows.
select p.play_id, p.name, p.version, p.channel, p.state, p.launched_on,
  cast(coalesce(a.treated, 0) as integer) as treated, cast(coalesce(a.held_out, 0) as integer) as held_out,
  cast(coalesce(m.sent, 0) as integer) as sent, cast(coalesce(m.opted_out, 0) as integer) as opted_out,
  cast(coalesce(c.coupons, 0) as integer) as coupons, cast(coalesce(c.redeemed, 0) as integer) as redeemed,
  cast(coalesce(c.discount_minor, 0) as bigint) as discount_minor,
  cast(coalesce(s.net_minor, 0) as bigint) as coupon_net_minor
from play p
left join (
  select play_id, count(case when not is_holdout then 1 end) as treated, count(case when is_holdout then 1 end) as held_out
  from assignment group by play_id
) a on a.play_id = p.play_id
left join (
  select play_id, count(sent_on) as sent, count(case when has_opted_out then 1 end) as opted_out
  from message group by play_id
) m on m.play_id = p.play_id
left join (
  select play_id, count(*) as coupons, count(case when status = 'redeemed' then 1 end) as redeemed,
    sum(discount_minor) as discount_minor
  from coupon group by play_id
) c on c.play_id = p.play_id
left join (
  select coupon_play_id, sum(net_minor) as net_minor from sale group by coupon_play_id
) s on s.coupon_play_id = p.play_id
