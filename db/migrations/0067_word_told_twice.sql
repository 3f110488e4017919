-- A redemption of a shared word that may be another one told twice is a doubt of its own kind, which names the two itself:
-- what an alarm is about may be a till's own key.
alter table loyalty.alarm
  drop constraint alarm_kind_check,
  add column coupon_use_id uuid,
  -- The one it may be the same as; null of a doubt from before this column whose other one is gone.
  add column other_use_id uuid;
update loyalty.alarm a
set kind = 'coupon_maybe_twice', coupon_use_id = u.coupon_use_id, about = u.coupon_use_id::text,
  other_use_id = (
    select o.coupon_use_id from loyalty.coupon_use o
    where o.workspace_id = u.workspace_id and o.offer_id = u.offer_id and o.coupon_use_id <> u.coupon_use_id
      and o.business_day = u.business_day and o.undone_at is null and o.counter_key is null
      and o.coupon_id is null and (o.order_id is null) <> (u.order_id is null)
      and (o.customer_id is null or u.customer_id is null or o.customer_id = u.customer_id) and abs(extract(epoch from o.at - u.at)) <= 7200
    order by abs(extract(epoch from o.at - u.at)), o.coupon_use_id limit 1)
from loyalty.coupon_use u
where a.kind = 'coupon_twice' and a.workspace_id = u.workspace_id and a.about = 'maybe:' || u.coupon_use_id and u.coupon_id is null
  -- A till that made such a key up told of its own hour.
  and a.at = u.at and a.till = u.till;
alter table loyalty.alarm
  add constraint alarm_kind_check check (
    kind in ('staff_number', 'too_many', 'too_late', 'receipt_of_another', 'coupon_twice', 'coupon_maybe_twice', 'coupon_late')),
  add constraint alarm_of_use check ((kind = 'coupon_maybe_twice') = (coupon_use_id is not null));
