create schema imports;

create table imports.map (
  workspace_id uuid not null,
  map_id uuid not null,
  name text not null,
  kind text not null,
  map jsonb not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, map_id),
  unique (workspace_id, kind, name)
);
select platform.fence('imports.map', 'select, insert, update, delete');

create table imports.batch (
  workspace_id uuid not null,
  batch_id uuid not null,
  kind text not null check (kind in ('sales', 'customers')),
  file_name text not null,
  dry_run boolean not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'undone')),
  rows_read bigint not null default 0,
  -- Bytes of the file and how many are read: progress that needs no count of lines.
  bytes_total bigint,
  bytes_read bigint not null default 0,
  -- The counts of the command line's answer, once done.
  result jsonb,
  error jsonb,
  error_file text,
  created_by uuid,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  undone_at timestamptz,
  primary key (workspace_id, batch_id)
);
select platform.fence('imports.batch', 'select, insert, update');

-- Orders that were there before a batch and got lines or a customer from it: what undo has to visit.
create table imports.batch_order (
  workspace_id uuid not null,
  batch_id uuid not null,
  order_id uuid not null,
  customer_attached boolean not null,
  primary key (workspace_id, batch_id, order_id)
);
select platform.fence('imports.batch_order', 'select, insert, delete');
