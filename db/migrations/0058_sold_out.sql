-- Sold out (품절) and surplus (남아요): what the counter says of an item. Marks stay when they end, for sales of a day on
-- which an item ran out do not tell how much was wanted (MT-90).
create table menu.item_mark (
  workspace_id uuid not null,
  mark_id uuid not null,
  item_id uuid not null,
  state text not null check (state in ('sold_out', 'surplus')),
  marked_at timestamptz not null,
  -- Who said so; null: a program.
  marked_by uuid,
  -- Last business day on which it holds; null: until further notice.
  until_day date,
  -- Taken back, or said anew.
  ended_at timestamptz,
  primary key (workspace_id, mark_id)
);
create unique index item_mark_open on menu.item_mark (workspace_id, item_id) where ended_at is null;
select platform.fence('menu.item_mark', 'select, insert, update, delete');
