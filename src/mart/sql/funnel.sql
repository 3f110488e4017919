-- Grain: one row, the shop: people of the last :days business days by first visit, and how far they went.
-- Sources: mart.customer_fact. Day rule: as of :today (MT-10, MT-13, MT-15); regular from five visits;
-- who came once or twice is late by the shop's interval (MT-14).
-- Known gaps: who first came last week had no time to become a regular; people not recognised are in none.
select count(*)::int as first, count(*) filter (where f.visits >= 2)::int as second,
  count(*) filter (where f.visits >= 5)::int as regular,
  count(*) filter (where f.visits >= 5 and {lapseState} = 'lapsed')::int as lapsed,
  count(*) filter (where f.visits < 5 and {lapseByShop} = 'lapsed')::int as lost_early
from mart.customer_fact f
where f.workspace_id = :workspaceId and f.first_visit_on > :today::date - :days::int and f.first_visit_on <= :today::date
