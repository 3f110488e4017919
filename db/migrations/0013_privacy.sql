-- Why the shop keeps personal data (PV-01), on which words people agreed (PV-02), and what becomes of it (PV-20, PV-22).

create table privacy.purpose (
  workspace_id uuid not null,
  purpose_key text not null check (purpose_key ~ '^[a-z][a-z0-9_]{1,59}$'),
  name_ko text not null,
  name_en text not null,
  legal_basis text not null check (legal_basis in ('consent', 'contract', 'legal_duty', 'legit_interest', 'vital')),
  -- The consent a person gives for it here; null where the basis is another, or the consent stands on the entry form itself.
  consent_kind text,
  -- Days that are counted from `retention_from`; null: until what `retention_from` says has happened.
  retention_days int check (retention_days > 0),
  retention_from text not null check (retention_from in ('withdrawal', 'last_visit', 'visit', 'delivery', 'event_end', 'transaction')),
  is_required boolean not null,
  is_in_policy boolean not null default true,
  is_shipped boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (workspace_id, purpose_key)
);
select platform.fence('privacy.purpose', 'select, insert, update, delete');

-- Every field that holds personal data, built in or the shop's own. The reference is the rule: no field without a purpose.
create table privacy.field (
  workspace_id uuid not null,
  field_key text not null,
  purpose_key text not null,
  -- Further purposes it serves, such as advertising to a member's number.
  also_for text[] not null default '{}',
  name_ko text not null,
  name_en text not null,
  is_sensitive boolean not null default false,
  is_built_in boolean not null default false,
  -- Screens and work that use it; a field without any is an orphan (FE-02).
  used_in text[] not null default '{}',
  -- Day on which it was last shown or used, by the shop's clock.
  last_used_on date,
  created_on date not null,
  primary key (workspace_id, field_key),
  foreign key (workspace_id, purpose_key) references privacy.purpose
);
create index on privacy.field (workspace_id, purpose_key);
select platform.fence('privacy.field', 'select, insert, update, delete');

-- The words of a consent. A change of any of the four things it must tell is a new version (PV-02): nothing is updated.
create table privacy.consent_text (
  workspace_id uuid not null,
  text_version_id uuid not null,
  kind text not null,
  version int not null check (version > 0),
  lang text not null check (lang in ('ko', 'en')),
  title text not null check (title <> ''),
  purpose text not null check (purpose <> ''),
  items text not null check (items <> ''),
  retention text not null check (retention <> ''),
  refusal text not null check (refusal <> ''),
  body text not null default '',
  -- What is shown larger and bold (PV-09): [{"field", "from", "to"}].
  highlights jsonb not null default '[]',
  effective_from timestamptz not null,
  -- SHA-256 of everything a person reads.
  hash bytea not null,
  created_by uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, text_version_id),
  unique (workspace_id, kind, lang, version)
);
select platform.fence('privacy.consent_text', 'select, insert');

-- PV-11: who answers for a child. Until `verified_at` nothing else of the child is stored.
create table privacy.guardian (
  workspace_id uuid not null,
  guardian_id uuid not null,
  customer_id uuid,
  merged_from uuid,
  name text not null,
  contact text not null,
  asked_at timestamptz not null,
  verified_at timestamptz,
  verified_by uuid,
  method text check (method in ('sms', 'card', 'phone_identity', 'paper', 'email', 'call')),
  evidence text not null default '',
  primary key (workspace_id, guardian_id),
  check ((verified_at is null) = (method is null)),
  check (verified_at is not null or customer_id is null)
);
create index on privacy.guardian (workspace_id, customer_id) where customer_id is not null;
select platform.fence('privacy.guardian', 'select, insert, update, delete');

alter table privacy.consent_event drop constraint consent_event_kind_check;
alter table privacy.consent_event
  add column text_version_id uuid,
  add column device text not null default '',
  add column guardian_id uuid,
  -- Account that was at hand; null when nobody of the shop was.
  add column actor uuid,
  -- The person who said it, where she was merged into another since.
  add column merged_from uuid,
  add constraint consent_event_kind_check check (
    kind in ('svc_membership', 'svc_optional_fields', 'sensitive_health', 'unique_id', 'marketing_use', 'ad_sms', 'ad_kakao',
             'ad_email', 'ad_push', 'ad_call', 'ad_night', 'guardian', 'photo_use', 'points_terms', 'auto_decision_ack')
    or kind ~ '^(third_party|overseas):[a-z0-9_-]{1,60}$'),
  add constraint guardian_consent_names_guardian check (kind <> 'guardian' or state <> 'granted' or guardian_id is not null),
  add foreign key (workspace_id, text_version_id) references privacy.consent_text;
create index consent_event_by_text on privacy.consent_event (workspace_id, text_version_id) where text_version_id is not null;
create index consent_event_merged on privacy.consent_event (workspace_id, merged_from) where merged_from is not null;
-- Events stay append-only: merging two people moves them, and changes nothing of what was said.
select platform.expose('privacy.consent_event', 'update (customer_id, merged_from)');
alter table privacy.consent add column merged_from uuid;

-- Which person's consents stand under which other since when: what she said before counts as the stricter of both.
create table privacy.merged_person (
  workspace_id uuid not null,
  merged_customer_id uuid not null,
  into_customer_id uuid not null,
  at timestamptz not null,
  primary key (workspace_id, merged_customer_id),
  check (merged_customer_id <> into_customer_id)
);
create index on privacy.merged_person (workspace_id, into_customer_id);
select platform.fence('privacy.merged_person', 'select, insert, delete');

-- An event may move up to whoever stands for its person, or back down from her, and to nobody else.
create function privacy.keep_event_with_person() returns trigger language plpgsql set search_path = '' as $$
begin
  if not exists (
    with recursive above as (
      select a.person as lower, m.into_customer_id as upper
      from (values (old.customer_id), (new.customer_id)) a (person)
      join privacy.merged_person m on m.workspace_id = old.workspace_id and m.merged_customer_id = a.person
      union
      select a.lower, m.into_customer_id from above a
      join privacy.merged_person m on m.workspace_id = old.workspace_id and m.merged_customer_id = a.upper
    )
    select from above where (lower, upper) in ((old.customer_id, new.customer_id), (new.customer_id, old.customer_id))
  ) then
    raise exception 'a consent event stays with its person';
  end if;
  return new;
end $$;
create trigger keep_event_with_person before update on privacy.consent_event
  for each row execute function privacy.keep_event_with_person();

-- The public form of a shop: /join/<token>, printed beside the till. A new link shuts the one before.
create table privacy.join_link (
  workspace_id uuid not null,
  join_link_id uuid not null,
  token text not null unique,
  created_at timestamptz not null,
  closed_at timestamptz,
  primary key (workspace_id, join_link_id)
);
create unique index one_open_join_link on privacy.join_link (workspace_id) where closed_at is null;
select platform.fence('privacy.join_link', 'select, insert, update');
create function privacy.find_workspace_of_join(wanted text) returns uuid
  language sql stable security definer set search_path = '' as $$
  select j.workspace_id from privacy.join_link j where j.token = wanted and j.closed_at is null
$$;
select platform.expose_function('privacy.find_workspace_of_join(text)');

-- PV-32: a one-time link to a person's own page. Token, code and the session it opens are kept as hashes only.
create table privacy.self_link (
  workspace_id uuid not null,
  self_link_id uuid not null,
  customer_id uuid not null,
  merged_from uuid,
  token_hash bytea not null unique,
  code_hash bytea not null,
  wrong_codes int not null default 0,
  created_by uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  session_hash bytea,
  opened_at timestamptz,
  session_expires_at timestamptz,
  primary key (workspace_id, self_link_id)
);
create index on privacy.self_link (workspace_id, customer_id);
select platform.fence('privacy.self_link', 'select, insert, update, delete');
create function privacy.find_workspace_of_self_link(hash bytea) returns table (workspace_id uuid, self_link_id uuid)
  language sql stable security definer set search_path = '' as $$
  select l.workspace_id, l.self_link_id from privacy.self_link l where l.token_hash = hash
$$;
select platform.expose_function('privacy.find_workspace_of_self_link(bytea)');

-- Rights of the person: what was asked, by when it must be answered (PV-31), and how it ended.
create table privacy.request (
  workspace_id uuid not null,
  request_id uuid not null,
  -- Null once the person is erased; the request itself is the proof that it was answered.
  customer_id uuid,
  merged_from uuid,
  type text not null check (type in ('access', 'correct', 'delete', 'suspend', 'withdraw', 'portability', 'source')),
  received_via text not null check (received_via in ('self_service', 'counter', 'phone', 'email', 'paper')),
  identity_check text not null,
  -- What she wants; emptied with the person.
  detail text not null default '',
  received_on date not null,
  due_on date not null,
  state text not null check (state in ('open', 'done', 'refused')),
  result text not null default '',
  reason text not null default '',
  closed_at timestamptz,
  closed_by uuid,
  created_at timestamptz not null,
  primary key (workspace_id, request_id),
  check ((state = 'open') = (closed_at is null)),
  check (state <> 'refused' or reason <> '')
);
create index on privacy.request (workspace_id, state, due_on);
create index on privacy.request (workspace_id, customer_id) where customer_id is not null;
select platform.fence('privacy.request', 'select, insert, update');

-- PV-22: what was destroyed, when, how many and how. It holds no personal data and is never changed.
create table privacy.destruction (
  workspace_id uuid not null,
  destruction_id uuid not null,
  scope text not null,
  action text not null check (action in ('destroy', 'separate', 'anonymise')),
  reason text not null,
  due_on date,
  done_at timestamptz not null,
  count int not null check (count >= 0),
  -- Rows by table.
  rows jsonb not null default '{}',
  actor uuid,
  -- SHA-256 over this row and the one before it: a row that was taken out is noticed.
  evidence_hash bytea not null,
  primary key (workspace_id, destruction_id)
);
create index on privacy.destruction (workspace_id, done_at);
select platform.fence('privacy.destruction', 'select, insert');

-- The proof of a consent is destroyed with the person and not before: as long as she stands in customers.customer, the
-- server cannot take an event away.
create function privacy.erase_person(person uuid) returns table (table_name text, count bigint)
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
select platform.expose_function('privacy.erase_person(uuid)');
