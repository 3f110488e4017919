-- The fence: every business table is shown to the server's role through one policy, and only for the workspace
-- that is set on the connection. The role owns nothing; its name is made at random at the first start.
create schema platform;

create extension if not exists pg_trgm;
create extension if not exists btree_gin;



create function platform.current_workspace() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('dangol.workspace_id', true), '')::uuid;

-- UUIDv7 for rows that SQL makes in bulk (PostgreSQL has its own from 18 on; 15–17 get the same layout).
do $$
begin
  if current_setting('server_version_num')::int >= 180000 then
    create function platform.uuid_v7() returns uuid language sql volatile parallel safe return uuidv7();
  else
    create function platform.uuid_v7() returns uuid language sql volatile parallel safe as $f$
      select encode(
        set_bit(set_bit(
          overlay(uuid_send(gen_random_uuid()) placing
            substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
          52, 1), 53, 1), 'hex')::uuid
    $f$;
  end if;
end $$;

-- Grants privileges on a table to the server's role; `fence` also closes it to other workspaces.
create function platform.expose(target regclass, privileges text) returns void language plpgsql as $$
declare role_name text := (select name from migrations.app_role);
begin
  execute format('grant usage on schema %I to %I',
    (select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = target), role_name);
  execute format('grant %s on %s to %I', privileges, target, role_name);
end $$;

create function platform.fence(target regclass, privileges text) returns void language plpgsql as $$
declare role_name text := (select name from migrations.app_role);
begin
  perform platform.expose(target, privileges);
  execute format('alter table %s enable row level security', target);
  execute format(
    -- Asked as a sub-select, the setting is read once a statement and not once a row.
    'create policy of_this_workspace on %s to %I using (workspace_id = (select platform.current_workspace()))
     with check (workspace_id = (select platform.current_workspace()))', target, role_name);
end $$;

create function platform.expose_function(target regprocedure) returns void language plpgsql as $$
declare role_name text := (select name from migrations.app_role);
begin
  execute format('revoke all on function %s from public', target);
  execute format('grant execute on function %s to %I', target, role_name);
end $$;

do $$
begin
  execute format('grant usage on schema platform to %I', (select name from migrations.app_role));
end $$;
