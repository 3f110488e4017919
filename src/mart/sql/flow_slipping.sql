-- Grain: one row a person who is later than her own rhythm says (MT-15: twice to three times her usual gap), once for each
-- silence. Sources: mart.customer_fact. Known gaps: who came too seldom to have a rhythm of her own is left out.
select f.customer_id, 'silent:' || f.last_visit_on as entry_key
from mart.customer_fact f
where f.workspace_id = :workspaceId and f.visits >= :minVisits::int and {lapseState} = 'watch'
