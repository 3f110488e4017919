-- A redemption of a shared word that may be another one told twice is a doubt of its own kind, which names the two itself:
-- what an alarm is about may be a till's own key.
alter table loyalty.alarm
  drop constraint alarm_kind_check,
  add column coupon_use_id uuid,
  -- The one it may be the same as; null when that one is gone.
  add column other_use_id uuid;
alter table loyalty.alarm
  add constraint alarm_kind_check check (
    kind in ('staff_number', 'too_many', 'too_late', 'receipt_of_another', 'coupon_twice', 'coupon_maybe_twice', 'coupon_late')),
  add constraint alarm_of_use check ((coupon_use_id is not null) = (kind = 'coupon_maybe_twice'));
