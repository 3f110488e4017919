-- A play may have up to five arms beside its hold-out, wait for approval, leave later, run on as people enter, or happen
-- outside of every channel. Plays of before have one arm, their own offer and message.
alter table plays.play
  -- once: everybody on one day. rolling: people enter one by one (an automation). offline: nobody is assigned.
  add column kind text not null default 'once' check (kind in ('once', 'rolling', 'offline')),
  -- What the first arm is called when there are others; the others: [{key, name, channel, offer, message}], keys b to e.
  add column arm_name text not null default '',
  add column other_arms jsonb not null default '[]' check (jsonb_typeof(other_arms) = 'array' and jsonb_array_length(other_arms) <= 4),
  -- What it may cost at most, in minor units.
  add column budget_minor bigint check (budget_minor > 0),
  -- Launched, but not gone yet: until then everything can be taken back.
  add column leaves_at timestamptz,
  add column expected_audience int,
  add column asked_by uuid,
  add column asked_at timestamptz,
  add column approved_by uuid,
  add column approved_at timestamptz,
  -- Why it came back: from whoever was asked, or from the moment it was to leave.
  add column sent_back_note text not null default '',
  -- Leaflet, poster, street event: {medium, place, copies, code, discountMinor, switchback}. Null for all others.
  add column offline jsonb,
  drop constraint play_state_check,
  add constraint play_state_check check (state in ('draft', 'waiting', 'leaving', 'running', 'stopped', 'finished')),
  drop constraint play_check,
  add constraint play_launched_check check (state in ('draft', 'waiting', 'leaving')
    or (launched_at is not null and launched_on is not null and planned_end_on is not null and message_price_minor is not null
      and food_cost_rate is not null and (holdout_rate is not null or kind = 'offline'))),
  add constraint play_leaving_check check (state <> 'leaving' or leaves_at is not null),
  add constraint play_offline_check check ((kind = 'offline') = (offline is not null));

create unique index play_by_offline_code on plays.play ((offline ->> 'code')) where offline is not null;

alter table plays.assignment
  -- Which arm of several a treated person is in.
  add column variant text check (variant in ('a', 'b', 'c', 'd', 'e')),
  -- Rolling: when she entered. Null: with the launch.
  add column entered_at timestamptz;
update plays.assignment set variant = 'a' where arm = 'treatment';
alter table plays.assignment
  add constraint assignment_arm_variant_check check ((arm = 'holdout') = (variant is null));

-- How this shop wants its plays to be; no row: the defaults of the contract.
create table plays.policy (
  workspace_id uuid primary key,
  approval_required boolean not null default false,
  grace_minutes int not null default 0 check (grace_minutes between 0 and 1440),
  monthly_budget_minor bigint check (monthly_budget_minor > 0),
  -- Advertising a person gets in seven days at most, all channels and plays together; null: the product's own cap.
  ads_per_week int check (ads_per_week between 1 and 7),
  -- Share of everybody who gets no advertising of any play, and for how long before it is drawn anew.
  standing_rate double precision not null default 0 check (standing_rate between 0 and 0.2),
  standing_days int not null default 91 check (standing_days between 28 and 366),
  updated_at timestamptz not null
);
select platform.fence('plays.policy', 'select, insert, update');

-- One period of the standing hold-out. Who is in it follows from seed and rate alone, so it keeps nothing of a person.
create table plays.standing_holdout (
  workspace_id uuid not null,
  standing_id uuid not null,
  seed text not null,
  rate double precision not null check (rate > 0 and rate <= 0.2),
  begins_on date not null,
  begins_at timestamptz not null,
  -- Last business day of the period.
  ends_on date not null,
  primary key (workspace_id, standing_id)
);
select platform.fence('plays.standing_holdout', 'select, insert, update');

-- The same draw as src/modules/plays/rules/assignment.ts: 48 bits of SHA-256 over ["everything", seed, person], in [0, 1).
create function plays.standing_draw(seed text, customer_id uuid) returns double precision
  language sql immutable parallel safe as $$
  select ('x' || substr(encode(sha256(convert_to('["everything","' || seed || '","' || customer_id || '"]', 'UTF8')), 'hex'), 1, 12))::bit(48)::bigint::double precision
    / 281474976710656.0
$$;
select platform.expose_function('plays.standing_draw(text, uuid)');

-- A code of a leaflet or poster was opened: a number a day, nothing of who it was.
create table plays.code_scan (
  workspace_id uuid not null,
  play_id uuid not null,
  day date not null,
  scans int not null default 0,
  primary key (workspace_id, play_id, day),
  foreign key (workspace_id, play_id) references plays.play
);
select platform.fence('plays.code_scan', 'select, insert, update');

-- A code was used at the counter without the till naming it on the order.
create table plays.code_use (
  workspace_id uuid not null,
  use_id uuid not null,
  play_id uuid not null,
  day date not null,
  used_at timestamptz not null,
  bill_minor bigint not null check (bill_minor >= 0),
  discount_minor bigint not null check (discount_minor >= 0),
  is_new_guest boolean not null,
  recorded_by uuid,
  primary key (workspace_id, use_id),
  foreign key (workspace_id, play_id) references plays.play
);
select platform.fence('plays.code_use', 'select, insert');

-- A code knows no workspace until it is looked up.
create function plays.find_workspace_of_code(asked text) returns table (workspace_id uuid, play_id uuid)
  language sql stable security definer set search_path = '' as $$
  select p.workspace_id, p.play_id from plays.play p
  where p.offline is not null and p.offline ->> 'code' = asked and p.state in ('running', 'stopped', 'finished')
$$;
select platform.expose_function('plays.find_workspace_of_code(text)');

create schema decisions;

-- What somebody decided about something the product laid before her, with the figures as they stood.
create table decisions.decided (
  workspace_id uuid not null,
  decision_id uuid not null,
  kind text not null,
  -- What it was about: the id of a play, the key of a source, an item; never personal data.
  subject text not null,
  reason jsonb not null,
  worth_minor bigint,
  choice text not null check (choice in ('done', 'later', 'no')),
  -- Asked again from this day on; null: not again.
  again_on date,
  decided_by uuid,
  decided_at timestamptz not null,
  decided_on date not null,
  primary key (workspace_id, decision_id)
);
create index decided_by_day on decisions.decided (workspace_id, decided_at desc);
select platform.fence('decisions.decided', 'select, insert');
