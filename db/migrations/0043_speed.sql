-- A table that grew a hundredfold since the planner last looked is walked through as if it were small, by whichever index
-- begins with the workspace: until the database's own housekeeping comes round, a minute of tills is minutes of work.
-- Who writes much asks this after writing; it looks at the tables again each time they have doubled, else at nothing.
create function platform.note_growth(tables regclass[]) returns void
  language plpgsql security definer set search_path = '' set default_statistics_target = 10 as $$
declare target regclass;
begin
  for target in
    select c.oid from pg_catalog.pg_class c
    where c.oid = any(tables)
      and pg_catalog.pg_relation_size(c.oid) > (2 * greatest(c.relpages, 0) + 4) * pg_catalog.current_setting('block_size')::bigint
  loop
    execute format('analyze (skip_locked) %s', target);
  end loop;
end $$;
select platform.expose_function('platform.note_growth(regclass[])');

-- Accounts are looked for by the record they were opened for, and by who shows them. Row-level security lets an index on
-- `case` be used, on `coalesce` not. None of the two begins with the unit, of which there are three: the planner walked
-- through everybody's accounts by it.
drop index loyalty.account_of_person;
create unique index account_of_person on loyalty.account
  (workspace_id, (case when merged_from is null then customer_id else merged_from end), unit)
  where role = 'person' and customer_id is not null;
drop index loyalty.account_by_origin;
drop index loyalty.account_by_customer;
create index account_by_customer on loyalty.account (workspace_id, customer_id, unit);

-- A message leaves the queue when it is handed over and not before: marking it in between wrote every message once more,
-- with each of its indexes, and the lane's lock already says who works on it.
update messaging.message set state = 'queued' where state = 'sending';
