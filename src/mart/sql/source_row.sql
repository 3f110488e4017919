-- Grain: one row a thing that came from :source, the latest first; on :day alone when it is given. Sources: touchpoints.touchpoint,
-- orders.sale_order, customers.customer. Day rule: touchpoints by the day they arrived (:dayFrom to :dayTo), sales by business day.
-- Known gaps: none.
(select t.received_at as arrived_at, t.at, t.touchpoint_id as id, t.kind, t.phase, t.customer_id, coalesce(c.name, '') as name, '' as order_no, null::bigint as amount_minor
from touchpoints.touchpoint t
left join customers.customer c on c.workspace_id = t.workspace_id and c.customer_id = t.customer_id
where t.workspace_id = :workspaceId and t.source = :source
  and (:dayFrom::timestamptz is null or (t.received_at >= :dayFrom and t.received_at < :dayTo::timestamptz))
  and (t.received_at, t.touchpoint_id) < (:beforeAt::timestamptz, :beforeId::uuid)
order by t.received_at desc, t.touchpoint_id desc limit :limit)
union all
(select o.ordered_at, o.ordered_at, o.order_id, case when o.gross_minor > 0 then 'order.placed' else 'order.refunded' end, 'during', o.customer_id, coalesce(c.name, ''), o.order_no, o.gross_minor + o.refund_minor
from orders.sale_order o
left join customers.customer c on c.workspace_id = o.workspace_id and c.customer_id = o.customer_id
where o.workspace_id = :workspaceId and o.source = :source and (:day::date is null or o.business_day = :day::date)
  and (o.ordered_at, o.order_id) < (:beforeAt::timestamptz, :beforeId::uuid)
order by o.ordered_at desc, o.order_id desc limit :limit)
order by 1 desc, 3 desc limit :limit
