-- Why nobody was found behind what happened, as it was seen when it arrived: nothing said who, what was said is known of
-- nobody, or of several. Null where somebody was found, for what arrived before this was kept, and for people erased since.
alter table touchpoints.touchpoint
  add column nobody text check (nobody in ('no_key', 'key_unknown', 'ambiguous'));

-- The day on which somebody overdue is destroyed, as the owner reads it: never sooner than it was told (PV-20). Who was told
-- without a day is told anew, with one.
delete from privacy.overdue_person;
alter table privacy.overdue_person
  add column destroy_on date check (destroy_on >= told_on);
create index on privacy.overdue_person (workspace_id, destroy_on);

-- A leak of personal data, proven or only possible (PV-40, PV-41), and what was done about it: steps are only ever added
-- (PV-43). Kinds of data and numbers of people, never a person.
create table privacy.incident (
  workspace_id uuid not null,
  incident_id uuid not null,
  -- A rehearsal is written down like a real one and counts for nothing.
  is_rehearsal boolean not null,
  known_at timestamptz not null,
  is_possible boolean not null,
  items text[] not null check (cardinality(items) > 0),
  persons int not null check (persons > 0),
  was_attack boolean not null,
  -- When and how it happened, and what the shop did about it; empty while it is not known.
  happened text not null,
  remedy text not null,
  created_at timestamptz not null,
  created_by uuid,
  closed_at timestamptz,
  primary key (workspace_id, incident_id)
);
select platform.fence('privacy.incident', 'select, insert, update');

create table privacy.incident_step (
  workspace_id uuid not null,
  incident_step_id uuid not null,
  incident_id uuid not null,
  kind text not null check (kind in ('changed', 'notified', 'posted', 'reported', 'noted', 'cleared', 'closed')),
  note text not null,
  at timestamptz not null,
  made_by uuid,
  primary key (workspace_id, incident_step_id),
  foreign key (workspace_id, incident_id) references privacy.incident
);
create index on privacy.incident_step (workspace_id, incident_id, at);
select platform.fence('privacy.incident_step', 'select, insert');

-- The business number of a company, ten digits with a right check digit (OP-60); empty: not told.
alter table customers.household
  add column business_no text not null default '' check (business_no ~ '^(\d{10})?$' and (business_no = '' or kind = 'company'));
