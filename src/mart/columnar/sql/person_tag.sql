-- Grain: one row a person and tag. Sources: customers.customer_tag, customers.tag.
-- Day rule: none, what holds now. Known gaps: archived tags are not in it.
select distinct c.customer_id, c.tag_id
from customers.customer_tag c
join customers.tag t on t.workspace_id = c.workspace_id and t.tag_id = c.tag_id and t.archived_at is null
where c.workspace_id = {workspace} and c.removed_by_change is null and c.customer_id {changed}
