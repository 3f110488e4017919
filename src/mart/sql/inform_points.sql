-- Grain: one row a person and kind, points or stamps, of which some end from :today on up to :until: how many of a purchase
-- (AD-41: not those the shop or somebody else gave) and their first day, both null where only given ones end, and all she
-- has of that kind. The two kinds are never added together.
-- Sources: loyalty.account, loyalty.lot, loyalty.movement.
select a.customer_id, a.unit, (sum(l.remaining) filter (where m.kind = 'earn'))::int as ending,
  min(l.expires_on) filter (where m.kind = 'earn') as ends_on,
  (select sum(b.balance) from loyalty.account b where b.workspace_id = :workspaceId and b.customer_id = a.customer_id
    and b.role = 'person' and b.unit = a.unit)::int as balance
from loyalty.account a
join loyalty.lot l on l.workspace_id = a.workspace_id and l.account_id = a.account_id
join loyalty.movement m on m.workspace_id = l.workspace_id and m.movement_id = l.movement_id
where a.workspace_id = :workspaceId and a.role = 'person' and a.unit in ('points', 'stamps')
  and a.customer_id = any(:customerIds::uuid[])
  and l.remaining > 0 and l.expires_on between :today::date and :until::date
group by a.customer_id, a.unit
