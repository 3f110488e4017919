create schema flows;

-- An automation: a document that says when somebody enters and what happens then. Off until somebody has read it.
create table flows.flow (
  workspace_id uuid not null,
  flow_id uuid not null,
  -- Which ready-made one it was made from; null for one of the shop's own.
  ready_key text,
  name text not null,
  document jsonb not null,
  -- Each change and each switching on begins a version; people go on by the one they entered with.
  version int not null,
  state text not null check (state in ('off', 'on')),
  switched_on_at timestamptz,
  switched_on_by uuid,
  switched_off_at timestamptz,
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, flow_id),
  unique (workspace_id, ready_key)
);
select platform.fence('flows.flow', 'select, insert, update');

create table flows.version (
  workspace_id uuid not null,
  flow_id uuid not null,
  version int not null,
  document jsonb not null,
  created_by uuid,
  created_at timestamptz not null,
  primary key (workspace_id, flow_id, version),
  foreign key (workspace_id, flow_id) references flows.flow
);
select platform.fence('flows.version', 'select, insert');

-- The rolling play that stands behind a step. A person enters a play once, so whoever comes a second time enters the
-- play of the second round.
create table flows.step_play (
  workspace_id uuid not null,
  flow_id uuid not null,
  version int not null,
  step_key text not null,
  round int not null check (round > 0),
  play_id uuid not null,
  primary key (workspace_id, flow_id, version, step_key, round),
  foreign key (workspace_id, flow_id, version) references flows.version
);
select platform.fence('flows.step_play', 'select, insert');

-- One person once in a flow.
create table flows.run (
  workspace_id uuid not null,
  run_id uuid not null,
  flow_id uuid not null,
  version int not null,
  customer_id uuid not null,
  merged_from uuid,
  -- What let her in, so that the same happening lets her in once: `birthday:2026-12-01`.
  entry_key text not null,
  -- How many times she has been in, this one included.
  round int not null,
  -- The step that comes next, and when; no step: she has reached the end.
  step_key text,
  due_at timestamptz not null,
  state text not null check (state in ('active', 'done', 'left')),
  -- Why it ended; empty while it has not.
  reason text not null default '',
  -- Which offer was chosen for her and why, by step.
  choices jsonb not null default '{}',
  entered_at timestamptz not null,
  ended_at timestamptz,
  primary key (workspace_id, run_id),
  foreign key (workspace_id, flow_id, version) references flows.version
);
-- Of the person as she was then: merging two people who both had this happening breaks nothing.
create unique index run_once_a_happening on flows.run (workspace_id, flow_id, coalesce(merged_from, customer_id), entry_key);
create index run_due on flows.run (workspace_id, due_at) where state = 'active';
create index run_by_person on flows.run (workspace_id, customer_id, flow_id);
select platform.fence('flows.run', 'select, insert, update, delete');

-- What staff may say at the till instead of a message.
create table flows.hint (
  workspace_id uuid not null,
  hint_id uuid not null,
  flow_id uuid not null,
  run_id uuid not null,
  step_key text not null,
  customer_id uuid not null,
  merged_from uuid,
  text text not null,
  shown_from timestamptz not null,
  shown_until date not null,
  said_at timestamptz,
  said_by uuid,
  primary key (workspace_id, hint_id),
  unique (workspace_id, run_id, step_key),
  foreign key (workspace_id, run_id) references flows.run on delete cascade
);
create index hint_by_person on flows.hint (workspace_id, customer_id) where said_at is null;
select platform.fence('flows.hint', 'select, insert, update, delete');
