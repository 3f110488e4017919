-- One place for what is sensitive (PV-14): a field of type `sensitive` (decision 0019). The notes of 0024 stood beside it;
-- what was written there moves over as it is sealed, the newest first: one field holds one text, so a second note of
-- the same person goes into a second field.
create temporary table moved_note on commit drop as
  select n.workspace_id, n.customer_id, n.merged_from, n.text_sealed, n.written_by, n.written_at,
    'protected_note' || case when number = 1 then '' else '_' || number end as field_key,
    case when number = 1 then '' else ' ' || number end as ending
  from (select *, row_number() over (partition by workspace_id, customer_id, merged_from order by written_at desc, protected_note_id) as number
        from privacy.protected_note) n;
insert into customers.field (workspace_id, field_key, label_ko, label_en, type, purpose_key, position)
  select distinct workspace_id, field_key, '보호 메모' || ending, 'Protected note' || ending, 'sensitive', 'sensitive_health', 1000
  from moved_note on conflict do nothing;
insert into customers.field_value (workspace_id, customer_id, merged_from, field_key, value_sealed, source, updated_by, updated_at)
  select workspace_id, customer_id, merged_from, field_key, text_sealed, 'staff', written_by, written_at
  from moved_note on conflict do nothing;

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
