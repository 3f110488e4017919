-- Grain: one row a message to a person. Source: messaging.message.
-- Day rule: calendar days on the shop's clock. Known gaps: no words and no address (PV-70).
select m.message_id, m.customer_id, m.play_id, m.class, m.channel, m.state, m.reason,
  (m.queued_at at time zone s.time_zone)::date as queued_on, (m.sent_at at time zone s.time_zone)::date as sent_on,
  m.opted_out_at is not null as has_opted_out
from messaging.message m
join workspace.shop s on s.workspace_id = m.workspace_id
where m.workspace_id = {workspace} and m.message_id {changed}
