-- Grain: one row a person whose birthday lies in the :days days from today on, the next one first.
-- Sources: customers.customer, mart.customer_fact. Day rule: business days of the shop; 29 February is kept on the 28th (OP-72).
-- Known gaps: people whose birth date nobody wrote down; people who never came are left out.
with coming as (
  select d::date as day from generate_series(:today::date, :today::date + :days::int - 1, interval '1 day') as d
)
select c.customer_id, c.name, coming.day as birthday_on, f.visits, f.last_visit_on
from customers.customer c
join mart.customer_fact f on f.workspace_id = c.workspace_id and f.customer_id = c.customer_id
join coming on to_char(coming.day, 'MMDD') = to_char(c.birth_date, 'MMDD')
  or (to_char(c.birth_date, 'MMDD') = '0229' and to_char(coming.day, 'MMDD') = '0228'
    and extract(day from coming.day + interval '1 day') = 1)
where c.workspace_id = :workspaceId and c.birth_date is not null
order by coming.day, f.worth_per_month_minor desc, c.customer_id
limit :limit::int
