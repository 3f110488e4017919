-- Grain: one row a person whose birthday is kept on one of the coming days, the next one first.
-- Sources: customers.customer, mart.customer_fact; `:days` and `:keys` are pairs: a day, and a birthday kept on it as
-- `calendar MM-DD` (src/shared/birthdays.ts: by the sun and by the moon, OP-72).
-- Known gaps: people whose birthday nobody wrote down; people who never came are left out.
with coming as (
  select day::date, key from unnest(:days::text[], :keys::text[]) as kept (day, key)
), born as (
  select c.workspace_id, c.customer_id, c.name,
         coalesce(c.birthday_calendar, 'solar') as calendar, coalesce(c.birthday, to_char(c.birth_date, 'MM-DD')) as month_day
  from customers.customer c
  where c.workspace_id = :workspaceId and c.merged_into is null and (c.birth_date is not null or c.birthday is not null)
)
select born.customer_id, born.name, born.calendar, born.month_day, coming.day as birthday_on, f.visits, f.last_visit_on
from born
join mart.customer_fact f on f.workspace_id = born.workspace_id and f.customer_id = born.customer_id
join coming on coming.key = born.calendar || ' ' || born.month_day
order by coming.day, f.worth_per_month_minor desc, born.customer_id
limit :limit::int
