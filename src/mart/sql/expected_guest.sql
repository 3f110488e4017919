-- Grain: one row a person whose rhythm says today; the most valued first, with the number of all of them.
-- Sources: mart.customer_fact, mart.person_model, customers.customer. Somebody is expected when she has a rhythm of her own (three visits),
-- the days since her last visit lie within a fifth (at least a day) of it, and today is her weekday where she has one; or when
-- her next visit is foreseen for this very day, as where all keep the same days and she missed her last turn.
-- Day rule: business days of the shop. Known gaps: who has been here today already is left out.
select f.customer_id, c.name, f.visits, f.last_visit_on, f.interval_days, f.usual_weekday, f.usual_daypart, f.usual_items,
  count(*) over ()::int as total
from mart.customer_fact f
join customers.customer c on c.workspace_id = f.workspace_id and c.customer_id = f.customer_id
left join mart.person_model m on m.workspace_id = f.workspace_id and m.customer_id = f.customer_id
where f.workspace_id = :workspaceId and f.own_interval_days is not null and f.interval_days is not null
  and f.last_visit_on < :today::date
  and (m.expected_half_from_on = :today::date and m.expected_half_to_on = :today::date
    or abs((:today::date - f.last_visit_on) - f.interval_days) <= greatest(1, f.interval_days * 0.2)
      and (f.usual_weekday is null or f.usual_weekday = extract(isodow from :today::date)::int))
order by f.worth_per_month_minor desc, f.customer_id
limit :limit::int
