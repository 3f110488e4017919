-- All sure pairs merged in one go, and taken back in one go: how many it was to be, so that who looks on sees one total.
create table customers.merge_run (
  workspace_id uuid not null,
  -- The instant that all merges of the run bear.
  at timestamptz not null,
  pairs int not null check (pairs >= 0),
  -- Once all of it is to be taken back: the instant that all of that bear.
  undo_at timestamptz,
  undo_pairs int check (undo_pairs >= 0),
  check ((undo_at is null) = (undo_pairs is null)),
  primary key (workspace_id, at)
);
select platform.fence('customers.merge_run', 'select, insert, update, delete');
insert into customers.merge_run (workspace_id, at, pairs)
  select workspace_id, at, count(*)::int from customers.merge where reason = 'sure' group by workspace_id, at;
