-- Grain: one row a person found, the latest visitor first. Sources: customers.*, mart.customer_fact.
-- Day rule: last visit as of the last refresh. {found} selects customer ids.
-- Known gaps: at most :limit people; a name that half the town bears is cut off there.
select c.customer_id, c.name, {phone} as phone, f.last_visit_on, coalesce(f.visits, 0) as visits
from ({found}) found
join customers.customer c on c.workspace_id = :workspaceId and c.customer_id = found.customer_id
left join mart.customer_fact f on f.workspace_id = :workspaceId and f.customer_id = found.customer_id
order by f.last_visit_on desc nulls last, c.name collate "ko-x-icu", c.customer_id
limit :limit
