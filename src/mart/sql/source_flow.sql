-- Grain: one row a source and day with something, over the :days days that end with :today. Sources: touchpoints.source_day
-- (what arrived, by the day it arrived), orders.sale_order (sales, by business day, whatever way they came), imports.batch (people
-- of customer and contact files, which are no touchpoints, by the day the file was brought). Sales are counted
-- on the last :countedDays days; before those a day with sales of a source has one, which is all that its rhythm asks.
-- Day rule: business days. Known gaps: what is older than :days is told by source_past.
with recursive sold as (
  -- From one source of a day to the next through the orders' key, and from one day to the next: a busy shop's orders are not read.
  (select business_day, source from orders.sale_order
  where workspace_id = :workspaceId and business_day > :today::date - :days::int and business_day <= :today::date - :countedDays::int
  order by business_day, source limit 1)
  union all
  select following.business_day, following.source from sold cross join lateral (
    select o.business_day, o.source from orders.sale_order o
    where o.workspace_id = :workspaceId and (o.business_day, o.source) > (sold.business_day, sold.source)
      and o.business_day <= :today::date - :countedDays::int
    order by o.business_day, o.source limit 1) following
)
select source, day, sum(arrived)::int as arrived, sum(duplicates)::int as duplicates, sum(refused)::int as refused,
  sum(with_person)::int as with_person, sum(sales)::int as sales, sum(sales_with_person)::int as sales_with_person, sum(lag_ms)::bigint as lag_ms,
  sum(filed)::int as filed
from (
  -- Sales are counted from the orders themselves, so that an undone import takes them back.
  select source, day, greatest(0, received - sales) as arrived, duplicates, refused, greatest(0, with_person - sales_with_person) as with_person,
    0 as sales, 0 as sales_with_person, lag_ms, 0 as filed
  from touchpoints.source_day
  where workspace_id = :workspaceId and day > :today::date - :days::int and day <= :today::date
  union all
  select source, business_day, 0, 0, 0, 0, count(*) filter (where gross_minor > 0),
    count(*) filter (where gross_minor > 0 and customer_id is not null), 0, 0
  from orders.sale_order
  where workspace_id = :workspaceId and business_day > :today::date - :countedDays::int and business_day <= :today::date
  group by source, business_day
  union all
  select source, business_day, 0, 0, 0, 0, 1, 0, 0, 0 from sold
  union all
  select {source}, ((created_at at time zone :timeZone) - make_interval(hours => :dayEndsAtHour::int))::date, 0, 0, 0, 0, 0, 0, 0,
    (result ->> 'accepted')::int
  from imports.batch
  where workspace_id = :workspaceId and kind in ('customers', 'contacts') and state = 'done' and not dry_run
    and (result ->> 'accepted')::int > 0 and created_at > (:today::date - :days::int)::timestamptz
) flow
group by source, day
order by source, day
