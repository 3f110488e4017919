-- Grain: one row: what a shop has that an automation or a message can be about. Sources: loyalty.programme (the version
-- of the day), loyalty.lot, loyalty.coupon. Points end by the programme, or because some that are held do.
with programme as (
  select settings ->> 'unit' as unit, settings from loyalty.programme
  where workspace_id = :workspaceId and starts_on <= :today::date
  order by version desc limit 1
), running as (select unit, settings from programme where (settings ->> 'isOn')::boolean)
select
  exists (select from running where unit = 'stamps') as stamps,
  exists (select from running where unit = 'points') as earns_points,
  exists (select from running where settings -> unit ->> 'expiresAfterDays' is not null)
    or exists (select from loyalty.lot l where l.workspace_id = :workspaceId and l.remaining > 0
      and l.expires_on >= :today::date) as ending_points,
  exists (select from loyalty.coupon k where k.workspace_id = :workspaceId) as coupons
