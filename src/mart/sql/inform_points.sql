-- Grain: one row a person and kind, points or stamps, of which some of a purchase (AD-41: not those the shop gave) end from
-- :today on up to :until: how many, the first day, and all she has of that kind. The two are never added together.
-- Sources: loyalty.account, loyalty.lot, loyalty.movement.
select a.customer_id, a.unit, sum(l.remaining)::int as ending, min(l.expires_on) as ends_on,
  (select sum(b.balance) from loyalty.account b where b.workspace_id = :workspaceId and b.customer_id = a.customer_id
    and b.role = 'person' and b.unit = a.unit)::int as balance
from loyalty.account a
join loyalty.lot l on l.workspace_id = a.workspace_id and l.account_id = a.account_id
join loyalty.movement m on m.workspace_id = l.workspace_id and m.movement_id = l.movement_id
where a.workspace_id = :workspaceId and a.role = 'person' and a.unit in ('points', 'stamps')
  and a.customer_id = any(:customerIds::uuid[]) and m.kind = 'earn'
  and l.remaining > 0 and l.expires_on between :today::date and :until::date
group by a.customer_id, a.unit
