-- What the columnar copy of the mart is kept in step by (decision 0020): a log of what changed, and who reads it.

-- One row a statement that changed something the copy holds. Ids only, no data.
create table mart.change (
  workspace_id uuid not null,
  change_id bigint not null generated always as identity,
  -- A reader takes what its last snapshot did not see: no late commit falls between two readings.
  at_xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default now(),
  kind text not null check (kind in ('order', 'person', 'fact', 'touchpoint', 'message', 'assignment', 'coupon', 'list', 'erased')),
  -- Null: so many that all of the kind is read anew.
  ids uuid[],
  primary key (workspace_id, change_id)
);
select platform.fence('mart.change', 'select, insert, delete');

-- Every data folder that holds a columnar copy, and how far it has read. A row of the log goes when all have seen it.
create table mart.columnar_copy (
  workspace_id uuid not null,
  copy_id uuid not null,
  snapshot pg_snapshot not null,
  built_at timestamptz not null,
  -- Somebody's last question: a copy that nobody asks is not kept fresh by every sale.
  asked_at timestamptz not null,
  primary key (workspace_id, copy_id)
);
select platform.fence('mart.columnar_copy', 'select, insert, update, delete');

-- Above it an array costs more than reading everything of the kind once.
create function mart.max_named_changes() returns int language sql immutable return 200000;

create function mart.log_insert() returns trigger language plpgsql set search_path = '' as $$
begin
  execute format('insert into mart.change (workspace_id, kind, ids)
    select workspace_id, %2$L, case when count(*) <= mart.max_named_changes() then array_agg(id) end
    from (select distinct workspace_id, %1$I as id from new_rows where %1$I is not null) c group by workspace_id',
    tg_argv[1], tg_argv[0]);
  return null;
end $$;

create function mart.log_delete() returns trigger language plpgsql set search_path = '' as $$
begin
  execute format('insert into mart.change (workspace_id, kind, ids)
    select workspace_id, %2$L, case when count(*) <= mart.max_named_changes() then array_agg(id) end
    from (select distinct workspace_id, %1$I as id from old_rows where %1$I is not null) c group by workspace_id',
    tg_argv[1], tg_argv[0]);
  return null;
end $$;

-- Both sides: what moves from one person to another changes both.
create function mart.log_update() returns trigger language plpgsql set search_path = '' as $$
begin
  execute format('insert into mart.change (workspace_id, kind, ids)
    select workspace_id, %2$L, case when count(*) <= mart.max_named_changes() then array_agg(id) end
    from (select workspace_id, %1$I as id from old_rows where %1$I is not null
      union select workspace_id, %1$I from new_rows where %1$I is not null) c group by workspace_id',
    tg_argv[1], tg_argv[0]);
  return null;
end $$;

-- Writes what happens to a table into the log, as `kind`, by the ids in `id_column`.
create function mart.follow(target regclass, kind text, id_column text) returns void language plpgsql as $$
begin
  execute format('create trigger log_insert after insert on %s referencing new table as new_rows
    for each statement execute function mart.log_insert(%L, %L)', target, kind, id_column);
  execute format('create trigger log_delete after delete on %s referencing old table as old_rows
    for each statement execute function mart.log_delete(%L, %L)', target, kind, id_column);
  execute format('create trigger log_update after update on %s referencing old table as old_rows new table as new_rows
    for each statement execute function mart.log_update(%L, %L)', target, kind, id_column);
end $$;

select mart.follow('orders.sale_order', 'order', 'order_id');
select mart.follow('orders.order_line', 'order', 'order_id');
select mart.follow('customers.customer', 'person', 'customer_id');
select mart.follow('customers.contact_point', 'person', 'customer_id');
select mart.follow('customers.customer_tag', 'person', 'customer_id');
select mart.follow('customers.field_value', 'person', 'customer_id');
select mart.follow('privacy.consent', 'person', 'customer_id');
select mart.follow('mart.customer_fact', 'fact', 'customer_id');
select mart.follow('touchpoints.touchpoint', 'touchpoint', 'touchpoint_id');
select mart.follow('messaging.message', 'message', 'message_id');
select mart.follow('plays.assignment', 'assignment', 'customer_id');
select mart.follow('loyalty.coupon', 'coupon', 'coupon_id');

-- Short lists are read whole, whatever changed in them.
select mart.follow('menu.item', 'list', 'item_id');
select mart.follow('customers.tag', 'list', 'tag_id');
select mart.follow('plays.play', 'list', 'play_id');
select mart.follow('workspace.shop', 'list', 'shop_id');

-- Which fields there are decides which values may be copied at all, of everybody.
create function mart.log_field() returns trigger language plpgsql set search_path = '' as $$
begin
  insert into mart.change (workspace_id, kind, ids)
  select distinct c.workspace_id, k.kind, null::uuid[] from changed_rows c cross join (values ('list'), ('person')) as k(kind);
  return null;
end $$;
create trigger log_insert after insert on customers.field referencing new table as changed_rows
  for each statement execute function mart.log_field();
create trigger log_update after update on customers.field referencing new table as changed_rows
  for each statement execute function mart.log_field();
create trigger log_delete after delete on customers.field referencing old table as changed_rows
  for each statement execute function mart.log_field();

-- Nothing of somebody who was erased may stay on the disk (PV-21), not even where nobody reads it any more.
create trigger log_erased after delete on customers.customer referencing old table as old_rows
  for each statement execute function mart.log_delete('erased', 'customer_id');
