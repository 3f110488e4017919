-- What a file gave to people who were there before it, so that undo can take it back. Null nearly everywhere: what belongs
-- to a person whom the same file made goes with her.
alter table customers.contact_point add column created_by_batch uuid;
alter table customers.external_id add column created_by_batch uuid;
create index contact_point_by_batch on customers.contact_point (workspace_id, created_by_batch) where created_by_batch is not null;
create index external_id_by_batch on customers.external_id (workspace_id, created_by_batch) where created_by_batch is not null;

-- Names, birth dates and notes that a file told of somebody of whom nothing stood there.
create table customers.filled_gap (
  workspace_id uuid not null,
  filled_gap_id uuid not null,
  batch_id uuid not null,
  customer_id uuid not null,
  merged_from uuid,
  -- What was written; null where nothing was.
  name text,
  birth_date date,
  note text,
  updated_at_before timestamptz not null,
  updated_at_after timestamptz not null,
  primary key (workspace_id, filled_gap_id),
  foreign key (workspace_id, customer_id) references customers.customer on delete cascade
);
create index filled_gap_by_batch on customers.filled_gap (workspace_id, batch_id);
create index filled_gap_by_customer on customers.filled_gap (workspace_id, customer_id);
select platform.fence('customers.filled_gap', 'select, insert, update, delete');

-- Of which earlier batches a file told again what was there already: undoing one of those takes from the shop what this
-- file would have brought.
create table imports.batch_overlap (
  workspace_id uuid not null,
  met_batch_id uuid not null,
  batch_id uuid not null,
  -- Lines of orders, and rows about people, that were skipped for it.
  lines int not null,
  people int not null,
  primary key (workspace_id, met_batch_id, batch_id)
);
select platform.fence('imports.batch_overlap', 'select, insert, update');
