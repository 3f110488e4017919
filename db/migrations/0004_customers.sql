create schema customers;

-- The person. Personal data stands here and in contact_point, nowhere else.
create table customers.customer (
  workspace_id uuid not null,
  customer_id uuid not null,
  name text not null default '',
  -- Jamo of the name: two syllables inside a name are found through a trigram index on it.
  name_nfd text generated always as (normalize(lower(name), nfd)) stored,
  -- First consonants (초성): 김하나 → ㄱㅎㄴ as conjoining jamo.
  name_initials text generated always as (regexp_replace(normalize(name, nfd), U&'[\1160-\11FF]', '', 'g')) stored,
  birth_date date,
  note text not null default '',
  -- Where the shop first met this person: till, import file, entered by hand (PV-15).
  source text not null,
  created_by_batch uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, customer_id)
);
create index customer_by_name on customers.customer (workspace_id, name collate "ko-x-icu", customer_id);
create index customer_name_parts on customers.customer using gin (workspace_id, name_nfd gin_trgm_ops);
create index customer_initials on customers.customer using gin (workspace_id, name_initials gin_trgm_ops);
create index customer_by_batch on customers.customer (workspace_id, created_by_batch) where created_by_batch is not null;
select platform.fence('customers.customer', 'select, insert, update, delete');

create table customers.contact_point (
  workspace_id uuid not null,
  contact_point_id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('mobile', 'landline', 'virtual050', 'voip', 'rep15xx', 'tollfree', 'foreign', 'email', 'card')),
  -- E.164 for numbers, lower case for e-mail.
  value text not null,
  last4 text not null default '',
  invalid_since timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, contact_point_id),
  unique (workspace_id, customer_id, value),
  foreign key (workspace_id, customer_id) references customers.customer on delete cascade
);
create index contact_point_by_value on customers.contact_point (workspace_id, value);
create index contact_point_by_last4 on customers.contact_point (workspace_id, last4) where last4 <> '';
select platform.fence('customers.contact_point', 'select, insert, update, delete');

-- Ids that tills, files and shops know a person by.
create table customers.external_id (
  workspace_id uuid not null,
  source text not null,
  external_id text not null,
  customer_id uuid not null,
  primary key (workspace_id, source, external_id),
  foreign key (workspace_id, customer_id) references customers.customer on delete cascade
);
create index external_id_by_customer on customers.external_id (workspace_id, customer_id);
select platform.fence('customers.external_id', 'select, insert, update, delete');

-- Search by part of a name. Row-level security keeps the planner from using a trigram index (its operators are not
-- leakproof), so this function, which names the workspace itself, runs outside of it and returns ids only.
create function customers.find_ids_by_name(pattern_nfd text, max_rows int) returns table (customer_id uuid)
  language sql stable security definer set search_path = public, pg_catalog as $$
  select c.customer_id from customers.customer c
  where c.workspace_id = platform.current_workspace() and c.name_nfd like '%' || pattern_nfd || '%'
  order by c.name collate "ko-x-icu" limit max_rows
$$;
select platform.expose_function('customers.find_ids_by_name(text, int)');

create function customers.find_ids_by_initials(pattern text, max_rows int) returns table (customer_id uuid)
  language sql stable security definer set search_path = public, pg_catalog as $$
  select c.customer_id from customers.customer c
  where c.workspace_id = platform.current_workspace() and c.name_initials like '%' || pattern || '%'
  order by c.name collate "ko-x-icu" limit max_rows
$$;
select platform.expose_function('customers.find_ids_by_initials(text, int)');
