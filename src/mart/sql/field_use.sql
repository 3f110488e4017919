-- Grain: one row a field with personal data, built in or the shop's own. People of whom something stands in it (null of own
-- ones, which are counted elsewhere), and the day it was last shown or used. What asks by itself (a group, a view, a play or
-- automation that is on, a saved map of an import) uses its fields every day that it stands. Day rule: business days.
-- Sources: customers.*, staff.access_log, messaging.message, orders.sale_order, segments.segment, plays.play, flows.flow, imports.map, imports.batch.
with asking as (
  select :today::date as used_on, rule, '[]'::jsonb as columns, '{}'::jsonb as map
  from segments.segment where workspace_id = :workspaceId and removed_at is null
  union all
  select :today::date, filter, columns, '{}' from customers.saved_view where workspace_id = :workspaceId
  union all
  select case state when 'running' then :today::date else coalesce(((finished_at at time zone :timeZone) - make_interval(hours => :dayEndsAtHour::int))::date, launched_on) end, rule, '[]', '{}'
  from plays.play where workspace_id = :workspaceId and launched_on is not null
  union all
  select :today::date, document, '[]', '{}' from flows.flow where workspace_id = :workspaceId and state = 'on'
  union all
  select ((created_at at time zone :timeZone) - make_interval(hours => :dayEndsAtHour::int))::date, filter, columns, '{}' from customers.list_export where workspace_id = :workspaceId
  union all
  select :today::date, '{}', '[]', map from imports.map where workspace_id = :workspaceId
  union all
  select ((created_at at time zone :timeZone) - make_interval(hours => :dayEndsAtHour::int))::date, '{}', '[]', map from imports.batch
  where workspace_id = :workspaceId and map is not null and not dry_run and state = 'done'
), asked as (
  select max(used_on) filter (where jsonb_path_exists(rule, '$.** ? (@.fact == "birthday")') or columns ? 'birthday'
           or map -> 'columns' ? 'birth_date') as birthdays,
         max(used_on) filter (where map -> 'columns' ? 'note') as notes,
         max(used_on) filter (where map -> 'columns' ?| array['address', 'street', 'city']) as addresses,
         max(used_on) filter (where jsonb_path_exists(rule, '$.** ? (@.fact == "visits" || @.fact == "spend" || @.fact == "bought"
           || @.fact == "ordered" || @.fact == "lastVisit" || @.fact == "lapse" || @.fact == "rfm")') or map ->> 'kind' = 'sales') as orders
  from asking
), looked as (
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
select v.field_key, v.people::int, greatest(((v.used_at at time zone :timeZone) - make_interval(hours => :dayEndsAtHour::int))::date, v.asked_on) as last_used_on
from looked, mailed, person, contact, placed, tagged, known, bought, asked
cross join lateral (values
  ('name', names, people_seen, null::date),
  ('phone', phones, people_seen, null),
  ('email', emails, greatest(people_seen, mailed.at), null),
  ('member_card', cards, people_seen, null),
  ('external_id', ids, people_seen, null),
  ('birth_date', birth_dates, birthdays_seen, asked.birthdays),
  ('note', person.notes, cards_seen, asked.notes),
  ('address', places, cards_seen, asked.addresses),
  ('tags', tagged.people, people_seen, null),
  ('orders', buyers, cards_seen, asked.orders)
) as v (field_key, people, used_at, asked_on)
union all
select 'custom.' || f.field_key, null, greatest(
  (select max(a.used_on) from asking a
   where jsonb_path_exists(a.rule, '$.** ? (@.fact == "field" && @.key == $key)', jsonb_build_object('key', f.field_key))
      or a.columns ? ('field:' || f.field_key)
      or a.map -> 'customFields' ?| array[f.field_key, f.label_ko, f.label_en]),
  -- Written by a file, a program or by hand.
  (select ((max(w.updated_at) at time zone :timeZone) - make_interval(hours => :dayEndsAtHour::int))::date from customers.field_value w
   where w.workspace_id = f.workspace_id and w.field_key = f.field_key))
from customers.field f where f.workspace_id = :workspaceId
