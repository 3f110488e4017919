-- Grain: one row a run of a flow, the latest entered first; `after` is the last run of the page before.
-- Sources: flows.run, flows.version, customers.customer.
select r.run_id, r.customer_id, c.name, r.state, r.version, r.round, r.step_key, r.due_at, r.reason, r.entered_at, r.ended_at, r.choices
from flows.run r
join customers.customer c on c.workspace_id = r.workspace_id and c.customer_id = r.customer_id
where r.workspace_id = :workspaceId and r.flow_id = :flowId and (:state::text is null or r.state = :state)
  and (:after::uuid is null or (r.entered_at, r.run_id) < (select p.entered_at, p.run_id from flows.run p
    where p.workspace_id = :workspaceId and p.run_id = :after))
order by r.entered_at desc, r.run_id desc limit :limit
