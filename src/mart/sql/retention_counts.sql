select count(*) filter (where day < :overdueBefore::date)::int as overdue, count(*) filter (where day >= :overdueBefore::date)::int as soon
from (
  select coalesce(f.last_visit_on, (c.created_at at time zone :timeZone)::date) as day
  from customers.customer c
  left join mart.customer_fact f on f.workspace_id = c.workspace_id and f.customer_id = c.customer_id
  where c.workspace_id = :workspaceId and c.merged_into is null
) known
where day < :soonBefore::date
