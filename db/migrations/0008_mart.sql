create schema mart;

-- Grain: one row a customer with at least one visit. Sources: orders.sale_order, orders.order_line, menu.item.
-- A visit is a business day with a sale (MT-10). Everything that depends on today is computed when read.
-- The formulas are those of src/modules/insights/rules; a test holds the two together.
create table mart.customer_fact (
  workspace_id uuid not null,
  customer_id uuid not null,
  -- Orders with a sale; an order of nothing but refunds only counts in net_minor.
  orders int not null,
  visits int not null,
  first_visit_on date not null,
  last_visit_on date not null,
  -- Null for somebody who came once.
  previous_visit_on date,
  gross_minor bigint not null,
  net_minor bigint not null,
  -- Median days between this person's own visits; null below three visits (MT-14).
  own_interval_days double precision,
  -- MT-14: own and shop's median, shrunk by the number of own gaps (visits - 1); null when neither is known.
  interval_days double precision,
  -- Net spend a month from the first visit to the last (at least 30 days).
  worth_per_month_minor bigint not null,
  -- ISO: 1 Monday … 7 Sunday of the business day; null when no weekday stands out.
  usual_weekday int,
  usual_weekday_visits int,
  usual_weekday_share double precision,
  -- Middle of the best three-hour stretch, 0–23 in the shop's time zone; null when none stands out.
  usual_hour int,
  usual_hour_visits int,
  usual_hour_share double precision,
  usual_daypart text,
  usual_daypart_visits int,
  usual_daypart_share double precision,
  -- [{itemId, name, visits, share}], the most usual first, at most three.
  usual_items jsonb not null default '[]',
  computed_at timestamptz not null default now(),
  primary key (workspace_id, customer_id)
);
create index customer_fact_by_last_visit on mart.customer_fact (workspace_id, last_visit_on);
select platform.fence('mart.customer_fact', 'select, insert, update, delete');

create table mart.shop_fact (
  workspace_id uuid primary key,
  -- Median over people of each one's median gap; null with fewer than five such people (MT-14).
  median_interval_days double precision,
  -- People it stands on.
  median_interval_people int not null default 0,
  orders int not null,
  lines int not null,
  customers int not null,
  -- When everything was last computed anew.
  built_at timestamptz not null,
  -- When the last change, of one person or of all, was taken in.
  refreshed_at timestamptz not null
);
select platform.fence('mart.shop_fact', 'select, insert, update, delete');

-- After an import the planner still believes the tables to be as small as they were, and a rebuild planned for a hundred
-- orders takes minutes over a hundred thousand. The server's role owns no table, so the owner measures for it.
create function mart.analyze_sources() returns void language plpgsql security definer set search_path = '' as $$
begin
  analyze customers.customer, customers.contact_point, menu.item, orders.sale_order, orders.order_line;
end $$;
select platform.expose_function('mart.analyze_sources()');
