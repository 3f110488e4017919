create schema demo;

-- The demo shop is a simulation: it follows from these values, and from what was really sent (demo.offer).
create table demo.state (
  workspace_id uuid primary key,
  seed int not null,
  start_on date not null,
  -- Last day of the history the shop opened with; the simulation's trends end there.
  history_until date not null,
  -- Last business day that has happened; the day before `start_on` when none has.
  simulated_until date not null,
  -- The days of the work under way or of the last one: from the day after `work_after` until `work_until`.
  work_after date not null,
  work_until date not null,
  step text not null check (step in ('people', 'sales', 'insights', 'days', 'done')),
  failed_at timestamptz
);
select platform.fence('demo.state', 'select, insert, update');

-- Offers the people of the simulation know of. Kept, so that days which have happened can be computed again.
create table demo.offer (
  workspace_id uuid not null,
  play_id uuid not null,
  person_id text not null,
  received_on date not null,
  value_minor bigint not null,
  coupon_code text,
  primary key (workspace_id, play_id, person_id)
);
select platform.fence('demo.offer', 'select, insert');
