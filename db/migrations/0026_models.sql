-- Grain: one row a person who visited. Made anew by each fit; between fits, for whose orders changed, by the same parameters.
-- Figures are null where the model is not to be trusted: `model` then is rhythm (MT-15), and mart.back_test says why.
create table mart.person_model (
  workspace_id uuid not null,
  customer_id uuid not null,
  model text not null check (model in ('bg-nbd', 'mbg-nbd', 'pareto-nbd', 'rhythm')),
  -- Visits it stands on.
  n_visits int not null,
  -- MT-16: probability that she still comes here, 0–1.
  p_alive double precision,
  -- Visits expected in the next twelve months.
  expected_visits_12m double precision,
  -- MT-18: margin of the next twelve months, and the range that held eight of ten people like her in the back-test.
  value_12m_minor bigint,
  value_12m_low_minor bigint,
  value_12m_high_minor bigint,
  -- Next visit if she comes again: the middle, the days that hold half, and those that hold nine in ten; null for who rests.
  expected_next_on date,
  expected_half_from_on date,
  expected_half_to_on date,
  expected_from_on date,
  expected_to_on date,
  fitted_at timestamptz not null,
  primary key (workspace_id, customer_id)
);
create index person_model_by_next on mart.person_model (workspace_id, expected_next_on);
select platform.fence('mart.person_model', 'select, insert, update, delete');

-- What a fit was worth on data it had not seen, kept with each fit.
create table mart.back_test (
  workspace_id uuid not null,
  back_test_id uuid not null,
  -- people, forecast:sales, …
  subject text not null,
  -- The model that is used, or none.
  model text not null,
  fitted_at timestamptz not null,
  -- First and last business day it was fitted to, and last day of the test.
  from_day date,
  until_day date,
  tested_until_day date,
  -- Errors, candidates and what is needed to apply the fit again; its shape belongs to the subject.
  result jsonb not null,
  warnings text[] not null default '{}',
  primary key (workspace_id, back_test_id)
);
create index back_test_latest on mart.back_test (workspace_id, subject, fitted_at desc);
select platform.fence('mart.back_test', 'select, insert, delete');

create schema insights;

-- What somebody decided to do about a finding (FE-08): an open task until it is done or dropped.
create table insights.decision (
  workspace_id uuid not null,
  decision_id uuid not null,
  -- menu_item, pair, risk
  kind text not null check (kind in ('menu_item', 'pair', 'risk')),
  -- Item ids or a key, joined by '+': what the finding is about; never a person.
  subject text not null,
  -- What is to be done: reprice, rename, drop, …
  action text not null,
  note text not null default '',
  -- The finding as it stood, for comparing afterwards.
  finding jsonb not null default '{}',
  state text not null default 'open' check (state in ('open', 'done', 'dropped')),
  due_on date,
  created_at timestamptz not null,
  created_by uuid,
  closed_at timestamptz,
  primary key (workspace_id, decision_id)
);
create index decision_open on insights.decision (workspace_id, kind, subject) where state = 'open';
select platform.fence('insights.decision', 'select, insert, update, delete');

-- What a way of finding people cost in a month (MT-22).
create table insights.source_cost (
  workspace_id uuid not null,
  source text not null,
  -- First day of the month.
  month date not null check (extract(day from month) = 1),
  cost_minor bigint not null check (cost_minor >= 0),
  primary key (workspace_id, source, month)
);
select platform.fence('insights.source_cost', 'select, insert, update, delete');
