-- Grain: one row a time that an item of :itemIds was marked sold out and that had not ended before :from.
-- Source: menu.item_mark. Day rule: instants; :from is a day. Known gaps: what nobody marked looks as if it could be had.
select item_id, marked_at, ended_at, until_day
from menu.item_mark
where workspace_id = :workspaceId and item_id = any(:itemIds::uuid[]) and state = 'sold_out'
  and (ended_at is null or ended_at >= :from::date) and (until_day is null or until_day >= :from::date)
order by item_id, marked_at
