-- What a shop wants to know of a person beyond name and number, each with the purpose it is kept for (PV-01).
create table customers.field (
  workspace_id uuid not null,
  field_key text not null check (field_key ~ '^[a-z][a-z0-9_]{0,39}$'),
  label_ko text not null check (label_ko <> ''),
  label_en text not null check (label_en <> ''),
  type text not null check (type in ('text', 'number', 'date', 'yes_no', 'choice', 'sensitive')),
  -- [{key, ko, en}] of a choice, in their order.
  choices jsonb not null default '[]',
  -- The choices are steps of a way: first visit, regular, resting.
  is_stage boolean not null default false check (not is_stage or type = 'choice'),
  purpose_key text not null check (purpose_key <> ''),
  -- Null: as long as its purpose says.
  retention_days int check (retention_days > 0),
  -- The business-type pack that brought it; null for the shop's own.
  pack text,
  position int not null default 0,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Hidden everywhere; its values wait until it is shown again.
  archived_at timestamptz,
  primary key (workspace_id, field_key)
);
select platform.fence('customers.field', 'select, insert, update, delete');

create table customers.field_value (
  workspace_id uuid not null,
  customer_id uuid not null,
  -- Whom the value was told of before a merge: both people keep theirs, the card shows the person's own first.
  merged_from uuid,
  field_key text not null,
  -- Text, key of a choice, yes or no, ISO day, or the number as written; empty when sealed. "C": days compare as days.
  value text collate "C" not null default '',
  number_value double precision,
  -- A sensitive value, encrypted with the installation's key (PV-14).
  value_sealed bytea,
  -- Who said so: staff, import, api (PV-15).
  source text not null,
  set_by_batch uuid,
  updated_by uuid,
  updated_at timestamptz not null,
  check ((value = '') = (value_sealed is not null)),
  unique nulls not distinct (workspace_id, customer_id, field_key, merged_from),
  foreign key (workspace_id, customer_id) references customers.customer on delete cascade,
  foreign key (workspace_id, field_key) references customers.field
);
create index field_value_by_value on customers.field_value (workspace_id, field_key, value, customer_id);
create index field_value_by_number on customers.field_value (workspace_id, field_key, number_value, customer_id)
  where number_value is not null;
create index field_value_by_batch on customers.field_value (workspace_id, set_by_batch) where set_by_batch is not null;
select platform.fence('customers.field_value', 'select, insert, update, delete');

-- A word hung on people: no order, no value, as many as one likes.
create table customers.tag (
  workspace_id uuid not null,
  tag_id uuid not null,
  name text not null check (name <> ''),
  -- What packs call it, so that a renamed tag is known when its pack comes back; null for the shop's own.
  pack_key text,
  created_by uuid,
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  primary key (workspace_id, tag_id),
  unique (workspace_id, pack_key)
);
create unique index tag_by_name on customers.tag (workspace_id, lower(name));
select platform.fence('customers.tag', 'select, insert, update, delete');

-- One act on many people at once, which can be taken back whole.
create table customers.tag_change (
  workspace_id uuid not null,
  tag_change_id uuid not null,
  tag_id uuid not null,
  action text not null check (action in ('add', 'remove')),
  -- {customerIds} or {filter}.
  selection jsonb not null,
  state text not null check (state in ('running', 'done', 'undoing', 'undone')),
  -- People gone through; `changed` of them had to be changed.
  done int not null default 0,
  changed int not null default 0,
  -- The last person gone through: a stopped process goes on from here.
  reached uuid,
  created_by uuid,
  created_at timestamptz not null,
  finished_at timestamptz,
  undone_at timestamptz,
  primary key (workspace_id, tag_change_id),
  foreign key (workspace_id, tag_id) references customers.tag on delete cascade
);
select platform.fence('customers.tag_change', 'select, insert, update, delete');

create table customers.customer_tag (
  workspace_id uuid not null,
  tag_id uuid not null,
  customer_id uuid not null,
  merged_from uuid,
  source text not null,
  set_by_batch uuid,
  added_by_change uuid,
  -- Taken off many people at once: the row waits, so that the act can be undone.
  removed_by_change uuid,
  -- What hung it and took it off before it was hung again, [[added, removed], …]: undoing that brings the last pair back.
  earlier_changes jsonb not null default '[]',
  added_at timestamptz not null,
  unique nulls not distinct (workspace_id, tag_id, customer_id, merged_from),
  foreign key (workspace_id, customer_id) references customers.customer on delete cascade,
  foreign key (workspace_id, tag_id) references customers.tag on delete cascade
);
create index customer_tag_by_customer on customers.customer_tag (workspace_id, customer_id);
create index customer_tag_by_addition on customers.customer_tag (workspace_id, added_by_change) where added_by_change is not null;
create index customer_tag_by_removal on customers.customer_tag (workspace_id, removed_by_change) where removed_by_change is not null;
create index customer_tag_by_batch on customers.customer_tag (workspace_id, set_by_batch) where set_by_batch is not null;
select platform.fence('customers.customer_tag', 'select, insert, update, delete');

-- A list somebody comes back to: filters, order and columns under a name.
create table customers.saved_view (
  workspace_id uuid not null,
  saved_view_id uuid not null,
  name text not null check (name <> ''),
  -- Shown to everybody in the shop; otherwise to its maker only.
  is_shared boolean not null,
  account_id uuid,
  filter jsonb not null,
  sort jsonb not null,
  columns jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, saved_view_id)
);
select platform.fence('customers.saved_view', 'select, insert, update, delete');

-- Every time personal data left the product as a file: who, why, how many (PV-56). Never changed but for its download.
create table customers.list_export (
  workspace_id uuid not null,
  list_export_id uuid not null,
  account_id uuid,
  filter jsonb not null,
  sort jsonb not null,
  columns jsonb not null,
  format text not null check (format in ('csv', 'xlsx')),
  in_clear boolean not null,
  reason text not null check (reason <> ''),
  people int not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  downloaded_at timestamptz,
  primary key (workspace_id, list_export_id)
);
select platform.fence('customers.list_export', 'select, insert, update');

-- Lists of a million: each order has an index that a page walks.
create index customer_by_source on customers.customer (workspace_id, source, customer_id);
create index customer_fact_list_last_visit on mart.customer_fact (workspace_id, last_visit_on, customer_id);
create index customer_fact_list_visits on mart.customer_fact (workspace_id, visits, customer_id);
create index customer_fact_list_spend on mart.customer_fact (workspace_id, net_minor, customer_id);
drop index mart.customer_fact_by_last_visit;

-- Search by name in a shop of a million: what begins with the letters is read off an index that is in the alphabet's order
-- already; only when that does not fill the answer are names looked into.
create index customer_name_start on customers.customer (workspace_id, name_nfd collate "C", customer_id);
create index customer_initials_start on customers.customer (workspace_id, name_initials collate "C", customer_id);

create or replace function customers.find_ids_by_name(pattern_nfd text, max_rows int) returns table (customer_id uuid)
  language plpgsql stable security definer set search_path = public, pg_catalog set plan_cache_mode = force_custom_plan as $$
declare
  beginning text := regexp_replace(pattern_nfd, '\\(.)', '\1', 'g');
  found_rows int;
begin
  return query select c.customer_id from customers.customer c
    where c.workspace_id = platform.current_workspace()
      and c.name_nfd collate "C" >= beginning and c.name_nfd collate "C" < beginning || U&'\+10FFFF'
    order by c.name_nfd collate "C" limit max_rows;
  get diagnostics found_rows = row_count;
  if found_rows = max_rows then return; end if;
  return query select c.customer_id from customers.customer c
    where c.workspace_id = platform.current_workspace() and c.name_nfd like '_%' || pattern_nfd || '%'
      and not starts_with(c.name_nfd, beginning)
    order by c.name_nfd collate "C" limit max_rows - found_rows;
end $$;

create or replace function customers.find_ids_by_initials(pattern text, max_rows int) returns table (customer_id uuid)
  language plpgsql stable security definer set search_path = public, pg_catalog set plan_cache_mode = force_custom_plan as $$
declare found_rows int;
begin
  return query select c.customer_id from customers.customer c
    where c.workspace_id = platform.current_workspace()
      and c.name_initials collate "C" >= pattern and c.name_initials collate "C" < pattern || U&'\+10FFFF'
    order by c.name_initials collate "C", c.customer_id limit max_rows;
  get diagnostics found_rows = row_count;
  if found_rows = max_rows then return; end if;
  return query select c.customer_id from customers.customer c
    where c.workspace_id = platform.current_workspace() and c.name_initials like '_%' || pattern || '%'
      and not starts_with(c.name_initials, pattern)
    order by c.name_initials collate "C", c.customer_id limit max_rows - found_rows;
end $$;
