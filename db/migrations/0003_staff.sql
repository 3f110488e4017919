create schema staff;

-- A person who signs in. One account may belong to several workspaces, so it stands outside the fence.
create table staff.account (
  account_id uuid primary key,
  email text not null unique check (email = lower(email)),
  name text not null default '',
  locale text not null check (locale in ('ko', 'en')),
  -- scrypt, PHC string; null for the demo's visitor, who cannot sign in with a password.
  password_hash text,
  created_at timestamptz not null default now()
);
select platform.expose('staff.account', 'select, insert, update');

create table staff.membership (
  workspace_id uuid not null references workspace.workspace,
  account_id uuid not null references staff.account,
  role text not null check (role in ('owner', 'manager', 'staff')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, account_id)
);
select platform.fence('staff.membership', 'select, insert, update, delete');

create function staff.list_memberships(of_account uuid)
  returns table (workspace_id uuid, role text, kind text, shop_name text)
  language sql stable security definer set search_path = '' as $$
  select m.workspace_id, m.role, w.kind, s.name
  from staff.membership m join workspace.workspace w using (workspace_id) join workspace.shop s using (workspace_id)
  where m.account_id = of_account order by w.kind desc, w.created_at
$$;
select platform.expose_function('staff.list_memberships(uuid)');

create table staff.session (
  session_id uuid primary key,
  account_id uuid not null references staff.account,
  workspace_id uuid not null references workspace.workspace,
  -- SHA-256 of the cookie's token: a stolen table opens no session.
  token_hash bytea not null unique,
  user_agent text not null,
  ip text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index on staff.session (account_id);
select platform.expose('staff.session', 'select, insert, update, delete');

-- PV-51: wrong tries by address and by caller; e-mail addresses only as a hash.
create table staff.sign_in_attempt (
  subject_hash bytea not null,
  at timestamptz not null
);
create index on staff.sign_in_attempt (subject_hash, at);
select platform.expose('staff.sign_in_attempt', 'select, insert, delete');

-- PV-53, PV-55: who looked at whose data. The server can add and read, never change or remove.
create table staff.access_log (
  workspace_id uuid not null,
  access_log_id uuid not null,
  at timestamptz not null,
  account_id uuid,
  action text not null,
  subject text not null,
  result text not null,
  ip text not null,
  primary key (workspace_id, access_log_id)
);
select platform.fence('staff.access_log', 'select, insert');

-- One entry, written by the very statement that reads a person: a look-up is one exchange with the database. Without an
-- id nothing is written. The entry outlives any crash of the product; it does not wait for the disk, so that a machine
-- that loses its power may lose the look-ups of its last half second.
create function staff.log_access(id uuid, at timestamptz, account uuid, action text, subject text, ip text) returns boolean
  language plpgsql volatile as $$
begin
  if id is null then return false; end if;
  perform set_config('synchronous_commit', 'off', true);
  insert into staff.access_log (workspace_id, access_log_id, at, account_id, action, subject, result, ip)
  values (platform.current_workspace(), id, at, account, action, subject, '', ip);
  return true;
end $$;
select platform.expose_function('staff.log_access(uuid, timestamptz, uuid, text, text, text)');
