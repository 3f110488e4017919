-- One place for what is sensitive (PV-14): a field of type `sensitive` (decision 0019). The notes of 0024 stood beside it
-- for some days and were part of no release.

-- As in 0024, without the protected notes.
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
  return query with gone as (delete from privacy.self_link l where l.workspace_id = workspace and l.customer_id = person returning 1)
    select 'privacy.self_link', count(*) from gone;
  return query with gone as (delete from privacy.merged_person m where m.workspace_id = workspace
    and person in (m.merged_customer_id, m.into_customer_id) returning 1)
    select 'privacy.merged_person', count(*) from gone;
  return query with emptied as (update privacy.request r set customer_id = null, merged_from = null, detail = ''
    where r.workspace_id = workspace and r.customer_id = person returning 1)
    select 'privacy.request', count(*) from emptied;
end $$;

drop table privacy.protected_note;
