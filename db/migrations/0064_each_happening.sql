-- What let somebody into an automation is named by the order itself, no longer by its day, so that each order can count;
-- and stamps that end are named apart from points. Runs of before are named anew, or the same happening would let in again.
update flows.run r set entry_key = 'order:' || told.order_id
from (
  select distinct on (r.workspace_id, r.run_id) r.workspace_id, r.run_id, o.order_id
  from flows.run r
  join orders.sale_order o on o.workspace_id = r.workspace_id and o.customer_id = r.customer_id
    and o.business_day = substr(r.entry_key, 7)::date and o.gross_minor > 0 and o.ordered_at <= r.entered_at
  where r.entry_key ~ '^order:\d{4}-\d{2}-\d{2}$'
  order by r.workspace_id, r.run_id, o.ordered_at desc, o.order_id
) told
where r.workspace_id = told.workspace_id and r.run_id = told.run_id
  -- Two records that were merged may both have entered that day: the second keeps its old name.
  and not exists (select from flows.run other where other.workspace_id = r.workspace_id and other.flow_id = r.flow_id
    and other.customer_id = r.customer_id and other.run_id < r.run_id and other.entry_key = r.entry_key);

update flows.run r set entry_key = 'stamps:' || substr(r.entry_key, 8)
where r.entry_key ~ '^points:\d{4}-\d{2}-\d{2}$'
  and not exists (select from loyalty.account a join loyalty.lot l on l.workspace_id = a.workspace_id and l.account_id = a.account_id
    where a.workspace_id = r.workspace_id and a.customer_id = r.customer_id and a.unit = 'points'
      and l.expires_on = substr(r.entry_key, 8)::date)
  and exists (select from loyalty.account a join loyalty.lot l on l.workspace_id = a.workspace_id and l.account_id = a.account_id
    where a.workspace_id = r.workspace_id and a.customer_id = r.customer_id and a.unit = 'stamps'
      and l.expires_on = substr(r.entry_key, 8)::date);
