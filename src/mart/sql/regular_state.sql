-- Grain: one row a lapse state in which anybody is; null: no rhythm of her own, which takes three visits.
-- Sources: mart.customer_fact, mart.person_model.
-- Day rule: as of the business day :today (MT-15). Known gaps: people who are not recognised at the till are in none.
select {lapseState} as state, count(*)::int as people, count(m.value_12m_minor)::int as valued,
  coalesce(sum(m.value_12m_minor), 0)::bigint as value_12m_minor,
  coalesce(sum(m.expected_visits_12m), 0)::float8 as visits_12m
from mart.customer_fact f
left join mart.person_model m on m.workspace_id = f.workspace_id and m.customer_id = f.customer_id
where f.workspace_id = :workspaceId
group by 1 order by 1
