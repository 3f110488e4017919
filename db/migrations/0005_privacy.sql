create schema privacy;

-- What a person said about being contacted, when, how and on which words. Append-only.
create table privacy.consent_event (
  workspace_id uuid not null,
  consent_event_id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('svc_membership', 'marketing_use', 'ad_email', 'ad_sms', 'ad_night')),
  state text not null check (state in ('granted', 'refused', 'withdrawn', 'reconfirmed', 'expired')),
  method text not null check (method in ('paper', 'tablet', 'web', 'phone', 'sms_link', 'email', 'import', 'one_click', 'staff')),
  -- Where the proof is: batch and line of a file, message of an unsubscribe, account of a member of staff.
  evidence text not null,
  at timestamptz not null,
  recorded_at timestamptz not null default now(),
  primary key (workspace_id, consent_event_id),
  -- What the state below points at: an event of the same person, kind, state and moment.
  unique (workspace_id, consent_event_id, customer_id, kind, state, at)
);
create index on privacy.consent_event (workspace_id, customer_id, at);
select platform.fence('privacy.consent_event', 'select, insert');

-- The state that holds now. It cannot exist without the event that made it.
create table privacy.consent (
  workspace_id uuid not null,
  customer_id uuid not null,
  kind text not null,
  state text not null,
  at timestamptz not null,
  consent_event_id uuid not null,
  primary key (workspace_id, customer_id, kind),
  foreign key (workspace_id, consent_event_id, customer_id, kind, state, at)
    references privacy.consent_event (workspace_id, consent_event_id, customer_id, kind, state, at)
);
select platform.fence('privacy.consent', 'select, insert, update, delete');

-- Addresses that must never be written to again, as a keyed hash: it outlives the person's record (domain 2.4).
create table privacy.suppression (
  workspace_id uuid not null,
  contact_hash bytea not null,
  channel text not null,
  at timestamptz not null,
  reason text not null,
  primary key (workspace_id, contact_hash, channel)
);
select platform.fence('privacy.suppression', 'select, insert, update');
