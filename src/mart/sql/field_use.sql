-- Grain: one row a built-in field with personal data. People of whom something stands in it, and the day it was last
-- shown or used. Sources: customers.*, staff.access_log, messaging.message, orders.sale_order.
with looked as (
  select max(at) filter (where action in ('view', 'unmask', 'search', 'list')) as people_seen,
         max(at) filter (where action = 'unmask' or subject = 'today') as birthdays_seen,
         max(at) filter (where action in ('view', 'unmask')) as cards_seen
  from staff.access_log where workspace_id = :workspaceId
), mailed as (
  select max(sent_at) as at from messaging.message where workspace_id = :workspaceId and channel = 'email'
), person as (
  select count(*) filter (where name <> '') as names, count(birth_date) as birth_dates, count(*) filter (where note <> '') as notes
  from customers.customer where workspace_id = :workspaceId and merged_into is null
), contact as (
  select count(distinct customer_id) filter (where kind not in ('email', 'card')) as phones,
         count(distinct customer_id) filter (where kind = 'email') as emails,
         count(distinct customer_id) filter (where kind = 'card') as cards
  from customers.contact_point where workspace_id = :workspaceId
), placed as (
  select count(distinct customer_id) as places from customers.address where workspace_id = :workspaceId
), tagged as (
  select count(distinct customer_id) as people from customers.customer_tag where workspace_id = :workspaceId and removed_by_change is null
), known as (
  select count(distinct customer_id) as ids from customers.external_id where workspace_id = :workspaceId
), bought as (
  select count(distinct customer_id) as buyers from orders.sale_order where workspace_id = :workspaceId and customer_id is not null
)
select v.field_key, v.people::int, (v.used_at at time zone :timeZone)::date as last_used_on
from looked, mailed, person, contact, placed, tagged, known, bought
cross join lateral (values
  ('name', names, people_seen),
  ('phone', phones, people_seen),
  ('email', emails, greatest(people_seen, mailed.at)),
  ('member_card', cards, people_seen),
  ('external_id', ids, people_seen),
  ('birth_date', birth_dates, birthdays_seen),
  ('note', notes, cards_seen),
  ('address', places, cards_seen),
  ('tags', tagged.people, people_seen),
  ('orders', buyers, cards_seen)
) as v (field_key, people, used_at)
