-- FE-15: while somebody's complaint is open, no advertising goes to her. What it is about stands in the shop's notes.
create table messaging.complaint (
  workspace_id uuid not null,
  complaint_id uuid not null,
  customer_id uuid not null,
  merged_from uuid,
  opened_at timestamptz not null,
  opened_by uuid,
  closed_at timestamptz,
  closed_by uuid,
  primary key (workspace_id, complaint_id)
);
create index complaint_of_person on messaging.complaint (workspace_id, customer_id, opened_at desc);
create index complaint_open on messaging.complaint (workspace_id, customer_id) where closed_at is null;
select platform.fence('messaging.complaint', 'select, insert, update, delete');
