-- Grain: one row a play, treated person and id of the source. Sources: plays, messaging, loyalty, customers.
-- What really reached people: a message that was sent (or may have been) by whichever channel, or for plays without a
-- channel everybody treated, from the day of the launch, as the offer is handed over.
-- Day rule: :timeZone and :dayEndsAtHour turn the moment of sending into a business day.
-- Known gaps: people without an id of this source are not in it.
select
  p.play_id, e.external_id as person_id, a.customer_id, m.message_id,
  case when m.channel <> 'email' then k.value end as number,
  case when m.message_id is null then coalesce(((a.entered_at at time zone :timeZone::text) - make_interval(hours => :dayEndsAtHour::int))::date, p.launched_on)
    else ((m.sent_at at time zone :timeZone::text) - make_interval(hours => :dayEndsAtHour::int))::date end as received_on,
  c.kind as coupon_kind, c.value as coupon_value, c.code as coupon_code
from plays.play p
join plays.assignment a on a.workspace_id = p.workspace_id and a.play_id = p.play_id and a.arm = 'treatment'
join customers.external_id e
  on e.workspace_id = p.workspace_id and e.customer_id = a.customer_id and e.source = :source
left join messaging.message m
  on m.workspace_id = p.workspace_id and m.play_id = p.play_id and m.customer_id = a.customer_id
  and m.state in ('sent', 'unconfirmed') and m.sent_at is not null
left join customers.contact_point k on k.workspace_id = m.workspace_id and k.contact_point_id = m.contact_point_id
left join loyalty.coupon c
  on c.workspace_id = p.workspace_id and c.play_id = p.play_id and c.customer_id = a.customer_id
where p.workspace_id = :workspaceId and p.state <> 'draft'
  and (m.message_id is not null or 'none' = case when a.variant = 'a' then p.channel
    else (select one ->> 'channel' from jsonb_array_elements(p.other_arms) as listed (one) where one ->> 'key' = a.variant) end)
order by received_on, p.play_id, e.external_id
