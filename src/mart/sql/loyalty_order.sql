-- Grain: one row an order whose points are not what its sale says: new, changed, refunded, or somebody else's now.
-- Sources: orders.sale_order, orders.order_line, menu.item, loyalty.receipt. `{whose}`: which orders.
-- Day rule: business days within `:eras`, the days of each version of the rules while they are on. What counts of a bill
-- is by the version that its receipt was booked by, and before that by the version of its day (`:versions`).
-- Pages: after order `:after`, oldest first; null for the first page.
-- Known gaps: an order without lines counts whole, whatever groups earn nothing.
with counted as (
  select o.order_id, o.source, o.order_no, o.business_day, o.ordered_at, o.customer_id, o.merged_from,
    o.gross_minor - coalesce(l.excluded_minor, 0) as bill_minor,
    -least(o.refund_minor - coalesce(l.excluded_refund_minor, 0), 0) as refunded_minor,
    coalesce(l.items, 0)::int as items,
    r.receipt_id, r.bill_minor as booked_minor, r.refunded_minor as booked_refund_minor, r.items as booked_items,
    r.customer_id as booked_for
  from orders.sale_order o
  join jsonb_to_recordset(:eras::jsonb) as e (version int, "startsOn" date, "endsBefore" date)
    on o.business_day >= e."startsOn" and (e."endsBefore" is null or o.business_day < e."endsBefore")
  left join loyalty.receipt r on r.workspace_id = o.workspace_id and r.order_id = o.order_id
  join jsonb_to_recordset(:versions::jsonb) as v (version int, excluded text[], items text[])
    on v.version = coalesce(r.programme_version, e.version)
  left join lateral (
    select sum(l.amount_minor) filter (where l.kind = 'sale' and l.quantity > 0 and l.amount_minor > 0 and i.category = any(v.excluded)) as excluded_minor,
      sum(l.amount_minor) filter (where l.kind = 'refund' and i.category = any(v.excluded)) as excluded_refund_minor,
      greatest(0, floor(sum(case when l.kind = 'refund' then -abs(l.quantity) else l.quantity end)
        filter (where l.kind in ('sale', 'refund') and i.name = any(v.items)))) as items
    from orders.order_line l join menu.item i on i.workspace_id = l.workspace_id and i.item_id = l.item_id
    where l.workspace_id = o.workspace_id and l.order_id = o.order_id
  ) l on true
  where o.workspace_id = :workspaceId and {whose}
    and (:after::uuid is null or (o.ordered_at, o.order_id) > (
      select p.ordered_at, p.order_id from orders.sale_order p where p.workspace_id = :workspaceId and p.order_id = :after::uuid))
)
select c.order_id, c.source, c.order_no, c.business_day, c.ordered_at, c.customer_id, c.merged_from, c.bill_minor, c.refunded_minor, c.items
from counted c
where c.bill_minor > 0 and (c.receipt_id is null or c.booked_minor is distinct from c.bill_minor
  or c.booked_refund_minor <> c.refunded_minor or c.booked_items <> c.items or c.booked_for is distinct from c.customer_id)
order by c.ordered_at, c.order_id
limit :limit
