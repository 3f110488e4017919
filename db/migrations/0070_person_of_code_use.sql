-- Whose the use of a leaflet's code was, where the counter knew: her order of that day is the same use. Beside the use, so
-- that a person who is erased leaves the fact of nobody.
create table plays.code_use_person (
  workspace_id uuid not null,
  use_id uuid not null,
  customer_id uuid not null,
  -- Whom it named before two became one.
  merged_from uuid,
  primary key (workspace_id, use_id),
  foreign key (workspace_id, use_id) references plays.code_use
);
select platform.fence('plays.code_use_person', 'select, insert, update, delete');
create index on plays.code_use_person (workspace_id, customer_id);

-- A use whose bill nobody told has none: before, what was taken off stood for it.
alter table plays.code_use alter column bill_minor drop not null;
