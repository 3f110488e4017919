-- Grain: one row a person with at least :minVisits visits, the most valuable first, at most :limit, each with how many
-- there are in all. Names in clear: whoever
-- asks masks and logs. Sources: mart.customer_fact, mart.person_model, customers.customer.
-- Day rule: as of the business day :today. Known gaps: value is null where no model is to be trusted; then worth a month sorts.
select f.customer_id, c.name, f.visits, f.first_visit_on, f.last_visit_on, {daysSinceLast} as days_since_last, {closedDays} as closed_days,
  f.own_interval_days, f.interval_days, {lapseState} as state,
  f.usual_weekday, f.usual_weekday_visits, f.usual_hour, f.usual_hour_visits, f.worth_per_month_minor,
  m.model, m.p_alive, m.expected_visits_12m as visits_12m, m.value_12m_minor, m.value_12m_low_minor, m.value_12m_high_minor,
  m.expected_next_on, m.expected_half_from_on, m.expected_half_to_on, m.expected_from_on, m.expected_to_on,
  (select count(*) from mart.customer_fact a where a.workspace_id = :workspaceId and a.visits >= :minVisits)::int as all_people
from mart.customer_fact f
join customers.customer c on c.workspace_id = f.workspace_id and c.customer_id = f.customer_id
left join mart.person_model m on m.workspace_id = f.workspace_id and m.customer_id = f.customer_id
where f.workspace_id = :workspaceId and f.visits >= :minVisits
order by m.value_12m_minor desc nulls last, f.worth_per_month_minor desc, f.customer_id
limit :limit
