-- Grain: one row a person and usual item, at most three. Source: mart.customer_fact.
-- Day rule: business days (MT-10). Known gaps: as fresh as the last refresh of mart.customer_fact.
select f.customer_id, (u.item ->> 'itemId')::uuid as item_id, u.place::int as place, (u.item ->> 'visits')::int as visits,
  (u.item ->> 'share')::float8 as share
from mart.customer_fact f
cross join jsonb_array_elements(f.usual_items) with ordinality as u(item, place)
where f.workspace_id = {workspace} and f.customer_id {changed}
