-- Points, stamps and prepaid money as double entry (OP-50): what one account gets another gives, nothing is changed or
-- taken away afterwards, and the database itself refuses a movement that does not balance.
create table loyalty.account (
  workspace_id uuid not null,
  account_id uuid not null,
  -- Prepaid money is refundable and never mixed with points (OP-55).
  unit text not null check (unit in ('points', 'stamps', 'prepaid')),
  -- The shop's own accounts stand against the people's: where points come from and where they go.
  role text not null check (role in ('person', 'issued', 'spent', 'expired', 'adjusted', 'cash')),
  -- Null for the shop's own accounts, and where the person was erased.
  customer_id uuid,
  merged_from uuid,
  -- Of people only; the shop's would be one row that every till waits for.
  balance bigint not null default 0,
  primary key (workspace_id, account_id),
  unique (workspace_id, account_id, unit),
  check (role = 'person' or customer_id is null)
);
-- Two records that became one keep an account each, so that they can be told apart again.
create unique index account_of_person on loyalty.account (workspace_id, unit, coalesce(merged_from, customer_id))
  where role = 'person' and customer_id is not null;
create unique index account_of_shop on loyalty.account (workspace_id, unit, role) where role <> 'person';
create index account_by_customer on loyalty.account (workspace_id, customer_id);
select platform.fence('loyalty.account', 'select, insert');

create table loyalty.movement (
  workspace_id uuid not null,
  movement_id uuid not null,
  unit text not null,
  kind text not null check (kind in ('earn', 'use', 'expire', 'adjust', 'transfer', 'refund_reversal', 'charge', 'payout')),
  -- Made by whoever asked: asked again, it is the same movement.
  idempotency_key text not null,
  at timestamptz not null,
  business_day date not null,
  recorded_at timestamptz not null,
  -- Till or branch it was made at; points are the same everywhere.
  till text not null default '',
  receipt_id uuid,
  -- Undone movement, for an undo.
  reverses uuid,
  reason text not null default '',
  made_by uuid,
  primary key (workspace_id, movement_id),
  unique (workspace_id, movement_id, unit),
  unique (workspace_id, idempotency_key)
);
create index movement_by_receipt on loyalty.movement (workspace_id, receipt_id) where receipt_id is not null;
create index movement_by_day on loyalty.movement (workspace_id, business_day);
select platform.fence('loyalty.movement', 'select, insert');

-- Points that were earned together and expire together; uses take the earliest day first.
create table loyalty.lot (
  workspace_id uuid not null,
  lot_id uuid not null,
  account_id uuid not null,
  movement_id uuid not null,
  amount bigint not null check (amount > 0),
  -- Last day on which they can be used; null for ever.
  expires_on date,
  -- Sum of the entries of this lot.
  remaining bigint not null default 0 check (remaining between 0 and amount),
  primary key (workspace_id, lot_id),
  unique (workspace_id, lot_id, account_id),
  foreign key (workspace_id, account_id) references loyalty.account,
  foreign key (workspace_id, movement_id) references loyalty.movement
);
create index lot_open on loyalty.lot (workspace_id, account_id) where remaining > 0;
create index lot_due on loyalty.lot (workspace_id, expires_on) where remaining > 0;
select platform.fence('loyalty.lot', 'select, insert');

create table loyalty.entry (
  workspace_id uuid not null,
  movement_id uuid not null,
  entry_no int not null,
  unit text not null,
  account_id uuid not null,
  -- Of people's accounts; null there for what a reversal took and was not there any more (a negative balance).
  lot_id uuid,
  amount bigint not null check (amount <> 0),
  primary key (workspace_id, movement_id, entry_no),
  foreign key (workspace_id, movement_id, unit) references loyalty.movement (workspace_id, movement_id, unit),
  foreign key (workspace_id, account_id, unit) references loyalty.account (workspace_id, account_id, unit),
  foreign key (workspace_id, lot_id, account_id) references loyalty.lot (workspace_id, lot_id, account_id)
);
create index entry_by_account on loyalty.entry (workspace_id, account_id);
select platform.fence('loyalty.entry', 'select, insert');

-- Entries are posted a statement at a time: balanced as a whole, then lots and balances follow. Nobody else moves those.
create function loyalty.post_entries() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from posted p group by p.workspace_id, p.movement_id having sum(p.amount) <> 0) then
    raise exception 'a movement does not balance' using errcode = 'check_violation';
  end if;
  update loyalty.lot l set remaining = l.remaining + moved.amount
  from (select p.workspace_id, p.lot_id, sum(p.amount) as amount from posted p where p.lot_id is not null group by 1, 2) moved
  where l.workspace_id = moved.workspace_id and l.lot_id = moved.lot_id and moved.amount <> 0;
  update loyalty.account a set balance = a.balance + moved.amount
  from (select p.workspace_id, p.account_id, sum(p.amount) as amount from posted p group by 1, 2) moved
  where a.workspace_id = moved.workspace_id and a.account_id = moved.account_id and a.role = 'person' and moved.amount <> 0;
  -- Lots are never below zero; what is taken without one is owed, and only a refund may leave somebody owing (OP-50).
  if exists (
    select from posted p
    join loyalty.account a on a.workspace_id = p.workspace_id and a.account_id = p.account_id and a.role = 'person'
    join loyalty.movement m on m.workspace_id = p.workspace_id and m.movement_id = p.movement_id
    where p.lot_id is null and p.amount < 0 and m.kind <> 'refund_reversal'
  ) then
    raise exception 'more than there is' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger post_entries after insert on loyalty.entry referencing new table as posted
  for each statement execute function loyalty.post_entries();

-- The sale behind a movement: earned once, whoever tells of it and however often (the till, the tablet, a code on the paper).
create table loyalty.receipt (
  workspace_id uuid not null,
  receipt_id uuid not null,
  customer_id uuid,
  merged_from uuid,
  business_day date not null,
  at timestamptz not null,
  till text not null default '',
  -- As printed; empty where nobody typed it.
  receipt_no text not null default '',
  -- The two that may tell of one sale: an order, and somebody's number at the counter.
  order_id uuid,
  counter_key text,
  unit text not null check (unit in ('points', 'stamps')),
  -- What counted of the bill; null where a visit was counted without one.
  bill_minor bigint,
  refunded_minor bigint not null default 0,
  -- Pieces that earned a stamp each.
  items int not null default 0,
  -- Points that were spent on it: that part of the bill earns nothing.
  used bigint not null default 0,
  tier_key text,
  -- What the whole bill earned, before any refund.
  earned bigint not null,
  programme_version int not null,
  primary key (workspace_id, receipt_id)
);
create unique index receipt_of_order on loyalty.receipt (workspace_id, order_id) where order_id is not null;
create unique index receipt_of_counter on loyalty.receipt (workspace_id, counter_key) where counter_key is not null;
create unique index receipt_by_no on loyalty.receipt (workspace_id, business_day, receipt_no, till) where receipt_no <> '';
create index receipt_by_customer on loyalty.receipt (workspace_id, customer_id, business_day);
select platform.fence('loyalty.receipt', 'select, insert, update');

-- The rules of earning, each version kept: a refund is reckoned by the rules of its sale.
create table loyalty.programme (
  workspace_id uuid not null,
  version int not null,
  settings jsonb not null,
  -- Sales of this business day and later earn by it.
  starts_on date not null,
  made_by uuid,
  created_at timestamptz not null,
  primary key (workspace_id, version)
);
select platform.fence('loyalty.programme', 'select, insert');

-- The level of a person, kept until a day even when less is spent (OP-56).
create table loyalty.tier_kept (
  workspace_id uuid not null,
  customer_id uuid not null,
  merged_from uuid,
  tier_key text not null,
  since date not null,
  keep_until date not null
);
create unique index tier_kept_once on loyalty.tier_kept (workspace_id, coalesce(merged_from, customer_id));
create index on loyalty.tier_kept (workspace_id, customer_id);
select platform.fence('loyalty.tier_kept', 'select, insert, update, delete');

-- People of the shop itself: points on their own number are looked at (OP-53).
create table loyalty.staff_person (
  workspace_id uuid not null,
  customer_id uuid not null,
  merged_from uuid,
  marked_by uuid,
  marked_at timestamptz not null
);
create unique index staff_person_once on loyalty.staff_person (workspace_id, coalesce(merged_from, customer_id));
create index on loyalty.staff_person (workspace_id, customer_id);
select platform.fence('loyalty.staff_person', 'select, insert, update, delete');

-- What the owner should look at; no number and no name in it.
create table loyalty.alarm (
  workspace_id uuid not null,
  alarm_id uuid not null,
  kind text not null check (kind in ('staff_number', 'too_many', 'too_late', 'receipt_of_another', 'coupon_twice', 'coupon_late')),
  customer_id uuid,
  merged_from uuid,
  -- What made it, so that it is told once.
  about text not null,
  business_day date not null,
  at timestamptz not null,
  made_by uuid,
  till text not null default '',
  seen_at timestamptz,
  seen_by uuid,
  primary key (workspace_id, alarm_id),
  unique (workspace_id, kind, about)
);
create index on loyalty.alarm (workspace_id, customer_id);
select platform.fence('loyalty.alarm', 'select, insert, update, delete');

do $$
declare role_name text := (select name from migrations.app_role);
begin
  -- Merging two people moves their accounts; nothing else of the ledger can be changed by the server.
  execute format('grant update (customer_id, merged_from) on loyalty.account to %I', role_name);
end $$;

-- A person who is erased leaves facts that belong to nobody (PV-23); what was written by hand about them goes.
create function loyalty.forget_person(person uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare workspace uuid := platform.current_workspace();
begin
  if workspace is null then raise exception 'no workspace'; end if;
  update loyalty.movement m set reason = ''
  where m.workspace_id = workspace and m.reason <> '' and m.movement_id in (
    select e.movement_id from loyalty.entry e join loyalty.account a on a.workspace_id = e.workspace_id and a.account_id = e.account_id
    where a.workspace_id = workspace and a.customer_id = person);
  update loyalty.account a set customer_id = null, merged_from = null where a.workspace_id = workspace and a.customer_id = person;
end $$;
select platform.expose_function('loyalty.forget_person(uuid)');
