-- Grain: one row a source of people: who first came in the last :days business days. Sources: customers.customer,
-- mart.customer_fact, mart.person_model. Day rule: first visit up to :today (MT-22).
-- Known gaps: a person's source is how she became known, which need not be what brought her.
select c.source, count(*)::int as people, count(*) filter (where f.visits >= 2)::int as came_again,
  count(*) filter (where f.visits >= 5)::int as regulars, sum(f.net_minor)::bigint as net_minor,
  sum(f.worth_per_month_minor)::bigint as worth_per_month_minor, coalesce(sum(m.value_12m_minor), 0)::bigint as value_12m_minor
from mart.customer_fact f
join customers.customer c on c.workspace_id = f.workspace_id and c.customer_id = f.customer_id
left join mart.person_model m on m.workspace_id = f.workspace_id and m.customer_id = f.customer_id
where f.workspace_id = :workspaceId and f.first_visit_on > :today::date - :days::int and f.first_visit_on <= :today::date
group by c.source order by people desc, c.source
