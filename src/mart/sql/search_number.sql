-- Grain: one row a person who has this number, the latest visitor first. Sources: customers.*, mart.customer_fact.
-- Day rule: last visit as of the last refresh. The number shown is the one that was asked for.
-- A look-up by whole number happens while the phone rings: it is its own query because it can be simpler than the others.
-- It writes its own entry of the access log (PV-55), whether anybody is found or not: `logged` is the outer side of the
-- join, so it always runs; a row without a customer means that nobody was found.
-- Known gaps: at most :limit people share a number.
select s.customer_id, s.name, s.phone, s.last_visit_on, s.visits
from (select staff.log_access(:logId, :logAt, :accountId, 'search', :logSubject, :ip)) logged
left join (
  select c.customer_id, c.name, p.value as phone, f.last_visit_on, coalesce(f.visits, 0) as visits
  -- Two people merged into one may both have the number.
  from (select distinct customer_id, value from customers.contact_point
        where workspace_id = :workspaceId and value = :text::text) p
  join customers.customer c on c.workspace_id = :workspaceId and c.customer_id = p.customer_id
  left join mart.customer_fact f on f.workspace_id = :workspaceId and f.customer_id = p.customer_id
  limit :limit
) s on true
order by s.last_visit_on desc nulls last, s.customer_id
