-- Grain: one row a business day from :today on, for :days days: how many people are expected on it, and sale so far unknown.
-- Source: mart.person_model. Day rule: each one's chance is spread over her range: half of it evenly over the inner range, a
-- quarter before it, a fifth after it, times the chance that she still comes at all; what falls on one of :closedDays, known
-- to be closed, comes on the next open day. Known gaps: only the next visit of each counts; who rests is expected on no day.
with person as (
  select expected_from_on as first_on, expected_half_from_on as half_from_on, expected_half_to_on as half_to_on,
    expected_to_on as last_on, coalesce(p_alive, 1) as p_alive
  from mart.person_model
  where workspace_id = :workspaceId and expected_to_on >= :today::date and expected_from_on < :today::date + :days::int
), chance as (
  select d::date as day, sum(p_alive * case
      when d::date < half_from_on then 0.25 / (half_from_on - first_on)
      when d::date > half_to_on then 0.2 / (last_on - half_to_on)
      else (0.5 + case when first_on = half_from_on then 0.25 else 0 end + case when last_on = half_to_on then 0.2 else 0 end)
        / (half_to_on - half_from_on + 1)
    end) as people
  from person, generate_series(greatest(first_on, :today::date), least(last_on, :today::date + :days::int - 1), interval '1 day') as d
  group by 1
)
select d::date as day, round(coalesce(sum(c.people), 0))::int as people
from generate_series(:today::date, :today::date + (:days::int - 1), interval '1 day') as d
left join (
  select (select min(o)::date from generate_series(day, :today::date + (:days::int - 1), interval '1 day') as o
    where o::date <> all(:closedDays::date[])) as day, people
  from chance
) c on c.day = d::date
group by d order by d
