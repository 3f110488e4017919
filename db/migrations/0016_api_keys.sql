-- Keys with which tills, sites and programs send and ask, without a browser and without a session.
create table staff.api_key (
  workspace_id uuid not null,
  api_key_id uuid not null,
  -- A public key stands in web pages where anybody can read it: it may only append what a browser saw.
  kind text not null check (kind in ('secret', 'public')),
  label text not null,
  -- The source that everything sent with this key belongs to, and whose ids of people it uses.
  source text not null,
  scopes text[] not null,
  -- Beginning of the key, by which it is found and recognised; the rest is kept as a SHA-256 only.
  prefix text not null unique,
  key_hash bytea not null,
  created_by uuid,
  created_at timestamptz not null,
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, api_key_id)
);
select platform.fence('staff.api_key', 'select, insert');
do $$
begin
  execute format('grant update (last_used_at, revoked_at) on staff.api_key to %I', (select name from migrations.app_role));
end $$;

-- A key says which workspace it opens, so it is looked up before any workspace is known.
create function staff.find_api_key(of_prefix text)
  returns table (workspace_id uuid, api_key_id uuid, kind text, label text, source text, scopes text[], key_hash bytea,
    last_used_at timestamptz, expires_at timestamptz)
  language sql stable security definer set search_path = '' as $$
  select k.workspace_id, k.api_key_id, k.kind, k.label, k.source, k.scopes, k.key_hash, k.last_used_at, k.expires_at
  from staff.api_key k where k.prefix = of_prefix and k.revoked_at is null
$$;
select platform.expose_function('staff.find_api_key(text)');
