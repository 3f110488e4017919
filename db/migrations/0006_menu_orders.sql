create schema menu;

create table menu.item (
  workspace_id uuid not null,
  item_id uuid not null,
  -- The till's code, or the name where a till has no codes: what a sale is matched by.
  item_key text not null,
  code text,
  name text not null,
  category text not null default '',
  price_minor bigint,
  cost_minor bigint,
  -- Time of the sale that name, category, price and cost were last taken from: an older file changes nothing.
  described_at timestamptz,
  created_by_batch uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, item_id),
  unique (workspace_id, item_key)
);
select platform.fence('menu.item', 'select, insert, update, delete');

create schema orders;

create table orders.sale_order (
  workspace_id uuid not null,
  order_id uuid not null,
  source text not null,
  order_no text not null,
  ordered_at timestamptz not null,
  -- Day of the shop's trade (OP-41: part of the key, because tills start their numbers again).
  business_day date not null,
  customer_id uuid,
  channel text not null default '',
  table_no text not null default '',
  covers int,
  staff_name text not null default '',
  coupon_code text not null default '',
  -- Sales lines with quantity and amount above zero.
  gross_minor bigint not null,
  -- Refunds, as a negative number.
  refund_minor bigint not null,
  line_count int not null,
  created_by_batch uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, order_id),
  -- The day comes first so that the key finds a day's orders as well: one index less to fill in an import.
  unique (workspace_id, business_day, source, order_no)
);
create index sale_order_by_customer on orders.sale_order (workspace_id, customer_id, business_day) where customer_id is not null;
-- A batch's orders stand together: a few numbers for each stretch of the table find them, and cost an import nothing.
create index sale_order_by_batch on orders.sale_order using brin (created_by_batch) with (autosummarize = on);
create index sale_order_by_coupon on orders.sale_order (workspace_id, coupon_code) where coupon_code <> '';
select platform.fence('orders.sale_order', 'select, insert, update, delete');

-- One line of a receipt. Two identical lines are two lines, so only the number tells them apart.
create table orders.order_line (
  workspace_id uuid not null,
  order_id uuid not null,
  line_no int not null,
  item_id uuid not null,
  kind text not null check (kind in ('sale', 'refund', 'void', 'comp')),
  quantity numeric(14, 3) not null,
  amount_minor bigint not null,
  unit_price_minor bigint,
  cost_minor bigint,
  -- How the item was ordered, joined by ', ' (2단계, 곱빼기); no part of what makes two lines the same.
  options text not null default '',
  -- Only where another batch than the one that made the order added the line: nearly every row is spared the bytes.
  added_by_batch uuid,
  primary key (workspace_id, order_id, line_no)
);
create index order_line_by_batch on orders.order_line (workspace_id, added_by_batch) where added_by_batch is not null;
select platform.fence('orders.order_line', 'select, insert, update, delete');
