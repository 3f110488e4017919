-- Two sources that name the same stranger at the same moment make one person: each first writes or locks a row for every
-- number, address and id it would make somebody known by (decision 0018). A row says nothing once the transaction that
-- wrote it is over, so none of it needs to outlive a crash; what is left is swept every day.
create unlogged table customers.stranger_lock (
  workspace_id uuid not null,
  -- Hash of what the stranger would be known by.
  key bigint not null,
  primary key (workspace_id, key)
);
select platform.fence('customers.stranger_lock', 'select, insert, update, delete');

-- The rows behind a number on the health board: of one source, the newest first.
create index sale_order_by_source on orders.sale_order (workspace_id, source, ordered_at desc, order_id desc);

-- Added to a table that was there, a column has no statistics until the next analysis.
analyze customers.customer;

-- A session keeps the plan with which it checks a foreign key until the table is analyzed. Planned while a table was empty,
-- it may read all of a workspace for every row: a file says how big the tables became before it goes on.
create function platform.note_sizes(tables regclass[]) returns void
  language plpgsql security definer set search_path = '' set default_statistics_target = 10 as $$
declare target regclass;
begin
  foreach target in array tables loop
    -- Not behind another file of another workspace, which holds what it analyzed to its end.
    execute format('analyze (skip_locked) %s', target);
  end loop;
end $$;
select platform.expose_function('platform.note_sizes(regclass[])');
