-- Grain: one row an item that is marked sold out on a business day. Sources: menu.item_mark, menu.item, plays.play.
select i.name, m.marked_at,
  exists (select from plays.play p
    cross join lateral (select p.offer union all select arm -> 'offer' from jsonb_array_elements(p.other_arms) arm) as one (offer)
    where p.workspace_id = i.workspace_id and p.play_id = :playId::uuid and one.offer ->> 'itemId' = i.item_id::text) as is_offered,
  array(select o.name from menu.item o
    where o.workspace_id = i.workspace_id and o.name <> i.name and strpos(o.name, i.name) > 0
      and not exists (select from menu.item_mark n where n.workspace_id = o.workspace_id and n.item_id = o.item_id and n.state = 'sold_out'
        and n.ended_at is null and (n.until_day is null or n.until_day >= :today::date))) as longer_names
from menu.item_mark m
join menu.item i on i.workspace_id = m.workspace_id and i.item_id = m.item_id
where m.workspace_id = :workspaceId and m.state = 'sold_out' and m.ended_at is null
  and (m.until_day is null or m.until_day >= :today::date)
