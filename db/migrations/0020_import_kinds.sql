-- Phone books, events and surveys, reservations, reviews.
alter table imports.batch drop constraint batch_kind_check;
alter table imports.batch add constraint batch_kind_check
  check (kind in ('sales', 'customers', 'contacts', 'events', 'reservations', 'reviews'));

-- Folders that the server watches (`inbox/<workspace_id>/<folder_id>` in the data folder), for tills that can only write files.
create table imports.folder (
  workspace_id uuid not null,
  folder_id uuid not null,
  name text not null,
  kind text not null check (kind in ('sales', 'customers', 'contacts', 'events', 'reservations', 'reviews')),
  -- Chosen once; null: files must have the canonical header.
  map jsonb,
  map_name text not null default '',
  basis text not null check (basis in ('consent-with-evidence', 'transaction', 'unknown')),
  created_by uuid,
  created_at timestamptz not null,
  -- The last file that was taken or refused.
  last_file text not null default '',
  last_taken_at timestamptz,
  last_error jsonb,
  files_taken int not null default 0,
  files_failed int not null default 0,
  primary key (workspace_id, folder_id),
  unique (workspace_id, name)
);
select platform.fence('imports.folder', 'select, insert, update, delete');

-- The watch goes round the folders of every workspace, and learns nothing but where they are.
create function imports.list_folder_ids() returns table (workspace_id uuid, folder_id uuid)
  language sql stable security definer set search_path = '' as $$
  select f.workspace_id, f.folder_id from imports.folder f order by f.workspace_id, f.name
$$;
select platform.expose_function('imports.list_folder_ids()');

-- What was typed in by hand: the key that makes sending twice harmless, and what an undo has to take back.
create table imports.entry (
  workspace_id uuid not null,
  entry_id uuid not null,
  -- The phone's own key.
  entry_key text not null,
  kind text not null check (kind in ('sale', 'note', 'card')),
  order_id uuid,
  created_by uuid,
  created_at timestamptz not null,
  undone_at timestamptz,
  primary key (workspace_id, entry_id),
  unique (workspace_id, entry_key)
);
select platform.fence('imports.entry', 'select, insert, update');
