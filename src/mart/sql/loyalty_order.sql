-- Grain: one row an order of a known person whose points are not what its sale says: new, changed, refunded, or somebody else's now.
-- Sources: orders.sale_order, orders.order_line, menu.item, loyalty.receipt. Day rule: business days from :startsOn on.
-- Known gaps: an order without lines counts whole, whatever groups earn nothing.
with counted as (
  select o.order_id, o.source, o.order_no, o.business_day, o.ordered_at, o.customer_id, o.merged_from,
    o.gross_minor - coalesce(l.excluded_minor, 0) as bill_minor,
    -least(o.refund_minor - coalesce(l.excluded_refund_minor, 0), 0) as refunded_minor,
    coalesce(l.items, 0)::int as items
  from orders.sale_order o
  left join lateral (
    select sum(l.amount_minor) filter (where l.kind = 'sale' and l.quantity > 0 and l.amount_minor > 0 and i.category = any(:excluded::text[])) as excluded_minor,
      sum(l.amount_minor) filter (where l.kind = 'refund' and i.category = any(:excluded::text[])) as excluded_refund_minor,
      greatest(0, floor(sum(case when l.kind = 'refund' then -abs(l.quantity) else l.quantity end)
        filter (where l.kind in ('sale', 'refund') and i.name = any(:items::text[])))) as items
    from orders.order_line l join menu.item i on i.workspace_id = l.workspace_id and i.item_id = l.item_id
    where l.workspace_id = o.workspace_id and l.order_id = o.order_id
  ) l on true
  where o.workspace_id = :workspaceId and o.customer_id is not null and o.business_day >= :startsOn
    and (:customerIds::uuid[] is null or o.customer_id = any(:customerIds::uuid[]))
)
select c.* from counted c
left join loyalty.receipt r on r.workspace_id = :workspaceId and r.order_id = c.order_id
where c.bill_minor > 0 and (r.receipt_id is null or r.bill_minor is distinct from c.bill_minor or r.refunded_minor <> c.refunded_minor
  or r.items <> c.items or r.customer_id is distinct from c.customer_id)
order by c.ordered_at, c.order_id
limit :limit
