-- Grain: one row a person and kind of consent. Sources: privacy.consent, customers.contact_point.
-- Day rule: the calendar day on the shop's clock since which it holds; stands_until is a day of the law's calendar (AD-15).
-- covers_address: an address works that she knew of when she agreed, as no source gave it later (AD-10).
-- Known gaps: earlier answers stay in the ledger.
select k.customer_id, k.kind, k.state, (k.at at time zone s.time_zone)::date as since,
  ((k.at at time zone 'Asia/Seoul')::date + interval '24 months' - interval '1 day')::date as stands_until,
  coalesce(case k.kind when 'ad_email' then p.email_told_at when 'ad_sms' then p.mobile_told_at when 'ad_kakao' then p.mobile_told_at end
    <= k.at, false) as covers_address
from privacy.consent k
join workspace.shop s on s.workspace_id = k.workspace_id
left join (
  select customer_id, min(coalesce(told_by_source_at, '-infinity')) filter (where kind = 'email') as email_told_at,
    min(coalesce(told_by_source_at, '-infinity')) filter (where kind = 'mobile') as mobile_told_at
  from customers.contact_point
  where workspace_id = {workspace} and customer_id {changed} and kind in ('email', 'mobile') and invalid_since is null
  group by customer_id
) p on p.customer_id = k.customer_id
where k.workspace_id = {workspace} and k.customer_id {changed}
