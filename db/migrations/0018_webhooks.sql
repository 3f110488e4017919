create schema if not exists sources;

-- A till or shop that tells us by itself. Its address is secret enough to be guessed by nobody; who knows it still has to sign.
create table sources.connection (
  workspace_id uuid not null,
  connection_id uuid not null,
  platform text not null check (platform in ('shopify', 'square', 'toast', 'cafe24', 'generic')),
  label text not null,
  -- Key under which its orders, people and touchpoints are kept; never changes.
  source text not null,
  token text not null unique,
  -- The platform's signing secret, sealed with the key of this installation; shown to nobody again.
  secret bytea,
  -- After a rotation the old address or secret goes on until then, so that no delivery is lost meanwhile.
  previous_token text unique,
  previous_token_until timestamptz,
  previous_secret bytea,
  previous_secret_until timestamptz,
  -- How a generic sender signs, and the header in which it does.
  signing text not null default 'platform' check (signing in ('platform', 'none', 'header', 'hmac_hex', 'hmac_base64')),
  signature_header text not null default '',
  -- Generic: which field of the body is what. Null until somebody said.
  map jsonb,
  created_at timestamptz not null,
  created_by uuid,
  primary key (workspace_id, connection_id),
  unique (workspace_id, source)
);
select platform.fence('sources.connection', 'select, insert, update, delete');

-- A delivery knows no workspace until its address is looked up.
create function sources.find_connection(asked text, at timestamptz) returns table (workspace_id uuid, connection_id uuid)
  language sql stable security definer set search_path = '' as $$
  select c.workspace_id, c.connection_id from sources.connection c
  where c.token = asked or (c.previous_token = asked and c.previous_token_until > at)
$$;
select platform.expose_function('sources.find_connection(text, timestamptz)');

-- What a platform sent, as it sent it: stored before it is answered, worked on later (webhook dead letters: PV-24).
create table sources.delivery (
  workspace_id uuid not null,
  delivery_id uuid not null,
  connection_id uuid not null,
  -- The platform's id of the event, or a hash of the body: the same event is kept once, however often it is sent.
  event_id text not null,
  topic text not null default '',
  -- Only those that the reading needs.
  headers jsonb not null default '{}',
  -- Null once destroyed.
  body bytea,
  body_bytes int not null,
  received_at timestamptz not null,
  -- Business day on which it arrived.
  day date not null,
  repeats int not null default 0,
  state text not null check (state in ('received', 'done', 'failed', 'dead')),
  attempts int not null default 0,
  -- Why it failed: a code, and what its sentence needs; never personal data.
  error jsonb,
  -- What became of it.
  result jsonb,
  worked_at timestamptz,
  primary key (workspace_id, delivery_id),
  unique (workspace_id, connection_id, event_id),
  foreign key (workspace_id, connection_id) references sources.connection on delete cascade
);
create index delivery_by_time on sources.delivery (workspace_id, received_at desc, delivery_id desc);
create index delivery_by_state on sources.delivery (workspace_id, state, received_at desc, delivery_id desc);
select platform.fence('sources.delivery', 'select, insert, update, delete');

-- The parts of an order as a platform told them, each version once: the order itself, its refunds, its payments. What is
-- in schema orders is computed from all of them, so that it does not matter in which order they came. Items only, no person.
create table sources.order_part (
  workspace_id uuid not null,
  connection_id uuid not null,
  external_order_id text not null,
  part_id text not null,
  -- Sorts as text.
  version text not null,
  part jsonb not null,
  primary key (workspace_id, connection_id, external_order_id, part_id, version),
  foreign key (workspace_id, connection_id) references sources.connection on delete cascade
);
select platform.fence('sources.order_part', 'select, insert, delete');

-- Which of our orders a platform's order is.
create table sources.order_link (
  workspace_id uuid not null,
  connection_id uuid not null,
  external_order_id text not null,
  -- Null while there is nothing settled to record.
  order_id uuid,
  -- Version that last said whose order it is: an older one does not say it again.
  person_version text not null default '',
  primary key (workspace_id, connection_id, external_order_id),
  foreign key (workspace_id, connection_id) references sources.connection on delete cascade
);
select platform.fence('sources.order_link', 'select, insert, update, delete');

-- News and reviews that a site offers as RSS or Atom: of the shop, not of a person.
create table sources.feed (
  workspace_id uuid not null,
  feed_id uuid not null,
  url text not null,
  label text not null,
  kind text not null check (kind in ('news', 'review')),
  source text not null,
  every_minutes int not null check (every_minutes between 15 and 10080),
  etag text,
  last_modified text,
  next_fetch_at timestamptz not null,
  fetched_at timestamptz,
  -- Null when the last time went well.
  error jsonb,
  items int not null default 0,
  created_at timestamptz not null,
  primary key (workspace_id, feed_id),
  unique (workspace_id, url),
  unique (workspace_id, source)
);
select platform.fence('sources.feed', 'select, insert, update, delete');

-- The scheduler asks for every workspace at once and learns nothing but ids.
create function sources.list_due_feeds(at timestamptz) returns table (workspace_id uuid, feed_id uuid)
  language sql stable security definer set search_path = '' as $$
  select f.workspace_id, f.feed_id from sources.feed f where f.next_fetch_at <= at
$$;
select platform.expose_function('sources.list_due_feeds(timestamptz)');
