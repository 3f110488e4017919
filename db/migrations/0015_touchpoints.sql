create schema touchpoints;

-- Everything that happened and is told nowhere else (orders, messages and consents have tables of their own): who, when,
-- from which source, in which phase of a visit. Append-only: a correction is a new row that names the one it corrects.
create table touchpoints.touchpoint (
  workspace_id uuid not null,
  touchpoint_id uuid not null,
  shop_id uuid not null,
  at timestamptz not null,
  received_at timestamptz not null,
  business_day date not null,
  -- Till, file, website or shop it comes from; a key of its own says it again and nothing is stored twice.
  source text not null,
  idempotency_key text not null,
  channel text not null default '',
  phase text not null check (phase in ('before', 'during', 'after')),
  kind text not null,
  -- Nobody, a person, a household, or a browser that nobody knows yet (OP-88: never dropped).
  customer_id uuid,
  merged_from uuid,
  household_id uuid,
  anonymous_id text,
  payload jsonb not null default '{}',
  schema_version int not null default 1,
  corrects uuid,
  batch_id uuid,
  primary key (workspace_id, touchpoint_id),
  unique (workspace_id, source, idempotency_key)
);
create index touchpoint_by_customer on touchpoints.touchpoint (workspace_id, customer_id, at desc, touchpoint_id desc)
  where customer_id is not null;
create index touchpoint_by_anonymous on touchpoints.touchpoint (workspace_id, anonymous_id)
  where anonymous_id is not null and customer_id is null;
create index touchpoint_by_batch on touchpoints.touchpoint (workspace_id, batch_id) where batch_id is not null;
create index touchpoint_by_day on touchpoints.touchpoint using brin (business_day) with (autosummarize = on);
-- Rows are never rewritten; only the person behind them may become known, merged, separated or forgotten.
select platform.fence('touchpoints.touchpoint', 'select, insert, delete');
do $$
begin
  execute format('grant update (customer_id, merged_from, household_id, anonymous_id, payload) on touchpoints.touchpoint to %I',
    (select name from migrations.app_role));
end $$;

-- What was said in a row may be forgotten and never replaced; only what a file brought goes again, when it is taken back.
create function touchpoints.keep_row() returns trigger language plpgsql set search_path = '' as $$
begin
  if tg_op = 'DELETE' then
    if old.batch_id is null then raise exception 'a touchpoint that no file brought is kept'; end if;
    return old;
  end if;
  if new.payload is distinct from old.payload and new.payload <> '{}' then raise exception 'a payload is only emptied'; end if;
  return new;
end $$;
create trigger keep_row before update or delete on touchpoints.touchpoint for each row execute function touchpoints.keep_row();

-- Where things come from, and how each source usually behaves: what the health board compares with.
create table touchpoints.source (
  workspace_id uuid not null,
  source text not null,
  -- How it comes in.
  way text not null check (way in ('file', 'api', 'segment', 'analytics', 'tracker', 'webhook', 'folder', 'feed', 'manual', 'product')),
  label text not null default '',
  phase text not null check (phase in ('before', 'during', 'after')),
  first_received_at timestamptz not null,
  last_received_at timestamptz not null,
  last_at timestamptz not null,
  muted_at timestamptz,
  primary key (workspace_id, source)
);
select platform.fence('touchpoints.source', 'select, insert, update, delete');

-- What arrived from a source on one calendar day in the shop's time zone; counted in the transaction that stores it.
create table touchpoints.source_day (
  workspace_id uuid not null,
  source text not null,
  day date not null,
  received int not null default 0,
  duplicates int not null default 0,
  refused int not null default 0,
  with_person int not null default 0,
  -- Of those received: sales, and sales with a person.
  sales int not null default 0,
  sales_with_person int not null default 0,
  -- Sum over what was received of received_at − at, for the mean lag.
  lag_ms bigint not null default 0,
  primary key (workspace_id, source, day)
);
select platform.fence('touchpoints.source_day', 'select, insert, update, delete');

-- Whom a fact belonged to before two people were merged; null where that never happened (see 0012).
alter table customers.contact_point add column if not exists merged_from uuid;
alter table customers.external_id add column if not exists merged_from uuid;
alter table orders.sale_order add column if not exists merged_from uuid;
