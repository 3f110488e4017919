-- Coupons outside of plays as well: one word for everybody, or codes of their own, with conditions (OP-54).
create table loyalty.offer (
  workspace_id uuid not null,
  offer_id uuid not null,
  name text not null,
  -- Where it came from (a leaflet, a window, a post): what plays measure by.
  campaign text not null default '',
  -- Kept in capitals; null where every coupon has a code of its own.
  shared_code text,
  kind text not null check (kind in ('amount', 'percent', 'item')),
  -- Minor units, whole percents, or how many of the item are free.
  value bigint not null check (value > 0),
  item_name text not null default '',
  conditions jsonb not null,
  valid_from date not null,
  valid_until date not null,
  -- Stops by itself at this much discount; null without.
  budget_minor bigint,
  total_limit int,
  issue_cost_minor bigint not null default 0,
  -- Moved in the statement that redeems, so that neither limit is passed by two tills at once.
  used_count int not null default 0,
  spent_minor bigint not null default 0,
  stopped_at timestamptz,
  created_at timestamptz not null,
  created_by uuid,
  primary key (workspace_id, offer_id),
  unique (workspace_id, shared_code)
);
create index on loyalty.offer (workspace_id, campaign);
select platform.fence('loyalty.offer', 'select, insert, update');

alter table loyalty.coupon alter column play_id drop not null, alter column customer_id drop not null,
  add column offer_id uuid,
  add column viewed_at timestamptz,
  drop constraint coupon_kind_check, add constraint coupon_kind_check check (kind in ('amount', 'percent', 'item')),
  add check (play_id is not null or offer_id is not null);
drop index loyalty.coupon_once_a_person;
-- Codes for nobody in particular are many to one offer.
create unique index coupon_once_a_person on loyalty.coupon (workspace_id, play_id, customer_id, merged_from) nulls not distinct
  where play_id is not null;
create index coupon_by_offer on loyalty.coupon (workspace_id, offer_id) where offer_id is not null;

-- One redemption at a counter: a till's own key makes it one, whoever repeats it.
create table loyalty.coupon_use (
  workspace_id uuid not null,
  coupon_use_id uuid not null,
  idempotency_key text not null,
  offer_id uuid,
  coupon_id uuid,
  customer_id uuid,
  merged_from uuid,
  at timestamptz not null,
  business_day date not null,
  recorded_at timestamptz not null,
  -- Told later than it happened, by a till without a line.
  was_offline boolean not null default false,
  till text not null default '',
  bill_minor bigint,
  discount_minor bigint,
  order_id uuid,
  made_by uuid,
  undone_at timestamptz,
  undone_reason text not null default '',
  undone_by uuid,
  primary key (workspace_id, coupon_use_id),
  unique (workspace_id, idempotency_key)
);
create unique index coupon_used_once on loyalty.coupon_use (workspace_id, coupon_id) where coupon_id is not null and undone_at is null;
create index coupon_use_by_offer on loyalty.coupon_use (workspace_id, offer_id, customer_id) where undone_at is null;
create index on loyalty.coupon_use (workspace_id, customer_id);
select platform.fence('loyalty.coupon_use', 'select, insert, update');
