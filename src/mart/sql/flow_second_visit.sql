-- Grain: one row a person who came once, on a day between the two, and not again. Sources: mart.customer_fact.
select f.customer_id, 'second'::text as entry_key
from mart.customer_fact f
where f.workspace_id = :workspaceId and f.visits = 1 and f.first_visit_on between :from::date and :until::date
