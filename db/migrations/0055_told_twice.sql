-- A redemption that an order told of first and a counter afterwards is one: the counter's key ties its telling to it, and
-- what the order paid says whether the two speak of one bill.
alter table loyalty.coupon_use add column counter_key text;
alter table loyalty.coupon_use add column paid_minor bigint;
create unique index coupon_use_by_counter on loyalty.coupon_use (workspace_id, counter_key) where counter_key is not null;

-- A use of an offline code that a screen without a line sends again is the same use.
alter table plays.code_use add column idempotency_key text;
create unique index code_use_told_once on plays.code_use (workspace_id, idempotency_key);
