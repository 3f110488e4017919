-- The use of a leaflet's code that was told by mistake is taken back by a row beside it: what was written stays written.
create table plays.code_use_undone (
  workspace_id uuid not null,
  use_id uuid not null,
  undone_at timestamptz not null,
  reason text not null,
  undone_by uuid,
  primary key (workspace_id, use_id),
  foreign key (workspace_id, use_id) references plays.code_use
);
select platform.fence('plays.code_use_undone', 'select, insert');
create index code_use_by_day on plays.code_use (workspace_id, day);

-- A counter looks at its own day.
create index coupon_use_by_day on loyalty.coupon_use (workspace_id, business_day);
