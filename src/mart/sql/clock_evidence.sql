-- Grain: one row, whether the receipts themselves say that every order dated before :first was dated by a wrong clock: none came
-- with a file, and each run of them arrived between two orders of its source that were dated as they arrived, with numbers that
-- go on from the one to the other. Source: orders.sale_order. Day rule: business days; a day more or less between arrival and
-- date is none. An order's id is made when it arrives, so ids of a source stand in the order of arrival.
-- Known gaps: numbers that begin again with the clock, or none in figures, tell nothing: then the orders stay.
with early as (
  select min(created_at)::date as since, max(created_at)::date as until, count(*) as orders, bool_or(created_by_batch is not null) as has_file
  from orders.sale_order where workspace_id = :workspaceId and business_day < :first::date
), receipt as (
  select o.order_id, o.source, o.business_day < :first::date as is_early,
    substring(o.order_no from '(\d{1,15})\D*$')::bigint as no
  from orders.sale_order o, early e
  where not e.has_file and o.workspace_id = :workspaceId and o.created_by_batch is null
    and (o.business_day < :first::date
      or (o.business_day between e.since - 3 and e.until + 3 and abs(o.created_at::date - o.business_day) <= 1))
), placed as (
  select source, is_early, no, count(*) filter (where not is_early) over (partition by source order by order_id) as place
  from receipt
), run as (
  select source, place, count(*) as orders, count(distinct no) as numbers, min(no) as least, max(no) as most
  from placed where is_early group by source, place
)
select coalesce(sum(r.orders) filter (where b.no < r.least and r.most < a.no and r.numbers = r.orders
    -- A number here and there was given to nothing that was sold.
    and a.no - b.no <= 2 * (r.orders + 1)), 0) = (select orders from early) as is_wrong
from run r
join placed b on b.source = r.source and b.place = r.place and not b.is_early
join placed a on a.source = r.source and a.place = r.place + 1 and not a.is_early
