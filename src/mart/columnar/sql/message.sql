-- Grain: one row a message to a person. Sources: messaging.message, messaging.notice.
-- Day rule: calendar days on the shop's clock; confirms_until is a day of the law's calendar (AD-15).
-- Known gaps: no words and no address (PV-70).
select m.message_id, m.customer_id, m.play_id, m.class, m.channel, m.state, m.reason,
  (m.queued_at at time zone s.time_zone)::date as queued_on, (m.sent_at at time zone s.time_zone)::date as sent_on,
  m.opted_out_at is not null as has_opted_out, n.consent_kind as confirms,
  case when n.consent_kind is not null and m.state = 'sent'
    then ((m.sent_at at time zone 'Asia/Seoul')::date + interval '24 months' - interval '1 day')::date end as confirms_until
from messaging.message m
join workspace.shop s on s.workspace_id = m.workspace_id
left join messaging.notice n on m.class = 'notice_legal' and n.workspace_id = m.workspace_id and n.message_id = m.message_id
  and n.customer_id = m.customer_id and n.kind = 'reconfirmation'
where m.workspace_id = {workspace} and m.message_id {changed}
