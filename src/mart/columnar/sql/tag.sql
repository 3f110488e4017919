-- Grain: one row a tag. Source: customers.tag. Day rule: none, what holds now. Known gaps: archived tags are not in it.
select t.tag_id, t.name from customers.tag t where t.workspace_id = {workspace} and t.archived_at is null
