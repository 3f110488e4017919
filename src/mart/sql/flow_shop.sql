-- Grain: one row: what a shop has that an automation can be about. Sources: loyalty.programme (the version of the day),
-- loyalty.lot, loyalty.coupon. Points count where they can end: by the programme, or because some held ones do.
with programme as (
  select settings from loyalty.programme where workspace_id = :workspaceId and starts_on <= :today::date
  order by version desc limit 1
)
select
  exists (select from programme where (settings ->> 'isOn')::boolean and settings ->> 'unit' = 'stamps') as stamps,
  exists (select from programme where (settings ->> 'isOn')::boolean
    and settings #>> array[settings ->> 'unit', 'expiresAfterDays'] is not null)
  or exists (select from loyalty.lot l where l.workspace_id = :workspaceId and l.remaining > 0
    and l.expires_on >= :today::date) as points,
  exists (select from loyalty.coupon k where k.workspace_id = :workspaceId) as coupons
