-- Everything of one person that stands in rows, part by part, as she may read it herself (PV-30, PV-32). What stays with the
-- record it was written on when two become one is looked for under everybody who is she. Left out: scores (PV-81), what is
-- there to prove a link or a message (hashes), and pairs of records that only look alike, because the other may be somebody else.
with her as (
  select c.customer_id from customers.customer c
  where c.workspace_id = :workspaceId and (c.customer_id = :customerId or c.merged_into = :customerId)
)
select 'orders' as part, (select jsonb_agg(o order by o ->> 'orderedAt' desc) from (
  select jsonb_build_object('orderNo', s.order_no, 'orderedAt', s.ordered_at, 'channel', s.channel, 'tableNo', s.table_no, 'amountMinor', s.gross_minor + s.refund_minor,
    'items', coalesce((select jsonb_agg(jsonb_build_object('name', i.name, 'quantity', l.quantity, 'amountMinor', l.amount_minor) order by l.line_no)
      from orders.order_line l join menu.item i on i.workspace_id = l.workspace_id and i.item_id = l.item_id
      where l.workspace_id = s.workspace_id and l.order_id = s.order_id), '[]')) as o
  from orders.sale_order s where s.workspace_id = :workspaceId and s.customer_id = :customerId) as orders_of) as rows
union all
select 'messages', (select jsonb_agg(jsonb_build_object('channel', m.channel, 'class', m.class, 'subject', m.subject, 'text', m.body, 'state', m.state, 'queuedAt', m.queued_at, 'sentAt', m.sent_at) order by m.queued_at desc)
  from messaging.message m where m.workspace_id = :workspaceId and m.customer_id = :customerId)
union all
select 'notices', (select jsonb_agg(jsonb_build_object('kind', n.kind, 'about', n.consent_kind, 'saidOn', n.said_on, 'dueOn', n.due_on, 'state', n.state, 'sentAt', n.sent_at) order by n.created_at desc)
  from messaging.notice n where n.workspace_id = :workspaceId and n.customer_id = :customerId)
union all
select 'complaints', (select jsonb_agg(jsonb_build_object('openedAt', c.opened_at, 'closedAt', c.closed_at) order by c.opened_at desc)
  from messaging.complaint c where c.workspace_id = :workspaceId and c.customer_id = :customerId)
union all
select 'coupons', (select jsonb_agg(jsonb_build_object('code', c.code, 'status', c.status, 'validUntil', c.valid_until) order by c.created_at desc)
  from loyalty.coupon c where c.workspace_id = :workspaceId and c.customer_id = :customerId)
union all
select 'couponUses', (select jsonb_agg(jsonb_build_object('at', u.at, 'billMinor', u.bill_minor, 'discountMinor', u.discount_minor, 'undoneAt', u.undone_at) order by u.at desc)
  from (
    select at, bill_minor, discount_minor, undone_at from loyalty.coupon_use
    where workspace_id = :workspaceId and customer_id = :customerId
    union all
    select c.used_at, c.bill_minor, c.discount_minor, x.undone_at
    from plays.code_use_person w
    join plays.code_use c on c.workspace_id = w.workspace_id and c.use_id = w.use_id
    left join plays.code_use_undone x on x.workspace_id = c.workspace_id and x.use_id = c.use_id
    where w.workspace_id = :workspaceId and w.customer_id = :customerId) as u)
union all
select 'loyalty', (select jsonb_agg(jsonb_build_object('at', l.at, 'unit', l.unit, 'kind', l.kind, 'amount', l.amount) order by l.at desc) from (
  select m.at, m.unit, m.kind, sum(e.amount) as amount
  from loyalty.account a
  join loyalty.entry e on e.workspace_id = a.workspace_id and e.account_id = a.account_id
  join loyalty.movement m on m.workspace_id = e.workspace_id and m.movement_id = e.movement_id
  where a.workspace_id = :workspaceId and a.customer_id = :customerId
  group by m.movement_id, m.at, m.unit, m.kind) as l)
union all
select 'balances', (select jsonb_agg(jsonb_build_object('unit', b.unit, 'balance', b.balance) order by b.unit) from (
  select a.unit, sum(a.balance) as balance from loyalty.account a
  where a.workspace_id = :workspaceId and a.customer_id = :customerId group by a.unit) as b)
union all
select 'receipts', (select jsonb_agg(jsonb_build_object('at', r.at, 'receiptNo', r.receipt_no, 'unit', r.unit, 'billMinor', r.bill_minor, 'used', r.used, 'earned', r.earned) order by r.at desc)
  from loyalty.receipt r where r.workspace_id = :workspaceId and r.customer_id = :customerId)
union all
select 'tiers', (select jsonb_agg(jsonb_build_object('tier', k.tier_key, 'since', k.since, 'keepUntil', k.keep_until) order by k.since desc)
  from loyalty.tier_kept k where k.workspace_id = :workspaceId and k.customer_id = :customerId)
union all
select 'staffMarks', (select jsonb_agg(jsonb_build_object('markedAt', s.marked_at) order by s.marked_at)
  from loyalty.staff_person s where s.workspace_id = :workspaceId and s.customer_id = :customerId)
union all
select 'alarms', (select jsonb_agg(jsonb_build_object('kind', a.kind, 'at', a.at, 'seenAt', a.seen_at) order by a.at desc)
  from loyalty.alarm a where a.workspace_id = :workspaceId and a.customer_id = :customerId)
union all
select 'touchpoints', (select jsonb_agg(jsonb_build_object('at', t.at, 'source', t.source, 'kind', t.kind, 'payload', t.payload) order by t.at desc)
  from touchpoints.touchpoint t where t.workspace_id = :workspaceId and t.customer_id = :customerId)
union all
select 'automations', (select jsonb_agg(jsonb_build_object('name', f.name, 'enteredAt', r.entered_at, 'endedAt', r.ended_at, 'state', r.state) order by r.entered_at desc)
  from flows.run r join flows.flow f on f.workspace_id = r.workspace_id and f.flow_id = r.flow_id
  where r.workspace_id = :workspaceId and r.customer_id = :customerId)
union all
select 'hints', (select jsonb_agg(jsonb_build_object('text', h.text, 'from', h.shown_from, 'until', h.shown_until, 'saidAt', h.said_at) order by h.shown_from desc)
  from flows.hint h where h.workspace_id = :workspaceId and h.customer_id = :customerId)
union all
select 'plays', (select jsonb_agg(jsonb_build_object('name', p.name, 'arm', a.arm, 'enteredAt', a.entered_at) order by p.created_at desc)
  from plays.assignment a join plays.play p on p.workspace_id = a.workspace_id and p.play_id = a.play_id
  where a.workspace_id = :workspaceId and a.customer_id in (select customer_id from her))
union all
select 'groups', (select jsonb_agg(jsonb_build_object('name', s.name, 'since', m.since) order by m.since desc)
  from segments.member m join segments.segment s on s.workspace_id = m.workspace_id and s.segment_id = m.segment_id
  where m.workspace_id = :workspaceId and m.customer_id in (select customer_id from her))
union all
select 'groupChanges', (select jsonb_agg(jsonb_build_object('name', s.name, 'change', m.change, 'at', m.at) order by m.at desc)
  from segments.member_event m join segments.segment s on s.workspace_id = m.workspace_id and s.segment_id = m.segment_id
  where m.workspace_id = :workspaceId and m.customer_id = :customerId)
union all
select 'addresses', (select jsonb_agg(jsonb_build_object('address', a.full_text, 'source', a.source, 'since', a.created_at) order by a.created_at)
  from customers.address a where a.workspace_id = :workspaceId and a.customer_id = :customerId)
union all
select 'numbersElsewhere', (select jsonb_agg(jsonb_build_object('source', x.source, 'id', x.external_id) order by x.source, x.external_id)
  from customers.external_id x where x.workspace_id = :workspaceId and x.customer_id = :customerId)
union all
select 'tags', (select jsonb_agg(jsonb_build_object('name', t.name, 'source', c.source, 'since', c.added_at, 'isTakenOff', c.removed_by_change is not null) order by c.added_at)
  from customers.customer_tag c join customers.tag t on t.workspace_id = c.workspace_id and t.tag_id = c.tag_id
  where c.workspace_id = :workspaceId and c.customer_id = :customerId)
union all
select 'ownFields', (select jsonb_agg(jsonb_build_object('nameKo', f.label_ko, 'nameEn', f.label_en, 'value', v.value, 'sealed', encode(v.value_sealed, 'base64'), 'source', v.source, 'since', v.updated_at) order by v.field_key)
  from customers.field_value v join customers.field f on f.workspace_id = v.workspace_id and f.field_key = v.field_key
  where v.workspace_id = :workspaceId and v.customer_id = :customerId)
union all
select 'households', (select jsonb_agg(jsonb_build_object('kind', h.kind, 'name', h.name, 'businessNo', h.business_no, 'since', m.added_at) order by m.added_at)
  from customers.household_member m join customers.household h on h.workspace_id = m.workspace_id and h.household_id = m.household_id
  where m.workspace_id = :workspaceId and m.customer_id = :customerId)
union all
select 'changes', (select jsonb_agg(jsonb_build_object('field', c.field, 'before', c.old_value, 'after', c.new_value, 'source', c.source, 'at', c.changed_at) order by c.changed_at desc)
  from customers.field_change c where c.workspace_id = :workspaceId and c.customer_id in (select customer_id from her))
union all
select 'fromFiles', (select jsonb_agg(jsonb_build_object('name', g.name, 'birthDate', g.birth_date, 'birthday', g.birthday, 'note', g.note, 'at', g.updated_at_after) order by g.updated_at_after desc)
  from customers.filled_gap g where g.workspace_id = :workspaceId and g.customer_id in (select customer_id from her))
union all
select 'merges', (select jsonb_agg(jsonb_build_object('at', m.at, 'undoneAt', m.undone_at) order by m.at desc)
  from customers.merge m where m.workspace_id = :workspaceId
    and (m.into_customer_id in (select customer_id from her) or m.from_customer_id in (select customer_id from her)))
union all
select 'guardians', (select jsonb_agg(jsonb_build_object('name', g.name, 'askedAt', g.asked_at, 'verifiedAt', g.verified_at, 'method', g.method) order by g.asked_at)
  from privacy.guardian g where g.workspace_id = :workspaceId and g.customer_id = :customerId)
union all
select 'ownPageLinks', (select jsonb_agg(jsonb_build_object('madeAt', l.created_at, 'openedAt', l.opened_at) order by l.created_at desc)
  from privacy.self_link l where l.workspace_id = :workspaceId and l.customer_id = :customerId)
union all
select 'periodEnded', (select jsonb_agg(jsonb_build_object('toldOn', o.told_on) order by o.told_on)
  from privacy.overdue_person o where o.workspace_id = :workspaceId and o.customer_id = :customerId)
union all
select 'figures', (select jsonb_agg(jsonb_build_object('visits', f.visits, 'firstVisitOn', f.first_visit_on, 'lastVisitOn', f.last_visit_on, 'spentMinor', f.net_minor, 'usualWeekday', f.usual_weekday, 'usualHour', f.usual_hour, 'usualItems', f.usual_items))
  from mart.customer_fact f where f.workspace_id = :workspaceId and f.customer_id = :customerId)
union all
select 'expectedVisits', (select jsonb_agg(jsonb_build_object('expectedNextOn', p.expected_next_on, 'computedAt', p.fitted_at))
  from mart.person_model p where p.workspace_id = :workspaceId and p.customer_id = :customerId)
