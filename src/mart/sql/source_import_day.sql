-- Grain: one row a source and business day on which a sales file of it was imported, over the :days days before :today and
-- at least the last :count of each source, in order. Source: imports.batch. Day rule: business days, as all
-- that is told beside them: what was brought at two in the morning is not tomorrow's. Known gaps: dry runs, failed and undone imports count nothing.
select source, day
from (
  select source, day, row_number() over (partition by source order by day desc) as nth
  from (
    select distinct source, ((created_at at time zone :timeZone) - make_interval(hours => :dayEndsAtHour::int))::date as day
    from imports.batch
    where workspace_id = :workspaceId and kind = 'sales' and state = 'done' and not dry_run
  ) brought
) ranked
where day > :today::date - :days::int or nth <= :count::int
order by source, day
