-- Grain: one row a person found, the latest visitor first. Sources: customers.*, mart.customer_fact.
-- Day rule: last visit as of the last refresh. {found} selects customer ids.
-- The look-up writes its own entry of the access log (PV-55), whether anybody is found or not: `logged` is the outer side
-- of the join, so it always runs; a row without a customer means that nobody was found.
-- Known gaps: at most :limit people; a name that half the town bears is cut off there.
select s.*
from (select staff.log_access(:logId, :logAt, :accountId, 'search', :logSubject, :ip)) logged
left join (
  select c.customer_id, c.name, {phone} as phone, f.last_visit_on, coalesce(f.visits, 0) as visits
  -- Somebody who was merged is found as who shows her, and both may have what is looked for.
  from (select distinct coalesce(k.merged_into, k.customer_id) as customer_id from ({found}) every
        join customers.customer k on k.workspace_id = :workspaceId and k.customer_id = every.customer_id) found
  join customers.customer c on c.workspace_id = :workspaceId and c.customer_id = found.customer_id
  left join mart.customer_fact f on f.workspace_id = :workspaceId and f.customer_id = found.customer_id
  order by f.last_visit_on desc nulls last, c.name collate "ko-x-icu", c.customer_id
  limit :limit
) s on true
order by s.last_visit_on desc nulls last, s.name collate "ko-x-icu", s.customer_id
