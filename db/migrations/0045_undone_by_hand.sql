-- What somebody took back by hand stays taken back, also when the till tells another bill for the sale later.
alter table loyalty.receipt add column earn_undone boolean not null default false;
update loyalty.receipt r set earn_undone = true
from loyalty.movement undo
join loyalty.movement undone on undone.workspace_id = undo.workspace_id and undone.movement_id = undo.reverses
where undo.reverses is not null and undone.kind = 'earn'
  and r.workspace_id = undo.workspace_id and r.receipt_id = undo.receipt_id;

-- An order that names a word everybody shows redeems it once.
create index coupon_use_of_order on loyalty.coupon_use (workspace_id, order_id) where order_id is not null;
