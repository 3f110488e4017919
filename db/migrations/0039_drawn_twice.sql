-- Of two rows that became one person's in a table with one row a person, the one that does not count names in merged_from
-- the very person it stands with. Until now it was known only by whose record it stood with: one merged away.
update plays.assignment a set merged_from = coalesce(a.merged_from, a.customer_id), customer_id = coalesce(a.merged_from, a.customer_id)
from customers.customer c
where c.workspace_id = a.workspace_id and c.customer_id = a.customer_id and c.merged_into is not null;

update segments.member m set merged_from = coalesce(m.merged_from, m.customer_id), customer_id = coalesce(m.merged_from, m.customer_id)
from customers.customer c
where c.workspace_id = m.workspace_id and c.customer_id = m.customer_id and c.merged_into is not null;
