-- Grain: one row a person and kind, points or stamps, of which some end on a day from today on up to `:until`, once for each
-- such day.
-- Sources: loyalty.account, loyalty.lot.
select a.customer_id, a.unit || ':' || min(l.expires_on) as entry_key
from loyalty.account a
join loyalty.lot l on l.workspace_id = a.workspace_id and l.account_id = a.account_id
where a.workspace_id = :workspaceId and a.role = 'person' and a.unit in ('points', 'stamps') and a.customer_id is not null
  and l.remaining > 0 and l.expires_on between :today::date and :until::date
group by a.customer_id, a.unit
