-- Grain: one row a thing that happened with one person, the latest first (FE-03: before, during, after the visit).
-- Sources: touchpoints.touchpoint, orders.*, menu.item, messaging.message, loyalty.coupon, privacy.consent_event, customers.customer.
-- Day rule: instants, to the millisecond, which is what a page's end can say. Known gaps: a refund has no time of its own; it stands right after the order that it was rung up with.
with happened as (
  (select date_trunc('milliseconds', o.ordered_at) as at, 'order' as kind, o.order_id as id,
    jsonb_build_object('orderId', o.order_id, 'orderNo', o.order_no, 'businessDay', o.business_day, 'channel', o.channel,
      'amountMinor', o.gross_minor + o.refund_minor) as data
  from orders.sale_order o
  where o.workspace_id = :workspaceId and o.customer_id = :customerId and o.gross_minor > 0 and 'during' = any(:phases::text[])
    and (date_trunc('milliseconds', o.ordered_at), o.order_id) < (:beforeAt::timestamptz, :beforeId::uuid)
  order by o.ordered_at desc, o.order_id desc limit :limit)
  union all
  (select date_trunc('milliseconds', o.ordered_at) + interval '1 millisecond', 'refund', o.order_id,
    jsonb_build_object('orderId', o.order_id, 'orderNo', o.order_no, 'businessDay', o.business_day, 'amountMinor', o.refund_minor)
  from orders.sale_order o
  where o.workspace_id = :workspaceId and o.customer_id = :customerId and o.refund_minor < 0 and 'after' = any(:phases::text[])
    and (date_trunc('milliseconds', o.ordered_at) + interval '1 millisecond', o.order_id) < (:beforeAt::timestamptz, :beforeId::uuid)
  order by o.ordered_at desc, o.order_id desc limit :limit)
  union all
  (select date_trunc('milliseconds', coalesce(m.sent_at, m.queued_at)), 'message', m.message_id,
    jsonb_build_object('subject', m.subject, 'state', m.state, 'reason', m.reason, 'channel', m.channel, 'playId', m.play_id, 'class', m.class)
  from messaging.message m
  where m.workspace_id = :workspaceId and m.customer_id = :customerId and 'before' = any(:phases::text[])
    and (date_trunc('milliseconds', coalesce(m.sent_at, m.queued_at)), m.message_id) < (:beforeAt::timestamptz, :beforeId::uuid)
  order by 1 desc, 3 desc limit :limit)
  union all
  (select date_trunc('milliseconds', c.created_at), 'coupon_issued', c.coupon_id,
    jsonb_build_object('code', c.code, 'couponKind', c.kind, 'value', c.value, 'validUntil', c.valid_until, 'playId', c.play_id, 'status', c.status)
  from loyalty.coupon c
  where c.workspace_id = :workspaceId and c.customer_id = :customerId and 'before' = any(:phases::text[])
    and (date_trunc('milliseconds', c.created_at), c.coupon_id) < (:beforeAt::timestamptz, :beforeId::uuid)
  order by 1 desc, 3 desc limit :limit)
  union all
  (select date_trunc('milliseconds', c.redeemed_at), 'coupon_redeemed', c.coupon_id,
    jsonb_build_object('code', c.code, 'discountMinor', c.discount_minor, 'playId', c.play_id)
  from loyalty.coupon c
  where c.workspace_id = :workspaceId and c.customer_id = :customerId and c.redeemed_at is not null and 'during' = any(:phases::text[])
    and (date_trunc('milliseconds', c.redeemed_at), c.coupon_id) < (:beforeAt::timestamptz, :beforeId::uuid)
  order by 1 desc, 3 desc limit :limit)
  union all
  (select date_trunc('milliseconds', moved.at), 'points', moved.movement_id,
    jsonb_build_object('unit', moved.unit, 'move', moved.kind, 'amount', moved.amount, 'businessDay', moved.business_day)
  from (
    select m.movement_id, m.at, m.unit, m.kind, m.business_day, sum(e.amount)::bigint as amount
    from loyalty.account a
    join loyalty.entry e on e.workspace_id = a.workspace_id and e.account_id = a.account_id
    join loyalty.movement m on m.workspace_id = e.workspace_id and m.movement_id = e.movement_id
    where a.workspace_id = :workspaceId and a.customer_id = :customerId and 'during' = any(:phases::text[])
      and (date_trunc('milliseconds', m.at), m.movement_id) < (:beforeAt::timestamptz, :beforeId::uuid)
    group by m.movement_id, m.at, m.unit, m.kind, m.business_day
  ) moved order by 1 desc, 3 desc limit :limit)
  union all
  (select date_trunc('milliseconds', e.at), 'consent', e.consent_event_id,
    jsonb_build_object('consentKind', e.kind, 'state', e.state, 'method', e.method)
  from privacy.consent_event e
  where e.workspace_id = :workspaceId and e.customer_id = :customerId and 'before' = any(:phases::text[])
    and (date_trunc('milliseconds', e.at), e.consent_event_id) < (:beforeAt::timestamptz, :beforeId::uuid)
  order by 1 desc, 3 desc limit :limit)
  union all
  (select date_trunc('milliseconds', c.created_at), 'known_since', c.customer_id, jsonb_build_object('source', c.source)
  from customers.customer c
  where c.workspace_id = :workspaceId and c.customer_id = :customerId and 'before' = any(:phases::text[])
    and (date_trunc('milliseconds', c.created_at), c.customer_id) < (:beforeAt::timestamptz, :beforeId::uuid))
  union all
  -- What the log alone tells; its words are read below, of the page alone.
  (select date_trunc('milliseconds', t.at), 'event', t.touchpoint_id,
    jsonb_build_object('event', t.kind, 'phase', t.phase, 'channel', t.channel, 'businessDay', t.business_day,
      'source', coalesce(nullif(s.label, ''), t.source), 'corrects', t.corrects is not null)
  from touchpoints.touchpoint t
  left join touchpoints.source s on s.workspace_id = t.workspace_id and s.source = t.source
  where t.workspace_id = :workspaceId and t.customer_id = :customerId and t.phase = any(:phases::text[])
    -- The first bound is what the index can begin at, the second what a page's end says.
    and t.at < :beforeAt::timestamptz + interval '1 millisecond'
    and (date_trunc('milliseconds', t.at), t.touchpoint_id) < (:beforeAt::timestamptz, :beforeId::uuid)
  order by t.at desc, t.touchpoint_id desc limit :limit)
),
page as (select * from happened order by at desc, id desc, kind desc limit :limit)
select page.at, page.kind, page.id,
  case when page.kind in ('order', 'refund') then page.data || jsonb_build_object('items', coalesce((
    select jsonb_agg(jsonb_build_object('name', i.name, 'options', l.options, 'quantity', l.quantity) order by l.line_no)
    from orders.order_line l join menu.item i on i.workspace_id = l.workspace_id and i.item_id = l.item_id
    where l.workspace_id = :workspaceId and l.order_id = page.id
      and l.kind = any(case page.kind when 'refund' then array['refund'] else array['sale', 'comp'] end)), '[]'))
  when page.kind = 'event' then page.data || (told.of -> 'itself') || jsonb_build_object('replacedBy', told.of -> 'replacement')
  else page.data end as data
from page
left join lateral (
  -- An event of the log, and what put it right (OP-89). Of a payload only what a line on a card can say.
  select jsonb_object_agg(said.which, jsonb_build_object('event', said.kind,
    'words', left(coalesce(said.payload->>'text', said.payload->>'comment', said.payload->>'title', said.payload->>'name',
      said.payload->>'event', said.payload->>'path',
      -- A survey's questions are its sheet's own.
      case when said.kind like 'survey.%' then (select string_agg(answer.value #>> '{}', ' · ')
        from jsonb_each(said.payload) answer where jsonb_typeof(answer.value) in ('string', 'number')) end, ''), 200),
    'score', case when jsonb_typeof(coalesce(said.payload->'rating', said.payload->'score')) = 'number'
      then coalesce(said.payload->'rating', said.payload->'score') end)) as of
  from (
    (select 'itself' as which, t.kind, t.payload from touchpoints.touchpoint t
     where page.kind = 'event' and t.workspace_id = :workspaceId and t.touchpoint_id = page.id)
    union all
    (select 'replacement', t.kind, t.payload from touchpoints.touchpoint t
     where page.kind = 'event' and t.workspace_id = :workspaceId and t.corrects = page.id
     order by t.received_at desc, t.touchpoint_id desc limit 1)
  ) said
) told on true
order by at desc, id desc, kind desc
