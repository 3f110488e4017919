-- Grain: one row a person whose usual hour on her usual weekday begins in at most `:before` minutes. `:minute` is the minute
-- of the shop's day (0-1439). Sources: mart.customer_fact. Known gaps: who has been here today already is left out.
select f.customer_id, 'hour:' || :today::date as entry_key
from mart.customer_fact f
where f.workspace_id = :workspaceId and f.visits >= :minVisits::int and f.usual_hour is not null
  and (f.usual_weekday is null or f.usual_weekday = extract(isodow from :today::date)::int)
  and f.last_visit_on < :today::date and {lapseState} in ('on_rhythm', 'due')
  and (f.usual_hour * 60 - :minute::int + 1440) % 1440 between 1 and :before::int
