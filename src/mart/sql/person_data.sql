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
  coalesce((select jsonb_agg(jsonb_build_object('at', l.at, 'unit', l.unit, 'kind', l.kind, 'amount', l.amount) order by l.at desc) from (
    select m.at, m.unit, m.kind, sum(e.amount) as amount
    from loyalty.account a
    join loyalty.entry e on e.workspace_id = a.workspace_id and e.account_id = a.account_id
    join loyalty.movement m on m.workspace_id = e.workspace_id and m.movement_id = e.movement_id
    where a.workspace_id = :workspaceId and a.customer_id = :customerId
    group by m.movement_id, m.at, m.unit, m.kind) as l), '[]') as loyalty,
  coalesce((select jsonb_object_agg(b.unit, b.balance) from (
    select a.unit, sum(a.balance) as balance from loyalty.account a
    where a.workspace_id = :workspaceId and a.customer_id = :customerId group by a.unit) as b), '{}') as balances,
  coalesce((select jsonb_agg(jsonb_build_object('at', t.at, 'source', t.source, 'kind', t.kind, 'payload', t.payload) order by t.at desc)
    from touchpoints.touchpoint t where t.workspace_id = :workspaceId and t.customer_id = :customerId), '[]') as touchpoints,
  coalesce((select jsonb_agg(jsonb_build_object('name', f.name, 'enteredAt', r.entered_at, 'endedAt', r.ended_at, 'state', r.state) order by r.entered_at desc)
    from flows.run r join flows.flow f on f.workspace_id = r.workspace_id and f.flow_id = r.flow_id
    where r.workspace_id = :workspaceId and r.customer_id = :customerId), '[]') as automations,
  coalesce((select jsonb_agg(jsonb_build_object('text', h.text, 'from', h.shown_from, 'until', h.shown_until, 'saidAt', h.said_at) order by h.shown_from desc)
    from flows.hint h where h.workspace_id = :workspaceId and h.customer_id = :customerId), '[]') as hints
