-- Grain: one row a person who is in one of the flows and has bought since she entered. Sources: flows.run, orders.sale_order.
select r.run_id
from flows.run r
where r.workspace_id = :workspaceId and r.flow_id = any(:flowIds::uuid[]) and r.state = 'active'
  and exists (select from orders.sale_order s where s.workspace_id = r.workspace_id and s.customer_id = r.customer_id
    and s.gross_minor > 0 and s.ordered_at > r.entered_at)
