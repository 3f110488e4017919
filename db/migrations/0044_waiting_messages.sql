-- A message is written three times: queued, handed over, settled. What those two later writes change stands in no index any
-- more and each page keeps room for them, so they touch the row's own page and nothing else.
alter table messaging.message set (fillfactor = 50);
drop index messaging.message_of_play;
drop index messaging.message_waiting;
drop index messaging.message_waiting_of_person;
drop index messaging.message_by_provider_id;
drop index messaging.message_unreported;
drop index messaging.message_by_customer;
create index message_of_play on messaging.message (workspace_id, play_id) where play_id is not null;
create index message_by_customer on messaging.message (workspace_id, customer_id);
-- A summary of pages: the one kind of index that a change may pass by.
create index message_by_sent_at on messaging.message using brin (sent_at);

-- Only what carries a link needs the token of one: a text message to refuse by telephone does not.
alter table messaging.message alter column opt_out_token_hash drop not null;
drop index messaging.message_by_opt_out_token;
create unique index message_by_opt_out_token on messaging.message (opt_out_token_hash) where opt_out_token_hash is not null;

-- One row a message that is queued or handed over: what a lane works off, and what a refusal looks through.
create table messaging.waiting (
  workspace_id uuid not null,
  lane_id uuid not null,
  channel text not null,
  message_id uuid not null,
  -- Of the message: somebody may refuse for an address, whoever's it is.
  contact_hash bytea,
  primary key (workspace_id, lane_id, channel, message_id)
);
select platform.fence('messaging.waiting', 'select, insert, delete');
insert into messaging.waiting (workspace_id, lane_id, channel, message_id, contact_hash)
select workspace_id, lane_id, channel, message_id, contact_hash from messaging.message
where state in ('queued', 'handing_over');

-- What a provider calls a message: reports speak of nothing else.
create table messaging.provider_reference (
  workspace_id uuid not null,
  provider text not null,
  provider_message_id text not null,
  message_id uuid not null,
  primary key (workspace_id, provider, provider_message_id, message_id)
);
select platform.fence('messaging.provider_reference', 'select, insert, delete');
insert into messaging.provider_reference (workspace_id, provider, provider_message_id, message_id)
select workspace_id, provider, provider_message_id, message_id from messaging.message
where provider is not null and provider_message_id is not null;
