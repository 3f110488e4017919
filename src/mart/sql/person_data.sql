-- Everything of one person outside of customers and privacy, as she may read it herself (PV-32).
select
  coalesce((select jsonb_agg(o order by o ->> 'orderedAt' desc) from (
    select jsonb_build_object('orderNo', s.order_no, 'orderedAt', s.ordered_at, 'channel', s.channel, 'amountMinor', s.gross_minor + s.refund_minor,
      'items', coalesce((select jsonb_agg(jsonb_build_object('name', i.name, 'quantity', l.quantity, 'amountMinor', l.amount_minor) order by l.line_no)
        from orders.order_line l join menu.item i on i.workspace_id = l.workspace_id and i.item_id = l.item_id
        where l.workspace_id = s.workspace_id and l.order_id = s.order_id), '[]')) as o
    from orders.sale_order s where s.workspace_id = :workspaceId and s.customer_id = :customerId) as orders_of), '[]') as orders,
  coalesce((select jsonb_agg(jsonb_build_object('channel', m.channel, 'class', m.class, 'subject', m.subject, 'sentAt', m.sent_at) order by m.sent_at desc)
    from messaging.message m where m.workspace_id = :workspaceId and m.customer_id = :customerId and m.sent_at is not null), '[]') as messages,
  coalesce((select jsonb_agg(jsonb_build_object('code', c.code, 'status', c.status, 'validUntil', c.valid_until) order by c.created_at desc)
    from loyalty.coupon c where c.workspace_id = :workspaceId and c.customer_id = :customerId), '[]') as coupons,
  coalesce((select jsonb_agg(jsonb_build_object('at', t.at, 'source', t.source, 'kind', t.kind, 'payload', t.payload) order by t.at desc)
    from touchpoints.touchpoint t where t.workspace_id = :workspaceId and t.customer_id = :customerId), '[]') as touchpoints
