-- Grain: one row a person whose birthday, by the sun or the moon, is kept on one of the given days (OP-72).
-- Sources: customers.customer. `:days` and `:keys` are pairs: a day, and a birthday kept on it as `calendar MM-DD`.
-- Known gaps: people whose birthday nobody wrote down.
select c.customer_id, 'birthday:' || min(coming.day) as entry_key
from customers.customer c
join unnest(:days::text[], :keys::text[]) as coming (day, key)
  on coming.key = {birthdayKey}
where c.workspace_id = :workspaceId and c.merged_into is null
group by c.customer_id
