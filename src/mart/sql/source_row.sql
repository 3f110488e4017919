-- Grain: one row a thing that came from :source, the latest to arrive first, of what arrived at once the latest to happen; on :day alone when it is given, :rowId alone when that is; with
-- what it put right and what put it right (OP-89). Sources: touchpoints.touchpoint, orders.sale_order, customers.customer, imports.batch
-- (customer and contact files, whose people are no touchpoints). Day rule: touchpoints and files by the day they arrived (:dayFrom
-- to :dayTo), sales by business day. Known gaps: none.
with page as (
  (select t.received_at as arrived_at, t.at, t.touchpoint_id as id, t.kind, t.phase, t.customer_id, coalesce(c.name, '') as name, '' as order_no,
    null::bigint as amount_minor, t.corrects, true as is_touchpoint, false as is_file
  from touchpoints.touchpoint t
  left join customers.customer c on c.workspace_id = t.workspace_id and c.customer_id = t.customer_id
  where t.workspace_id = :workspaceId and t.source = :source
    and (:dayFrom::timestamptz is null or (t.received_at >= :dayFrom and t.received_at < :dayTo::timestamptz))
    and (:rowId::uuid is null or t.touchpoint_id = :rowId::uuid)
    and (t.received_at, t.at, t.touchpoint_id) < (:beforeArrivedAt::timestamptz, :beforeAt::timestamptz, :beforeId::uuid)
  order by t.received_at desc, t.at desc, t.touchpoint_id desc limit :limit)
  union all
  (select o.ordered_at, o.ordered_at, o.order_id, case when o.gross_minor > 0 then 'order.placed' else 'order.refunded' end, 'during', o.customer_id,
    coalesce(c.name, ''), o.order_no, o.gross_minor + o.refund_minor, null, false, false
  from orders.sale_order o
  left join customers.customer c on c.workspace_id = o.workspace_id and c.customer_id = o.customer_id
  where o.workspace_id = :workspaceId and o.source = :source and (:day::date is null or o.business_day = :day::date) and :rowId::uuid is null
    and (o.ordered_at, o.ordered_at, o.order_id) < (:beforeArrivedAt::timestamptz, :beforeAt::timestamptz, :beforeId::uuid)
  order by o.ordered_at desc, o.order_id desc limit :limit)
  union all
  (select b.created_at, b.created_at, b.batch_id, 'file.imported', 'before', null, '', '', null, null, false, true
  from imports.batch b
  where b.workspace_id = :workspaceId and {source} = :source and b.kind in ('customers', 'contacts') and b.state = 'done' and not b.dry_run
    and (:dayFrom::timestamptz is null or (b.created_at >= :dayFrom and b.created_at < :dayTo::timestamptz)) and :rowId::uuid is null
    and (b.created_at, b.created_at, b.batch_id) < (:beforeArrivedAt::timestamptz, :beforeAt::timestamptz, :beforeId::uuid)
  order by b.created_at desc, b.batch_id desc limit :limit)
  order by 1 desc, 2 desc, 3 desc limit :limit
)
select page.arrived_at, page.at, page.id, page.kind, page.phase, page.customer_id, page.name, page.order_no, page.amount_minor, page.is_file,
  (select jsonb_build_object('id', w.touchpoint_id, 'source', w.source, 'kind', w.kind, 'at', w.at)
   from touchpoints.touchpoint w where w.workspace_id = :workspaceId and w.touchpoint_id = page.corrects) as replaces,
  (select jsonb_build_object('id', r.touchpoint_id, 'source', r.source, 'kind', r.kind, 'at', r.at)
   from touchpoints.touchpoint r where page.is_touchpoint and r.workspace_id = :workspaceId and r.corrects = page.id
   order by r.received_at desc, r.touchpoint_id desc limit 1) as replaced_by
from page
order by 1 desc, 2 desc, 3 desc
