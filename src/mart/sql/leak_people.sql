-- Grain: one row an account that handled people between :from and :until, and one of all of them (`is_all`): how many people
-- the access log names, and how often lists and files were taken, whose people it does not name. Sources: staff.access_log,
-- customers.customer. Day rule: instants. Known gaps: whose record is destroyed is named no more; a key of a program has no account.
select grouping(a.account_id) = 1 as is_all, a.account_id,
  count(distinct coalesce(c.merged_into, c.customer_id))::int as persons,
  count(*) filter (where a.action in ('list', 'search') and c.customer_id is null)::int as lists,
  count(*) filter (where a.action = 'export')::int as exports
from staff.access_log a
left join customers.customer c on c.workspace_id = a.workspace_id
  and c.customer_id = case when right(a.subject, 36) like '________-____-____-____-____________'
    and right(a.subject, 36) ~ '^[0-9a-f-]+$' and length(replace(right(a.subject, 36), '-', '')) = 32
    and (length(a.subject) = 36 or substr(right(a.subject, 40), 1, 4) in (' of ', ' to ')) then right(a.subject, 36)::uuid end
where a.workspace_id = :workspaceId and a.at >= :from::timestamptz and a.at < :until::timestamptz
group by grouping sets ((a.account_id), ())
order by is_all desc, persons desc, a.account_id
