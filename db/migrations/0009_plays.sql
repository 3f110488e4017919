create schema segments;

create table segments.segment (
  workspace_id uuid not null,
  segment_id uuid not null,
  name text not null,
  rule jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, segment_id)
);
select platform.fence('segments.segment', 'select, insert, update, delete');

create schema plays;

create table plays.play (
  workspace_id uuid not null,
  play_id uuid not null,
  -- The try before this one, and what number this try is.
  previous_play_id uuid,
  version int not null default 1,
  name text not null,
  hypothesis text not null default '',
  -- Rule of the audience as it was when launched; the group it came from is kept for the reader.
  segment_id uuid,
  rule jsonb not null,
  channel text not null check (channel in ('email', 'none')),
  offer jsonb not null,
  message jsonb not null,
  -- Null in a draft: the default by the size of the audience (MT-30), fixed at launch.
  holdout_rate double precision check (holdout_rate > 0 and holdout_rate <= 0.5),
  -- Salt of the assignment, so that two plays hold back different people.
  seed text not null,
  measure_days int not null check (measure_days between 1 and 365),
  fixed_cost_minor bigint not null default 0,
  state text not null check (state in ('draft', 'running', 'stopped', 'finished')),
  launched_at timestamptz,
  launched_on date,
  planned_end_on date,
  -- What a message cost and what share of a price the goods were at launch: a later setting does not change a result.
  message_price_minor double precision,
  food_cost_rate double precision,
  -- Who was looked at and left out at launch, by reason: [{reason, count}]. Null in a draft.
  excluded jsonb,
  stopped_at timestamptz,
  finished_at timestamptz,
  learning text not null default '',
  decision text check (decision in ('keep', 'change', 'stop')),
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, play_id),
  check (state = 'draft' or (launched_at is not null and launched_on is not null and planned_end_on is not null and holdout_rate is not null
    and message_price_minor is not null and food_cost_rate is not null)),
  -- FE-01: a play is not finished without a decision and what was learnt.
  check (state <> 'finished' or (decision is not null and learning <> ''))
);
select platform.fence('plays.play', 'select, insert, update, delete');

create table plays.assignment (
  workspace_id uuid not null,
  play_id uuid not null,
  customer_id uuid not null,
  arm text not null check (arm in ('treatment', 'holdout')),
  primary key (workspace_id, play_id, customer_id),
  foreign key (workspace_id, play_id) references plays.play
);
create index assignment_by_customer on plays.assignment (workspace_id, customer_id);
select platform.fence('plays.assignment', 'select, insert');

create schema loyalty;

create table loyalty.coupon (
  workspace_id uuid not null,
  coupon_id uuid not null,
  code text not null,
  play_id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('amount', 'percent')),
  -- Minor units for `amount`, whole percents for `percent`.
  value bigint not null check (value > 0),
  min_spend_minor bigint not null default 0,
  valid_until date not null,
  status text not null check (status in ('issued', 'redeemed', 'voided')),
  redeemed_order_id uuid,
  -- Used at the counter, whatever order is tied to it later: taking that order back does not make it good again.
  redeemed_at_counter boolean not null default false,
  redeemed_at timestamptz,
  discount_minor bigint,
  created_at timestamptz not null default now(),
  primary key (workspace_id, coupon_id),
  unique (workspace_id, code)
);
create unique index coupon_once_a_person on loyalty.coupon (workspace_id, play_id, customer_id);
create index coupon_by_customer on loyalty.coupon (workspace_id, customer_id);
select platform.fence('loyalty.coupon', 'select, insert, update');

create schema messaging;

-- The shop's own mail server; the password is encrypted with the installation's key.
create table messaging.mail_server (
  workspace_id uuid primary key,
  host text not null,
  port int not null,
  secure boolean not null,
  username text not null default '',
  password_sealed bytea,
  from_email text not null,
  messages_per_second int not null default 20 check (messages_per_second between 1 and 200),
  -- What one message costs the shop before VAT, in minor units; own servers cost nothing.
  price_minor double precision not null default 0 check (price_minor >= 0),
  -- Why the last connection failed; empty when it worked.
  last_error text not null default '',
  updated_at timestamptz not null default now()
);
select platform.fence('messaging.mail_server', 'select, insert, update, delete');

create table messaging.message (
  workspace_id uuid not null,
  message_id uuid not null,
  play_id uuid,
  customer_id uuid not null,
  contact_point_id uuid,
  class text not null check (class in ('ad', 'info', 'notice_legal')),
  channel text not null check (channel in ('email', 'none')),
  -- play:customer:channel — two messages with one key cannot exist, so nobody is written to twice.
  dedupe_key text not null,
  subject text not null,
  body text not null,
  locale text not null default 'ko' check (locale in ('ko', 'en')),
  coupon_code text not null default '',
  coupon_note text not null default '',
  -- Keyed hash of the address, so that a refusal holds after the person's record is gone.
  contact_hash bytea,
  -- queued → sending → handing_over → sent | unconfirmed; skipped, failed. See docs/decisions on sending once.
  state text not null check (state in ('queued', 'sending', 'handing_over', 'sent', 'unconfirmed', 'skipped', 'failed', 'cancelled')),
  reason text not null default '',
  not_before timestamptz,
  attempts int not null default 0,
  -- One-click opt-out (AD-16): SHA-256 of the token in the link.
  opt_out_token_hash bytea not null,
  queued_at timestamptz not null,
  sent_at timestamptz,
  opted_out_at timestamptz,
  primary key (workspace_id, message_id),
  unique (workspace_id, dedupe_key)
);
create index message_queue on messaging.message (workspace_id, play_id, state);
create index message_by_customer on messaging.message (workspace_id, customer_id, sent_at);
create index message_waiting on messaging.message (workspace_id, play_id) where state in ('queued', 'sending', 'handing_over');
create unique index message_by_opt_out_token on messaging.message (opt_out_token_hash);
select platform.fence('messaging.message', 'select, insert, update');

-- An opt-out link knows no workspace until it is looked up.
create function messaging.find_workspace_of_opt_out(token_hash bytea) returns table (workspace_id uuid, message_id uuid)
  language sql stable security definer set search_path = '' as $$
  select m.workspace_id, m.message_id from messaging.message m where m.opt_out_token_hash = token_hash
$$;
select platform.expose_function('messaging.find_workspace_of_opt_out(bytea)');
