-- What let somebody into an automation is named by the order itself, no longer by its day, so that each order can count;
-- and stamps that end are named apart from points. Runs of before are named anew, or the same happening would let in again.

-- Of the orders of her day the last that the automation asks for; any, where its menu has changed since. Records that were
-- merged had orders and runs of their own. A run without any order keeps its name and goes on: there is nothing to tell of it.
update flows.run r set entry_key = 'order:' || told.order_id
from (
  select distinct on (r.workspace_id, r.run_id) r.workspace_id, r.run_id, o.order_id
  from flows.run r
  join flows.version v on v.workspace_id = r.workspace_id and v.flow_id = r.flow_id and v.version = r.version
  join orders.sale_order o on o.workspace_id = r.workspace_id and o.customer_id = r.customer_id
    and o.business_day::text = substr(r.entry_key, 7) and o.gross_minor > 0 and o.ordered_at <= r.entered_at
  where r.entry_key ~ '^order:\d{4}-\d{2}-\d{2}$'
  order by r.workspace_id, r.run_id,
    coalesce(o.merged_from, o.customer_id) = coalesce(r.merged_from, r.customer_id) desc,
    exists (select from orders.order_line l
      join menu.item i on i.workspace_id = l.workspace_id and i.item_id = l.item_id
      where l.workspace_id = o.workspace_id and l.order_id = o.order_id
        and (v.document #> '{trigger,itemIds}' ? i.item_id::text or v.document #> '{trigger,categories}' ? i.category)) desc,
    o.ordered_at desc, o.order_id
) told
where r.workspace_id = told.workspace_id and r.run_id = told.run_id;

-- A day let in once: her other orders up to the last such day have had their turn. Whoever was let in by each order of
-- three days would be told of all of them at once.
insert into flows.run (workspace_id, run_id, flow_id, version, customer_id, merged_from, entry_key, round, due_at, state, entered_at, ended_at)
select o.workspace_id, gen_random_uuid(), last.flow_id, last.version, o.customer_id, o.merged_from, 'order:' || o.order_id, last.round,
  last.entered_at, 'done', last.entered_at, last.entered_at
from (
  select distinct on (r.workspace_id, r.flow_id, r.customer_id) r.workspace_id, r.flow_id, r.customer_id, r.version, r.round,
    r.entered_at, n.business_day
  from flows.run r
  join orders.sale_order n on n.workspace_id = r.workspace_id and n.customer_id = r.customer_id
    and r.entry_key = 'order:' || n.order_id
  order by r.workspace_id, r.flow_id, r.customer_id, n.business_day desc, r.entered_at desc, r.run_id
) last
join flows.flow f on f.workspace_id = last.workspace_id and f.flow_id = last.flow_id
join workspace.workspace w on w.workspace_id = last.workspace_id
join orders.sale_order o on o.workspace_id = last.workspace_id and o.customer_id = last.customer_id
  and o.business_day <= last.business_day and o.gross_minor > 0
  and o.ordered_at > now() + make_interval(days => w.clock_offset_days - 3)
where exists (select from orders.order_line l
    join menu.item i on i.workspace_id = l.workspace_id and i.item_id = l.item_id
    where l.workspace_id = o.workspace_id and l.order_id = o.order_id
      and (f.document #> '{trigger,itemIds}' ? i.item_id::text or f.document #> '{trigger,categories}' ? i.category))
  and not exists (select from flows.run r where r.workspace_id = last.workspace_id and r.flow_id = last.flow_id
    and r.customer_id = last.customer_id and r.entry_key = 'order:' || o.order_id)
on conflict do nothing;

update flows.run r set entry_key = 'stamps:' || substr(r.entry_key, 8)
where r.entry_key ~ '^points:\d{4}-\d{2}-\d{2}$'
  and not exists (select from loyalty.account a join loyalty.lot l on l.workspace_id = a.workspace_id and l.account_id = a.account_id
    where a.workspace_id = r.workspace_id and a.customer_id = r.customer_id and a.unit = 'points'
      and l.expires_on = substr(r.entry_key, 8)::date)
  and exists (select from loyalty.account a join loyalty.lot l on l.workspace_id = a.workspace_id and l.account_id = a.account_id
    where a.workspace_id = r.workspace_id and a.customer_id = r.customer_id and a.unit = 'stamps'
      and l.expires_on = substr(r.entry_key, 8)::date);
