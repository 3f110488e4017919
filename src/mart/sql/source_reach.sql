-- Grain: one row a source that people were first met through, merged ones counted with whom they are. Sources: customers.customer,
-- customers.contact_point, privacy.consent, messaging.notice. Advertising counts as `mayBeSentAds` of fragments.ts says it (AD-10, AD-15).
-- Day rule: as it stands on :today. Known gaps: the list of refused addresses is asked when a message is sent, not here.
select c.source, count(*)::int as people,
  count(*) filter (where p.mobile)::int as mobile,
  count(*) filter (where p.email)::int as email,
  count(*) filter (where k.marketing and p.email_told_at <= k.ad_email_at)::int as may_email,
  count(*) filter (where k.marketing and p.mobile_told_at <= k.ad_sms_at)::int as may_sms,
  count(*) filter (where k.marketing and (p.email_told_at <= k.ad_email_at or p.mobile_told_at <= k.ad_sms_at))::int as may_either
from customers.customer c
left join (
  select customer_id, bool_or(kind = 'mobile') as mobile, bool_or(kind = 'email') as email,
    min(coalesce(told_by_source_at, '-infinity')) filter (where kind = 'mobile') as mobile_told_at,
    min(coalesce(told_by_source_at, '-infinity')) filter (where kind = 'email') as email_told_at
  from customers.contact_point
  where workspace_id = :workspaceId and kind in ('mobile', 'email') and invalid_since is null
  group by customer_id
) p using (customer_id)
left join (
  select a.customer_id, bool_or(a.kind = 'marketing_use') as marketing, max(a.at) filter (where a.kind = 'ad_email' and {stands}) as ad_email_at,
    max(a.at) filter (where a.kind = 'ad_sms' and {stands}) as ad_sms_at
  from privacy.consent a
  where a.workspace_id = :workspaceId and a.state in ('granted', 'reconfirmed')
  group by a.customer_id
) k using (customer_id)
where c.workspace_id = :workspaceId and c.merged_into is null
group by c.source
order by people desc
