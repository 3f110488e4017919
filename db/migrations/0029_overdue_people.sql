-- People whose period has ended, and the day since which the owner reads it (PV-20): what nobody decided about within the
-- days of the rule is destroyed by the nightly job, and a wrong date in a file can be seen before it does harm.
create table privacy.overdue_person (
  workspace_id uuid not null,
  customer_id uuid not null,
  merged_from uuid,
  told_on date not null,
  unique nulls not distinct (workspace_id, customer_id, merged_from),
  foreign key (workspace_id, customer_id) references customers.customer on delete cascade
);
select platform.fence('privacy.overdue_person', 'select, insert, update, delete');

create or replace function privacy.erase_person(person uuid) returns table (table_name text, count bigint)
  language plpgsql security definer set search_path = '' as $$
declare workspace uuid := platform.current_workspace();
begin
  if workspace is null then raise exception 'no workspace'; end if;
  if exists (select from customers.customer c where c.workspace_id = workspace and c.customer_id = person) then
    raise exception 'the person is still here';
  end if;
  return query with gone as (delete from privacy.consent c where c.workspace_id = workspace and c.customer_id = person returning 1)
    select 'privacy.consent', count(*) from gone;
  return query with gone as (delete from privacy.consent_event e where e.workspace_id = workspace and e.customer_id = person returning 1)
    select 'privacy.consent_event', count(*) from gone;
  return query with gone as (delete from privacy.guardian g where g.workspace_id = workspace and g.customer_id = person returning 1)
    select 'privacy.guardian', count(*) from gone;
  return query with gone as (delete from privacy.protected_note p where p.workspace_id = workspace and p.customer_id = person returning 1)
    select 'privacy.protected_note', count(*) from gone;
  return query with gone as (delete from privacy.overdue_person o where o.workspace_id = workspace and o.customer_id = person returning 1)
    select 'privacy.overdue_person', count(*) from gone;
  return query with gone as (delete from privacy.self_link l where l.workspace_id = workspace and l.customer_id = person returning 1)
    select 'privacy.self_link', count(*) from gone;
  return query with gone as (delete from privacy.merged_person m where m.workspace_id = workspace
    and person in (m.merged_customer_id, m.into_customer_id) returning 1)
    select 'privacy.merged_person', count(*) from gone;
  return query with emptied as (update privacy.request r set customer_id = null, merged_from = null, detail = ''
    where r.workspace_id = workspace and r.customer_id = person returning 1)
    select 'privacy.request', count(*) from emptied;
end $$;
