-- A group that was taken away can be brought back for a while; only then is it deleted.
alter table segments.segment add column removed_at timestamptz;
-- How many are in it, as of the last evaluation of everybody at `evaluated_at`; null until there was one, and after its
-- rule changed until it is evaluated anew.
alter table segments.segment add column members int;
alter table segments.segment add column evaluated_at timestamptz;
-- Business day of that evaluation: a rule that counts days is evaluated once on each.
alter table segments.segment add column evaluated_on date;

-- Grain: one row a person in a saved group, as of the last evaluation. Derived: the rule decides, this remembers.
create table segments.member (
  workspace_id uuid not null,
  segment_id uuid not null,
  customer_id uuid not null,
  since timestamptz not null,
  merged_from uuid,
  primary key (workspace_id, segment_id, customer_id),
  foreign key (workspace_id, segment_id) references segments.segment on delete cascade
);
create index member_by_customer on segments.member (workspace_id, customer_id);
create index member_by_since on segments.member (workspace_id, segment_id, since desc, customer_id desc);
select platform.fence('segments.member', 'select, insert, update, delete');

-- Who came into a group and who left it, and the facts that decided it. Nothing is written when a rule is made or
-- changed: then the group moved, not the people.
create table segments.member_event (
  workspace_id uuid not null,
  member_event_id uuid not null,
  segment_id uuid not null,
  customer_id uuid not null,
  change text not null check (change in ('entered', 'left')),
  -- Something about the person changed, or time went by.
  cause text not null check (cause in ('change', 'time')),
  at timestamptz not null,
  -- [{condition, met, value}]; without the values of the shop's own fields, which stand in one place only.
  facts jsonb not null default '[]',
  merged_from uuid,
  primary key (workspace_id, member_event_id),
  foreign key (workspace_id, segment_id) references segments.segment on delete cascade
);
create index member_event_by_time on segments.member_event (workspace_id, segment_id, at desc, member_event_id desc);
create index member_event_by_customer on segments.member_event (workspace_id, customer_id);
select platform.fence('segments.member_event', 'select, insert, update, delete');

-- Grain: one row a group and business day on which it was evaluated or changed; a day without one is as the day before.
create table segments.day_count (
  workspace_id uuid not null,
  segment_id uuid not null,
  day date not null,
  -- At the end of the day, or by now.
  members int not null,
  entered int not null default 0,
  departed int not null default 0,
  primary key (workspace_id, segment_id, day),
  foreign key (workspace_id, segment_id) references segments.segment on delete cascade
);
select platform.fence('segments.day_count', 'select, insert, update, delete');
