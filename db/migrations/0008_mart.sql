create schema mart;

-- Grain: one row a customer with at least one visit. Sources: orders.sale_order, orders.order_line, menu.item.
-- A visit is a business day with a sale (MT-10). Everything that depends on today is computed when read.
create table mart.customer_fact (
  workspace_id uuid not null,
  customer_id uuid not null,
  orders int not null,
  visits int not null,
  first_visit_on date not null,
  last_visit_on date not null,
  gross_minor bigint not null,
  net_minor bigint not null,
  -- Median days between this person's own visits; null below three visits (MT-14).
  own_interval_days double precision,
  -- MT-14: own and shop's median, shrunk by the number of own intervals.
  interval_days double precision not null,
  -- Net spend a month over the time she has been coming (30.44 days a month).
  worth_per_month_minor bigint not null,
  -- 0 Sunday … 6 Saturday; null when no weekday stands out.
  usual_weekday int,
  usual_weekday_share double precision,
  -- Hour of the day 0–23 in the shop's time zone; null when none stands out.
  usual_hour int,
  usual_hour_share double precision,
  -- [{itemId, name, visits, share}], the most usual first.
  usual_items jsonb not null default '[]',
  computed_at timestamptz not null default now(),
  primary key (workspace_id, customer_id)
);
create index customer_fact_by_last_visit on mart.customer_fact (workspace_id, last_visit_on);
select platform.fence('mart.customer_fact', 'select, insert, update, delete');

create table mart.shop_fact (
  workspace_id uuid primary key,
  median_interval_days double precision,
  built_at timestamptz not null
);
select platform.fence('mart.shop_fact', 'select, insert, update, delete');
