-- Grain: one row a customer with at least one visit; {only} narrows it to some customers.
-- Sources: orders.sale_order, orders.order_line, menu.item; the shop's median comes in as :shopMedianDays, and when it
-- was closed for long as :closedFrom and :closedTo: those days are part of nobody's rhythm (MT-14).
-- Day rule: a visit is a business day with at least one order that has a sale (MT-10); its hour is that of its first
-- order on the clock of :timeZone. Net is gross and refunds together, refunds on the day they were rung up (MT-05).
-- Orders before :countedSince or after :today, which a wrong clock dated, are left out (src/mart/wrong-clock.ts).
-- Known gaps: an item counts by the name it has now; items given for free (comp) make no habit.
-- Formulas: src/modules/insights/rules (rhythm, habits), which a test compares with this.
with {closures},
day as materialized (
  select customer_id, business_day,
    count(*) filter (where gross_minor > 0) as orders,
    sum(gross_minor) as gross_minor,
    sum(gross_minor + refund_minor) as net_minor,
    min(ordered_at) filter (where gross_minor > 0) as first_ordered_at
  from orders.sale_order
  where workspace_id = :workspaceId and customer_id is not null and business_day between :countedSince::date and :today::date {only}
  group by customer_id, business_day
),
visit as materialized (
  select customer_id, business_day,
    business_day - previous_day - {closedInGap} as gap,
    extract(isodow from business_day)::int as weekday,
    extract(hour from first_ordered_at at time zone :timeZone)::int as hour
  from (
    select *, lag(business_day) over (partition by customer_id order by business_day) as previous_day
    from day where orders > 0
  ) d
),
person as materialized (
  select customer_id,
    count(*)::int as visits,
    min(business_day) as first_visit_on,
    max(business_day) as last_visit_on,
    case when count(gap) >= 2 then percentile_cont(0.5) within group (order by gap) end as own_interval_days,
    count(*) filter (where weekday = 1) as d1, count(*) filter (where weekday = 2) as d2,
    count(*) filter (where weekday = 3) as d3, count(*) filter (where weekday = 4) as d4,
    count(*) filter (where weekday = 5) as d5, count(*) filter (where weekday = 6) as d6,
    count(*) filter (where weekday = 7) as d7,
    count(*) filter (where hour >= 5 and hour < 11) as morning,
    count(*) filter (where hour >= 11 and hour < 15) as lunch,
    count(*) filter (where hour >= 15 and hour < 17) as break,
    count(*) filter (where hour >= 17 and hour < 21) as dinner,
    count(*) filter (where hour >= 21 or hour < 5) as night
  from visit group by customer_id
),
previous as (
  select v.customer_id, max(v.business_day) as previous_visit_on
  from visit v join person p using (customer_id)
  where v.business_day < p.last_visit_on group by v.customer_id
),
money as (
  select customer_id, sum(orders)::int as orders, sum(gross_minor)::bigint as gross_minor, sum(net_minor)::bigint as net_minor
  from day group by customer_id
),
-- 40 % of at least three visits, and no other as full (MIN_VISITS_FOR_HABIT, USUAL_SHARE).
weekday as (
  select customer_id, most as visits, case most when d1 then 1 when d2 then 2 when d3 then 3 when d4 then 4
      when d5 then 5 when d6 then 6 else 7 end as weekday
  from (select *, greatest(d1, d2, d3, d4, d5, d6, d7) as most from person where visits >= 3) p
  where most::float8 / visits >= 0.4
    and (d1 = most)::int + (d2 = most)::int + (d3 = most)::int + (d4 = most)::int
      + (d5 = most)::int + (d6 = most)::int + (d7 = most)::int = 1
),
daypart as (
  select customer_id, most as visits, case most when morning then 'morning' when lunch then 'lunch'
      when break then 'break' when dinner then 'dinner' else 'night' end as daypart
  from (select *, greatest(morning, lunch, break, dinner, night) as most from person where visits >= 3) p
  where most::float8 / visits >= 0.4
    and (morning = most)::int + (lunch = most)::int + (break = most)::int + (dinner = most)::int + (night = most)::int = 1
),
hour_count as (
  select v.customer_id, v.hour, p.visits, count(*) as n
  from visit v join person p using (customer_id) where p.visits >= 3
  group by v.customer_id, v.hour, p.visits
),
-- Each hour counts for itself and for the two stretches whose edge it is; of equal stretches the one with the fuller
-- middle, then the earlier one.
stretch as (
  select customer_id, visits, (hour + shift.by + 24) % 24 as hour, sum(n) as n,
    coalesce(sum(n) filter (where shift.by = 0), 0) as middle
  from hour_count cross join (values (-1), (0), (1)) as shift(by)
  group by customer_id, visits, (hour + shift.by + 24) % 24
),
usual_hour as (
  select distinct on (customer_id) customer_id, hour, n::int as n, visits
  from stretch where n::float8 / visits >= 0.4
  order by customer_id, n desc, middle desc, hour
),
-- Sale lines of people with three visits (MIN_VISITS_FOR_HABIT): what most of the work is, so that they are read once.
item_line as materialized (
  select o.customer_id, l.item_id, o.business_day, l.options
  from orders.sale_order o
  join orders.order_line l on l.workspace_id = o.workspace_id and l.order_id = o.order_id
  where o.workspace_id = :workspaceId and l.workspace_id = :workspaceId and o.gross_minor > 0 and o.business_day between :countedSince::date and :today::date {onlyOrders}
    and l.kind = 'sale' and l.quantity > 0
    and o.customer_id in (select customer_id from person where visits >= 3)
),
-- How she has an item: 60 % of at least three lines of it (MIN_LINES_FOR_OPTION, USUAL_OPTION_SHARE); no two can hold that.
-- Visits and options are counted apart and then laid together, as no join of the two would be: how many they are is not foreseen,
-- and one that loops over both takes a minute. What came once is no habit, and leaves early.
item_count as (
  select customer_id, item_id, max(visits) as visits,
    case when max(lines) >= 3 and max(option_lines)::float8 / max(lines)::float8 >= 0.6
      then (array_agg(option order by option_lines desc) filter (where option is not null))[1] end as option
  from (
    select customer_id, item_id, count(distinct business_day)::int as visits, count(*) as lines,
      null::bigint as option_lines, null::text as option
    from item_line group by customer_id, item_id having count(*) >= 2
    union all
    select customer_id, item_id, null, null, count(*), options
    from item_line where options <> '' group by customer_id, item_id, options having count(*) >= 2
  ) i
  group by customer_id, item_id having max(visits) >= 2
),
usual_item as (
  select c.customer_id, c.item_id, c.visits, c.option, m.name, c.visits::float8 / p.visits as share,
    row_number() over (partition by c.customer_id order by c.visits desc, m.name collate "C", c.item_id) as place
  from item_count c
  join person p using (customer_id)
  join menu.item m on m.workspace_id = :workspaceId and m.item_id = c.item_id
  where c.visits::float8 / p.visits >= 0.3
),
usual_items as (
  select customer_id,
    jsonb_agg(jsonb_build_object('itemId', item_id, 'name', name, 'option', option, 'visits', visits, 'share', share)
      order by place) as items
  from usual_item where place <= 3 group by customer_id
)
insert into mart.customer_fact (
  workspace_id, customer_id, orders, visits, first_visit_on, last_visit_on, previous_visit_on,
  closed_days_since, closed_days_before, gross_minor, net_minor, own_interval_days, interval_days, worth_per_month_minor,
  usual_weekday, usual_weekday_visits, usual_weekday_share, usual_hour, usual_hour_visits, usual_hour_share,
  usual_daypart, usual_daypart_visits, usual_daypart_share, usual_items
)
select
  :workspaceId, p.customer_id, m.orders, p.visits, p.first_visit_on, p.last_visit_on, v.previous_visit_on,
  {closedSince}, {closedBefore}, m.gross_minor, m.net_minor,
  p.own_interval_days,
  case
    when p.own_interval_days is null then :shopMedianDays::float8
    when :shopMedianDays::float8 is null then p.own_interval_days
    else (3 * :shopMedianDays::float8 + (p.visits - 1) * p.own_interval_days) / (3 + p.visits - 1)
  end,
  floor(m.net_minor * 30.436875::float8 / greatest(p.last_visit_on - p.first_visit_on, 30) + 0.5)::bigint,
  w.weekday, w.visits::int, w.visits::float8 / p.visits, h.hour, h.n, h.n::float8 / p.visits,
  d.daypart, d.visits::int, d.visits::float8 / p.visits, coalesce(i.items, '[]')
from person p
join money m using (customer_id)
left join previous v using (customer_id)
left join weekday w using (customer_id)
left join usual_hour h using (customer_id)
left join daypart d using (customer_id)
left join usual_items i using (customer_id)
on conflict (workspace_id, customer_id) do update set
  orders = excluded.orders, visits = excluded.visits, first_visit_on = excluded.first_visit_on,
  last_visit_on = excluded.last_visit_on, previous_visit_on = excluded.previous_visit_on,
  closed_days_since = excluded.closed_days_since, closed_days_before = excluded.closed_days_before,
  gross_minor = excluded.gross_minor, net_minor = excluded.net_minor,
  own_interval_days = excluded.own_interval_days, interval_days = excluded.interval_days,
  worth_per_month_minor = excluded.worth_per_month_minor,
  usual_weekday = excluded.usual_weekday, usual_weekday_visits = excluded.usual_weekday_visits,
  usual_weekday_share = excluded.usual_weekday_share, usual_hour = excluded.usual_hour,
  usual_hour_visits = excluded.usual_hour_visits, usual_hour_share = excluded.usual_hour_share,
  usual_daypart = excluded.usual_daypart, usual_daypart_visits = excluded.usual_daypart_visits,
  usual_daypart_share = excluded.usual_daypart_share, usual_items = excluded.usual_items, computed_at = now()
