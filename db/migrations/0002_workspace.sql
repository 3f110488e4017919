create schema workspace;

create table workspace.workspace (
  workspace_id uuid primary key,
  kind text not null check (kind in ('real', 'demo')),
  -- Days by which the demo's clock runs ahead of the wall clock; always 0 in a real workspace.
  clock_offset_days int not null default 0 check (kind = 'demo' or clock_offset_days = 0),
  created_at timestamptz not null default now()
);
select platform.fence('workspace.workspace', 'select, insert, update');

create table workspace.shop (
  workspace_id uuid not null references workspace.workspace,
  shop_id uuid not null,
  name text not null,
  pack text not null,
  currency text not null,
  time_zone text not null,
  day_ends_at_hour int not null check (day_ends_at_hour between 0 and 12),
  food_cost_rate double precision not null check (food_cost_rate between 0 and 1),
  play_days int not null check (play_days > 0),
  country text not null,
  sender_name text not null,
  sender_email text not null default '',
  sender_phone text not null default '',
  sender_address text not null default '',
  -- Where people outside reach this installation: links in messages begin with it. Empty: DANGOL_PUBLIC_URL or the local address.
  public_url text not null default '',
  -- Set by the first sale: currency, time zone and end of day are fixed from then on.
  has_sales boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (workspace_id, shop_id)
);
select platform.fence('workspace.shop', 'select, insert, update');

-- The scheduler and the command line must know which workspaces exist; nothing else crosses the fence here.
create function workspace.list_workspaces() returns table (workspace_id uuid, kind text, shop_name text)
  language sql stable security definer set search_path = '' as $$
  select w.workspace_id, w.kind, s.name
  from workspace.workspace w join workspace.shop s using (workspace_id) order by w.created_at
$$;
select platform.expose_function('workspace.list_workspaces()');
