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

-- A file sent up and not imported yet; the bytes lie in the data folder under the same id.
create table imports.upload (
  workspace_id uuid not null,
  upload_id uuid not null,
  file_name text not null,
  bytes bigint not null,
  created_by uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (workspace_id, upload_id)
);
select platform.fence('imports.upload', 'select, insert, delete');

-- Files outlive a workspace's session: the clean-up must find those of every workspace, and learns nothing but ids.
create function imports.list_expired_uploads(before timestamptz) returns table (workspace_id uuid, upload_id uuid)
  language sql stable security definer set search_path = '' as $$
  select u.workspace_id, u.upload_id from imports.upload u where u.expires_at < before
$$;
select platform.expose_function('imports.list_expired_uploads(timestamptz)');

create table imports.batch (
  workspace_id uuid not null,
  batch_id uuid not null,
  kind text not null check (kind in ('sales', 'customers')),
  file_name text not null,
  -- Till or shop the file comes from: order and customer numbers are its own (OP-41).
  source text not null,
  dry_run boolean not null,
  -- The uploaded files of an import that runs in the background; null from the command line.
  upload_id uuid,
  join_upload_ids text[] not null default '{}',
  map jsonb,
  -- PV-16: what the importing person said about why the shop holds these people.
  basis text not null default 'unknown' check (basis in ('consent-with-evidence', 'transaction', 'unknown')),
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
  -- Beats while a process works on it; `running` without a beat is what a killed process leaves.
  beat_at timestamptz,
  finished_at timestamptz,
  undone_at timestamptz,
  -- What undo took back, and how many were kept for which reason.
  undo jsonb,
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
