-- The message desk: providers, sender numbers, templates, what became of each message, and the notices the law asks for.

-- Account at a provider of text messages and KakaoTalk; keys are sealed with the installation's key.
create table messaging.provider_account (
  workspace_id uuid not null,
  provider text not null check (provider in ('solapi', 'aligo', 'nhn')),
  -- Where its interface answers; another host for a test.
  base_url text not null,
  -- Kakao's own host, where the provider has one.
  kakao_base_url text not null default '',
  credentials_sealed bytea not null,
  -- Which of our channels go through it.
  serves text[] not null default '{}',
  -- The provider is told to take everything and send nothing (AD-52).
  is_test boolean not null default false,
  messages_per_second int not null default 100 check (messages_per_second between 1 and 10000),
  answer_timeout_ms int not null default 20000 check (answer_timeout_ms between 100 and 120000),
  -- Prices before VAT in minor units by medium, and the day they were looked up.
  prices jsonb not null default '{}',
  prices_on date,
  -- AD-18: only a provider with 전송자격인증 may send for the shop.
  certificate_no text not null default '',
  certified_on date,
  certificate_until date,
  certificate_url text not null default '',
  -- SHA-256 of the token in the address that the provider reports to.
  webhook_token_hash bytea not null unique,
  optouts_read_until timestamptz,
  last_error text not null default '',
  updated_at timestamptz not null,
  primary key (workspace_id, provider)
);
select platform.fence('messaging.provider_account', 'select, insert, update, delete');

-- A report knows no workspace until its address is looked up.
create function messaging.find_provider_account(token_hash bytea) returns table (workspace_id uuid, provider text)
  language sql stable security definer set search_path = '' as $$
  select a.workspace_id, a.provider from messaging.provider_account a where a.webhook_token_hash = token_hash
$$;
select platform.expose_function('messaging.find_provider_account(bytea)');

-- AD-50: only numbers that were registered beforehand may stand as the sender.
create table messaging.sender_number (
  workspace_id uuid not null,
  number text not null check (number ~ '^[0-9]{8,12}$'),
  label text not null default '',
  state text not null check (state in ('preparing', 'requested', 'registered', 'rejected')),
  -- What the telecom's certificate is called and where the shop keeps it.
  proof text not null default '',
  registered_on date,
  check_again_on date,
  is_default boolean not null default false,
  updated_at timestamptz not null,
  primary key (workspace_id, number)
);
create unique index one_default_sender on messaging.sender_number (workspace_id) where is_default;
select platform.fence('messaging.sender_number', 'select, insert, update, delete');

create table messaging.template (
  workspace_id uuid not null,
  template_id uuid not null,
  name text not null,
  channel text not null check (channel in ('sms', 'kakao', 'email')),
  class text not null check (class in ('ad', 'info', 'auth', 'notice_legal')),
  locale text not null default 'ko' check (locale in ('ko', 'en')),
  subject text not null default '',
  body text not null,
  -- What an information message tells about; points need a basis line (AD-41).
  about text not null default '',
  -- Which shipped template it was made from.
  starter text not null default '',
  -- Why words that look like advertising are none (AD-04).
  justification text not null default '',
  -- KakaoTalk: what the provider calls it, its text there, and where its review stands (AD-43).
  provider_code text not null default '',
  provider_text text not null default '',
  review_state text not null default 'draft' check (review_state in ('draft', 'requested', 'approved', 'rejected', 'suspended', 'dormant')),
  review_reason text not null default '',
  reviewed_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, template_id)
);
select platform.fence('messaging.template', 'select, insert, update, delete');

alter table messaging.mail_server
  -- The mailbox that bounces and answers come to.
  add column imap_host text not null default '',
  add column imap_port int not null default 993,
  add column imap_secure boolean not null default true,
  add column imap_username text not null default '',
  add column imap_password_sealed bytea,
  add column imap_read_until bigint not null default 0,
  add column imap_validity bigint not null default 0,
  add column imap_error text not null default '';

-- Where a shop's free refusal number and what it wants of the existing-customer exception stand.
create table messaging.desk (
  workspace_id uuid primary key,
  -- 080 number, digits only; empty: none, and no advertising goes out as text message.
  refusal_number text not null default '',
  refusal_code text not null default '',
  -- §2.2: the exception for existing customers, off until the owner has read its four conditions.
  existing_customers boolean not null default false,
  existing_customers_at timestamptz,
  existing_customers_by uuid,
  -- Nothing leaves: what would be sent is shown instead (AD-52).
  is_dry_run boolean not null default false,
  updated_at timestamptz not null
);
select platform.fence('messaging.desk', 'select, insert, update');

alter table messaging.message
  drop constraint message_channel_check,
  drop constraint message_class_check,
  add constraint message_channel_check check (channel in ('email', 'sms', 'kakao')),
  add constraint message_class_check check (class in ('ad', 'info', 'auth', 'notice_legal')),
  add column automation_id uuid,
  -- What one sender works off at a time: the play, the automation, or the shop's own desk.
  add column lane_id uuid,
  add column template_id uuid,
  -- Values of a KakaoTalk template: {"#{이름}": "김하나"}.
  add column variables jsonb not null default '{}',
  add column about text not null default '',
  -- AD-32: what goes out as text message when KakaoTalk cannot deliver; null: nothing.
  add column fallback_body text,
  add column fallback_of uuid,
  -- From here on what is known once it was handed over.
  add column medium text check (medium in ('sms', 'lms', 'mms', 'alimtalk', 'brand', 'email')),
  add column bytes int,
  add column price_minor double precision,
  add column provider text,
  add column provider_message_id text,
  add column hand_over_id uuid,
  add column handed_over_at timestamptz,
  add column at_carrier_at timestamptz,
  add column delivered_at timestamptz,
  add column failure_class text,
  -- The rule a message was sent or left out by, and the sale that the existing-customer exception rests on.
  add column rule text not null default '',
  add column evidence_order_id uuid;
update messaging.message set lane_id = coalesce(play_id, workspace_id);
alter table messaging.message alter column lane_id set not null;
drop index messaging.message_queue;
drop index messaging.message_waiting;
create index message_of_play on messaging.message (workspace_id, play_id, state) where play_id is not null;
create index message_waiting on messaging.message (workspace_id, lane_id, channel, message_id) where state in ('queued', 'sending', 'handing_over');
create index message_waiting_of_person on messaging.message (workspace_id, customer_id) where state in ('queued', 'sending');
create index message_by_provider_id on messaging.message (workspace_id, provider, provider_message_id) where provider_message_id is not null;
create index message_unreported on messaging.message (workspace_id, sent_at)
  where state = 'sent' and provider_message_id is not null and delivered_at is null;

-- Reports as they came, sealed, for at most as long as the rules table says: to find out what went wrong.
create table messaging.report_body (
  workspace_id uuid not null,
  report_body_id uuid not null,
  provider text not null,
  received_at timestamptz not null,
  body_sealed bytea not null,
  primary key (workspace_id, report_body_id)
);
create index report_body_by_age on messaging.report_body (workspace_id, received_at);
select platform.fence('messaging.report_body', 'select, insert, delete');

-- AD-14, AD-15: what a person has to be told, by when, and the proof that she was.
create table messaging.notice (
  workspace_id uuid not null,
  notice_id uuid not null,
  customer_id uuid not null,
  merged_from uuid,
  kind text not null check (kind in ('result', 'reconfirmation')),
  consent_kind text not null,
  -- The consent event it tells about: one notice for each, however often the work is repeated.
  consent_event_id uuid not null,
  consent_state text not null,
  said_on date not null,
  due_on date not null,
  state text not null check (state in ('waiting', 'queued', 'sent', 'unreachable', 'superseded')),
  channel text,
  message_id uuid,
  sent_at timestamptz,
  created_at timestamptz not null,
  primary key (workspace_id, notice_id),
  unique (workspace_id, kind, consent_event_id, said_on)
);
create index notice_open on messaging.notice (workspace_id, state, due_on);
create index notice_of_person on messaging.notice (workspace_id, customer_id);
select platform.fence('messaging.notice', 'select, insert, update, delete');

alter table plays.play drop constraint play_channel_check,
  add constraint play_channel_check check (channel in ('email', 'sms', 'kakao', 'none'));
