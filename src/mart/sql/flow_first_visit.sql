-- Grain: one row a person whose first sale lies between the two instants. Sources: orders.sale_order.
-- What a wrong clock dated before is no visit (src/mart/wrong-clock.ts).
-- Known gaps: a sale that became hers later (a claimed receipt) counts from when it was made.
select s.customer_id, 'first'::text as entry_key
from orders.sale_order s
where s.workspace_id = :workspaceId and s.customer_id is not null and s.gross_minor > 0
  and s.business_day >= (:from::timestamptz)::date - 1
  and s.ordered_at > :from::timestamptz and s.ordered_at <= :until::timestamptz
  and not exists (select from orders.sale_order e where e.workspace_id = s.workspace_id and e.customer_id = s.customer_id
    and e.gross_minor > 0 and e.business_day >= {countedSince} and (e.ordered_at, e.order_id) < (s.ordered_at, s.order_id))
