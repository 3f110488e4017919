-- Grain: one row, the shop. Sources: orders.sale_order (which counts its lines), mart.customer_fact.
-- Day rule: none. Known gaps: none; anonymous orders are counted.
select
  (select count(*)::int from orders.sale_order where workspace_id = :workspaceId) as orders,
  (select coalesce(sum(line_count), 0)::int from orders.sale_order where workspace_id = :workspaceId) as lines,
  (select count(*)::int from mart.customer_fact where workspace_id = :workspaceId) as customers
