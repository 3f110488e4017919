-- Grain: one row a business day from :today on, for :days days: people whose next visit is expected on it, and sale so
-- far unknown. Source: mart.person_model. Day rule: the middle of each one's range. Known gaps: who rests is expected on no day.
select d::date as day, count(m.customer_id)::int as people
from generate_series(:today::date, :today::date + (:days::int - 1), interval '1 day') as d
left join mart.person_model m on m.workspace_id = :workspaceId and m.expected_next_on = d::date
group by d order by d
