-- Who is who. Two records of one person become one: everything that named the second names the first from then on and
-- remembers in `merged_from` whom it named, so that the two can be told apart again at any time (decision 0012).

-- Parts of a name where a source keeps them apart (OP-70: a Korean name is never taken to pieces).
alter table customers.customer
  add column given_name text not null default '',
  add column family_name text not null default '',
  -- The person she is shown as, always one step away; her row stays as it was, hidden from lists and search.
  add column merged_into uuid,
  -- Fields that were empty and are told by somebody merged into her: {field: {from, value}}.
  add column borrowed jsonb not null default '{}',
  add constraint customer_not_merged_into_herself check (merged_into <> customer_id),
  add constraint customer_merged_into foreign key (workspace_id, merged_into)
    references customers.customer (workspace_id, customer_id) on delete cascade;
create index customer_by_merged_into on customers.customer (workspace_id, merged_into) where merged_into is not null;

alter table customers.contact_point
  add column if not exists merged_from uuid,
  -- When a source gave it to somebody who was known already: a consent from before does not speak of it. Null: hers from
  -- the start, written down by staff or by herself, or named by the row of a file that proves the consent (PV-16, AD-10).
  add column told_by_source_at timestamptz,
  -- A safe number is somebody else's tomorrow (OP-02).
  add column expires_at timestamptz,
  add constraint contact_point_safe_number_expires check (kind <> 'virtual050' or expires_at is not null) not valid;
update customers.contact_point set expires_at = created_at + interval '1 day' where kind = 'virtual050';
alter table customers.contact_point validate constraint contact_point_safe_number_expires;
-- Two merged people may both have a number: both rows are kept.
alter table customers.contact_point drop constraint contact_point_workspace_id_customer_id_value_key;
create unique index contact_point_once_a_person on customers.contact_point (workspace_id, customer_id, value, merged_from)
  nulls not distinct;
create index contact_point_expiring on customers.contact_point (workspace_id, expires_at) where expires_at is not null;

alter table customers.external_id add column if not exists merged_from uuid;

-- A place, as a source wrote it: one text (OP-80: old or new Korean address), parts, or both.
create table customers.address (
  workspace_id uuid not null,
  address_id uuid not null,
  customer_id uuid not null,
  merged_from uuid,
  full_text text not null default '',
  street_number text not null default '',
  street text not null default '',
  suburb text not null default '',
  city text not null default '',
  state text not null default '',
  postcode text not null default '',
  country text not null default '',
  -- The same place written with other blanks is one address.
  address_key text not null generated always as (
    lower(regexp_replace(full_text || street_number || street || suburb || city || state || postcode || country, '\s+', '', 'g'))
  ) stored,
  source text not null,
  created_by_batch uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, address_id),
  foreign key (workspace_id, customer_id) references customers.customer on delete cascade,
  check (full_text || street_number || street || suburb || city || state || postcode <> '')
);
create unique index address_once_a_person on customers.address (workspace_id, customer_id, address_key, merged_from)
  nulls not distinct;
create index address_by_key on customers.address (workspace_id, address_key);
create index address_by_batch on customers.address (workspace_id, created_by_batch) where created_by_batch is not null;
select platform.fence('customers.address', 'select, insert, update, delete');

-- People who belong together without being one: a family behind one door, an office with one number (OP-06).
create table customers.household (
  workspace_id uuid not null,
  household_id uuid not null,
  kind text not null check (kind in ('household', 'company')),
  name text not null default '',
  created_at timestamptz not null,
  created_by uuid,
  primary key (workspace_id, household_id)
);
select platform.fence('customers.household', 'select, insert, update, delete');

create table customers.household_member (
  workspace_id uuid not null,
  household_id uuid not null,
  customer_id uuid not null,
  merged_from uuid,
  added_at timestamptz not null,
  foreign key (workspace_id, household_id) references customers.household on delete cascade,
  foreign key (workspace_id, customer_id) references customers.customer on delete cascade
);
create unique index household_member_once on customers.household_member (workspace_id, household_id, customer_id, merged_from)
  nulls not distinct;
create index household_member_by_customer on customers.household_member (workspace_id, customer_id);
select platform.fence('customers.household_member', 'select, insert, update, delete');

-- Every merge, also those taken back. What moved is told by `merged_from` of the rows themselves.
create table customers.merge (
  workspace_id uuid not null,
  merge_id uuid not null,
  into_customer_id uuid not null,
  from_customer_id uuid not null,
  at timestamptz not null,
  merged_by uuid,
  reason text not null default '',
  -- The chance that stood on the screen, when it came from there.
  score double precision,
  undone_at timestamptz,
  undone_by uuid,
  primary key (workspace_id, merge_id),
  foreign key (workspace_id, into_customer_id) references customers.customer on delete cascade,
  foreign key (workspace_id, from_customer_id) references customers.customer on delete cascade,
  check (into_customer_id <> from_customer_id)
);
-- Nobody is merged into two people at once.
create unique index merge_open_once on customers.merge (workspace_id, from_customer_id) where undone_at is null;
create index merge_by_into on customers.merge (workspace_id, into_customer_id);
select platform.fence('customers.merge', 'select, insert, update');

-- Two records that may be one person, as the last run saw it; a is the smaller id.
create table customers.duplicate_pair (
  workspace_id uuid not null,
  a_customer_id uuid not null,
  b_customer_id uuid not null,
  score double precision not null,
  -- [{field, level, bits}], the weightiest first.
  reasons jsonb not null,
  primary key (workspace_id, a_customer_id, b_customer_id),
  foreign key (workspace_id, a_customer_id) references customers.customer on delete cascade,
  foreign key (workspace_id, b_customer_id) references customers.customer on delete cascade,
  check (a_customer_id < b_customer_id)
);
create index duplicate_pair_by_score on customers.duplicate_pair (workspace_id, score desc);
select platform.fence('customers.duplicate_pair', 'select, insert, delete');

create table customers.duplicate_run (
  workspace_id uuid primary key,
  computed_at timestamptz not null,
  people int not null,
  candidates int not null,
  took_ms double precision not null
);
select platform.fence('customers.duplicate_run', 'select, insert, update');

-- Pairs that somebody looked at and called two people: not shown again.
create table customers.duplicate_decision (
  workspace_id uuid not null,
  a_customer_id uuid not null,
  b_customer_id uuid not null,
  decided_at timestamptz not null,
  decided_by uuid,
  primary key (workspace_id, a_customer_id, b_customer_id),
  foreign key (workspace_id, a_customer_id) references customers.customer on delete cascade,
  foreign key (workspace_id, b_customer_id) references customers.customer on delete cascade,
  check (a_customer_id < b_customer_id)
);
select platform.fence('customers.duplicate_decision', 'select, insert, delete');

-- Where the value of a field came from (PV-15). Belongs to the record it was written on, so a merge does not move it.
create table customers.field_change (
  workspace_id uuid not null,
  field_change_id uuid not null,
  customer_id uuid not null,
  field text not null check (field in ('name', 'given_name', 'family_name', 'birth_date', 'note')),
  old_value text not null,
  new_value text not null,
  -- staff, import, merge, unmerge.
  source text not null,
  batch_id uuid,
  merge_id uuid,
  changed_at timestamptz not null,
  changed_by uuid,
  primary key (workspace_id, field_change_id),
  foreign key (workspace_id, customer_id) references customers.customer on delete cascade
);
create index field_change_by_customer on customers.field_change (workspace_id, customer_id, changed_at);
select platform.fence('customers.field_change', 'select, insert');

-- Facts of other modules follow a person too.
alter table orders.sale_order add column if not exists merged_from uuid;
alter table messaging.message add column if not exists merged_from uuid;
alter table loyalty.coupon add column if not exists merged_from uuid;
alter table plays.assignment add column if not exists merged_from uuid;
-- Who was drawn stays drawn; only the person behind it may be merged and separated.
select platform.expose('plays.assignment', 'update (customer_id, merged_from)');
-- Both of two merged people keep the coupon they were given.
drop index loyalty.coupon_once_a_person;
create unique index coupon_once_a_person on loyalty.coupon (workspace_id, play_id, customer_id, merged_from) nulls not distinct;

create index contact_point_merged on customers.contact_point (workspace_id, merged_from) where merged_from is not null;
create index external_id_merged on customers.external_id (workspace_id, merged_from) where merged_from is not null;
create index address_merged on customers.address (workspace_id, merged_from) where merged_from is not null;
create index household_member_merged on customers.household_member (workspace_id, merged_from) where merged_from is not null;
create index sale_order_merged on orders.sale_order (workspace_id, merged_from) where merged_from is not null;
create index message_merged on messaging.message (workspace_id, merged_from) where merged_from is not null;
create index coupon_merged on loyalty.coupon (workspace_id, merged_from) where merged_from is not null;
create index assignment_merged on plays.assignment (workspace_id, merged_from) where merged_from is not null;
