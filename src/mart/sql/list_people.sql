-- Grain: one row a person, by name in the order of the Korean alphabet, after the person :after (null: from the start).
-- Sources: customers.*, mart.customer_fact. Day rule: states count days back from :today.
-- {page} picks the people before anything is looked up about them, so that a page costs the same in any list.
-- Known gaps: somebody renamed while a reader turns pages can be seen twice or not at all.
select c.customer_id, c.name, {phone} as phone, {hasEmail} as has_email,
  f.last_visit_on, coalesce(f.visits, 0) as visits, coalesce(f.net_minor, 0) as net_minor, {lapseState} as lapse
from ({page}) c
left join mart.customer_fact f on f.workspace_id = :workspaceId and f.customer_id = c.customer_id
order by c.name collate "ko-x-icu", c.customer_id
