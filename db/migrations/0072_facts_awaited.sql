-- Two people who become one, or one again two, have other facts only once the mart is brought up to date: until then no
-- group may judge them by the old ones. Each merge leaves a mark of its own, which a refresh that saw the merge takes away.
create table mart.awaited_person (
  workspace_id uuid not null,
  mark_id uuid not null,
  customer_id uuid not null,
  primary key (workspace_id, mark_id)
);
create index awaited_person_by_customer on mart.awaited_person (workspace_id, customer_id);
select platform.fence('mart.awaited_person', 'select, insert, delete');
