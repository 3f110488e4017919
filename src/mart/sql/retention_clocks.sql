-- Grain: one row a person whose period has ended or ends soon, the longest silent first.
select c.customer_id, c.name, coalesce(f.last_visit_on, (c.created_at at time zone :timeZone)::date) as counted_from
from customers.customer c
left join mart.customer_fact f on f.workspace_id = c.workspace_id and f.customer_id = c.customer_id
where c.workspace_id = :workspaceId and c.merged_into is null and coalesce(f.last_visit_on, (c.created_at at time zone :timeZone)::date) < :before::date
order by counted_from, c.customer_id
limit :limit
