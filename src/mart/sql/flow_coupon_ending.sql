-- Grain: one row a person with a coupon that is still good and ends from today on up to `:until`, once a coupon.
-- Sources: loyalty.coupon.
select k.customer_id, 'coupon:' || min(k.coupon_id::text) as entry_key
from loyalty.coupon k
where k.workspace_id = :workspaceId and k.status = 'issued' and k.customer_id is not null
  and k.valid_until between :today::date and :until::date
group by k.customer_id
