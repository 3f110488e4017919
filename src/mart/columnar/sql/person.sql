-- Grain: one row a person who is not merged into another. Sources: customers.customer, customers.contact_point.
-- Day rule: joined_on is the calendar day on the shop's clock.
-- Known gaps: no name, number, address or note; of the birth date the month and the five-year band (PV-70).
select c.customer_id, c.source, (c.created_at at time zone s.time_zone)::date as joined_on,
  extract(month from c.birth_date)::int as birth_month,
  (extract(year from c.birth_date)::int / 5) * 5 as birth_year_band,
  coalesce(p.has_mobile, false) as has_mobile, coalesce(p.has_phone, false) as has_phone, coalesce(p.has_email, false) as has_email,
  coalesce(p.has_card, false) as has_card
from customers.customer c
join workspace.shop s on s.workspace_id = c.workspace_id
left join (
  select customer_id, bool_or(kind = 'mobile' and invalid_since is null) as has_mobile, bool_or(kind not in ('email', 'card')) as has_phone,
    bool_or(kind = 'email' and invalid_since is null) as has_email, bool_or(kind = 'card') as has_card
  from customers.contact_point where workspace_id = {workspace} and customer_id {changed} group by customer_id
) p on p.customer_id = c.customer_id
where c.workspace_id = {workspace} and c.merged_into is null and c.customer_id {changed}
