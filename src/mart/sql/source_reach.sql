-- Grain: one row a source that people were first met through, merged ones counted with whom they are. Sources: customers.customer, customers.contact_point, privacy.consent.
-- Day rule: as it stands now. Known gaps: the list of refused addresses is asked when a message is sent, not here.
select c.source, count(*)::int as people,
  count(*) filter (where p.mobile)::int as mobile,
  count(*) filter (where p.email)::int as email,
  count(*) filter (where p.email and k.marketing and k.ad_email)::int as may_email,
  count(*) filter (where p.mobile and k.marketing and k.ad_sms)::int as may_sms,
  count(*) filter (where k.marketing and (p.email and k.ad_email or p.mobile and k.ad_sms))::int as may_either
from customers.customer c
left join (
  select customer_id, bool_or(kind = 'mobile') as mobile, bool_or(kind = 'email') as email
  from customers.contact_point
  where workspace_id = :workspaceId and kind in ('mobile', 'email') and invalid_since is null
  group by customer_id
) p using (customer_id)
left join (
  select customer_id, bool_or(kind = 'marketing_use') as marketing, bool_or(kind = 'ad_email') as ad_email, bool_or(kind = 'ad_sms') as ad_sms
  from privacy.consent
  where workspace_id = :workspaceId and state in ('granted', 'reconfirmed')
  group by customer_id
) k using (customer_id)
where c.workspace_id = :workspaceId and c.merged_into is null
group by c.source
order by people desc
